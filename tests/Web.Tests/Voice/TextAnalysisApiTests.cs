using System.Text.Json;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Voice.TextAnalysis;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Voice;

/// <summary>Summaries and sentiment of pasted conversations, through the real pipeline.</summary>
public sealed class TextAnalysisApiTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Summary = "/api/v1/ai/calls/summary", Sentiment = "/api/v1/ai/sentiment";
    private const string Call = "Sam: Thanks for your time, Anna. We want to agree on a pilot.\nAnna: The forecast looks great. But the price is too high.\nSam: I will send you a smaller offer by Friday.\nAnna: Good. We decided to run the pilot in one site.\nSam: Great.";

    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task A_call_is_summarised_and_saved_to_the_leads_timeline()
    {
        Guid lead = await App.LeadAsync("Called");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement summary = await client.GoodAsync(Summary, new { text = Call, lead_id = lead, save = true, at = DateTimeOffset.UtcNow.AddHours(-2), model = UseCaseCalls.Rules });
        summary.GetProperty("decisions")[0].GetString()!.ShouldContain("one site");
        summary.GetProperty("objections")[0].GetString()!.ShouldContain("price is too high");
        JsonElement action = summary.GetProperty("action_items")[0];
        action.GetProperty("owner").GetString().ShouldBe("Sam");
        action.GetProperty("due_on").GetString().ShouldNotBeNullOrEmpty();
        InteractionRow kept = await Get<ListInteractions>().GetAsync(App.ScopeOf(Role.Manager), summary.GetProperty("interaction_id").GetGuid(), CancellationToken.None);
        (kept.LeadId, kept.Kind, kept.RequestId).ShouldBe((lead, Core.Crm.InteractionKind.Call, summary.GetProperty("ai").GetProperty("request_id").GetGuid()));
        kept.Body!.ShouldContain("Action items");
    }

    [Fact]
    public async Task Without_save_nothing_is_written()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (await client.GoodAsync(Summary, new { text = Call, model = UseCaseCalls.Rules })).TryGetProperty("interaction_id", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Sentiment_comes_overall_and_by_speaker_with_its_words()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement mood = await client.GoodAsync(Sentiment, new { text = Call, model = UseCaseCalls.Rules });
        mood.GetProperty("overall").GetProperty("words").EnumerateArray().Select(w => w.GetString()).ShouldContain("great");
        mood.GetProperty("speakers").EnumerateArray().Select(s => s.GetProperty("speaker").GetString()).ShouldBe(["Sam", "Anna"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_vendor_answers_by_schema()
    {
        App.Vendor.AnswerStructured("""{"summary":"They agreed.","purpose":null,"participants":["Anna"],"decisions":[],"objections":[],"action_items":[{"task":"Send","owner":null,"due":"soon","due_on":"not a day"}],"open_questions":[],"sentiment":"positive"}""");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement action = (await client.GoodAsync(Summary, new { text = Call, model = "gpt-4o-mini" })).GetProperty("action_items")[0];
        action.TryGetProperty("due_on", out _).ShouldBeFalse("a day that is none is left out");
        App.Vendor.AnswerStructured("""{"overall":{"label":"angry"},"speakers":[]}""", """{"overall":{"label":"angry"},"speakers":[]}""");
        (await client.BadAsync(Sentiment, new { text = Call, model = "gpt-4o-mini" })).Code.ShouldBe("schema_mismatch");
    }

    [Theory]
    [InlineData(Summary, "{}", "text")]
    [InlineData(Summary, """{"text":"x","save":true}""", "lead_id")]
    [InlineData(Summary, """{"text":"x","at":"2999-01-01T00:00:00Z"}""", "at")]
    [InlineData(Summary, """{"text":"x","save":"yes"}""", "save")]
    [InlineData(Sentiment, """{"text":" "}""", "text")]
    public async Task A_wrong_field_is_named(string path, string body, string field)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (int status, _, string? named, JsonElement problem) = await client.BadAsync(path, JsonDocument.Parse(body).RootElement);
        (status, named).ShouldBe((400, field), problem.ToString());
    }

    [Fact]
    public async Task Two_hundred_thousand_characters_are_taken_and_one_more_is_not()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        string text = string.Concat(Enumerable.Repeat(Call + "\n", 200_000 / (Call.Length + 1) + 1));
        (await client.GoodAsync(Summary, new { text = text[..200_000], model = UseCaseCalls.Rules })).GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
        (await client.GoodAsync(Sentiment, new { text = text[..200_000], model = UseCaseCalls.Rules })).GetProperty("overall").GetProperty("label").GetString().ShouldNotBeNullOrEmpty();
        (await client.BadAsync(Summary, new { text = text[..200_001] })).Field.ShouldBe("text");
    }

    [Fact]
    public async Task Rights_and_walls_hold()
    {
        Guid lead = await App.LeadAsync("Wall", owner: App.Person(Role.Manager).MembershipId);
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.BadAsync(Summary, new { text = Call, lead_id = lead })).Status.ShouldBe(404);
        (await foreign.BadAsync(Sentiment, new { text = Call, lead_id = lead })).Status.ShouldBe(404);
        (await Should.ThrowAsync<ArtisanException>(() => Get<SummariseCall>().ExecuteAsync(App.ScopeOf(Role.Rep), new CallSummaryRequestV1(Call, lead), "api", CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        foreach (Role role in (Role[])[Role.Viewer, Role.Compliance])
        {
            (await Should.ThrowAsync<ArtisanException>(() => Get<SummariseCall>().ExecuteAsync(App.ScopeOf(role), new CallSummaryRequestV1(Call), "api", CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
            (await Should.ThrowAsync<ArtisanException>(() => Get<JudgeSentiment>().ExecuteAsync(App.ScopeOf(role), new SentimentRequestV1(Call), "api", CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
        }
    }
}
