using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Voice.TextAnalysis;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Feedback;

/// <summary>Verdicts on AI results.</summary>
public sealed class FeedbackApiTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private async Task<Guid> ResultAsync(TenantScope? scope = null) =>
        (await Get<JudgeSentiment>().ExecuteAsync(scope ?? App.ScopeOf(Role.Manager), new SentimentRequestV1("All is well.", Model: UseCaseCalls.Rules), "console", CancellationToken.None)).Ai.RequestId;

    private static string Path(Guid request) => $"/api/v1/ai/requests/{request}/feedback";

    [Fact]
    public async Task A_verdict_is_kept_right_after_the_result_and_a_later_one_replaces_it()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement result = await client.GoodAsync("/api/v1/ai/sentiment", new { text = "All is well.", model = UseCaseCalls.Rules });
        Guid request = result.GetProperty("ai").GetProperty("request_id").GetGuid();
        // The record may still be in the journal.
        (await client.GoodAsync(Path(request), new { verdict = "helpful" })).GetProperty("verdict").GetString().ShouldBe("helpful");
        JsonElement edited = await client.GoodAsync(Path(request), new { verdict = "edited", original_text = "kitten", edited_text = "sitting", comment = "Better so" });
        edited.GetProperty("edit_distance").GetInt32().ShouldBe(3);
        edited.GetProperty("edit_share").GetDouble().ShouldBe(0.4286);
        JsonElement kept = (await client.GetFromJsonAsync<JsonElement>(Path(request))).GetProperty("items").EnumerateArray().Single();
        (kept.GetProperty("verdict").GetString(), kept.GetProperty("comment").GetString(), kept.GetProperty("own").GetBoolean()).ShouldBe(("edited", "Better so", true));
        JsonElement dismissed = await client.GoodAsync(Path(request), new { verdict = "dismissed" });
        dismissed.TryGetProperty("edit_distance", out _).ShouldBeFalse("what no longer holds is taken away");
    }

    [Fact]
    public async Task Each_person_has_a_verdict_and_they_are_summed_by_use_case()
    {
        Guid one = await ResultAsync(), two = await ResultAsync();
        await App.DrainAsync();
        DateTimeOffset since = DateTimeOffset.UtcNow.AddMinutes(-5);
        FeedbackSums before = await Get<SumFeedback>().ExecuteAsync(App.ScopeOf(Role.Manager), "sentiment", since, CancellationToken.None);
        await Get<GiveFeedback>().ExecuteAsync(App.ScopeOf(Role.Manager), one, new FeedbackRequestV1(FeedbackVerdict.Accepted), CancellationToken.None);
        await Get<GiveFeedback>().ExecuteAsync(App.ScopeOf(Role.Admin), one, new FeedbackRequestV1(FeedbackVerdict.Dismissed), CancellationToken.None);
        await Get<GiveFeedback>().ExecuteAsync(App.ScopeOf(Role.Manager), two, new FeedbackRequestV1(FeedbackVerdict.Edited, "ab", "abcd"), CancellationToken.None);
        (await Get<GetFeedback>().ExecuteAsync(App.ScopeOf(Role.Manager), one, CancellationToken.None)).Count.ShouldBe(2);
        FeedbackSums after = await Get<SumFeedback>().ExecuteAsync(App.ScopeOf(Role.Manager), "sentiment", since, CancellationToken.None);
        (after.Accepted - before.Accepted, after.Dismissed - before.Dismissed, after.Edited - before.Edited).ShouldBe((1, 1, 1));
        after.AcceptedShare!.Value.ShouldBeInRange(0.01, 0.99);
        (await Get<SumFeedback>().ExecuteAsync(App.ScopeOf(Role.Manager, App.Foreign), "sentiment", since, CancellationToken.None)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task Only_on_requests_that_the_caller_may_see()
    {
        Guid managers = await ResultAsync();
        await App.DrainAsync();
        var helpful = new FeedbackRequestV1(FeedbackVerdict.Helpful);
        (await Should.ThrowAsync<ArtisanException>(() => Get<GiveFeedback>().ExecuteAsync(App.ScopeOf(Role.Rep), managers, helpful, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<ArtisanException>(() => Get<GetFeedback>().ExecuteAsync(App.ScopeOf(Role.Rep), managers, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<ArtisanException>(() => Get<GiveFeedback>().ExecuteAsync(App.ScopeOf(Role.Viewer), managers, helpful, CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
        Guid own = await ResultAsync(App.ScopeOf(Role.Rep));
        (await Get<GiveFeedback>().ExecuteAsync(App.ScopeOf(Role.Rep), own, helpful, CancellationToken.None)).Verdict.ShouldBe(FeedbackVerdict.Helpful);
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.BadAsync(Path(managers), new { verdict = "helpful" })).Status.ShouldBe(404);
        (await foreign.GetAsync(Path(managers))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{}", "verdict")]
    [InlineData("""{"verdict":"splendid"}""", "verdict")]
    [InlineData("""{"verdict":9}""", "verdict")]
    [InlineData("""{"verdict":"edited","edited_text":"b"}""", "original_text")]
    [InlineData("""{"verdict":"edited","original_text":"a"}""", "edited_text")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (int status, _, string? named, JsonElement problem) = await client.BadAsync(Path(Guid.CreateVersion7()), JsonDocument.Parse(body).RootElement);
        (status, named).ShouldBe((400, field), problem.ToString());
    }

    [Fact]
    public async Task Texts_and_comments_are_limited()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement errors = (await client.BadAsync(Path(Guid.CreateVersion7()), new { verdict = "edited", original_text = new string('a', 50_001), edited_text = new string('b', 50_001), comment = new string('c', 2001) })).Body.GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).ShouldBe(["original_text", "edited_text", "comment"], ignoreOrder: true);
    }
}
