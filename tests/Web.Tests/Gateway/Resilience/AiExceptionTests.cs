using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Resilience;

/// <summary>What a use case that calls a model gets when it fails: the kind, what was being done, and what had come until then.</summary>
public sealed class AiExceptionTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private UseCaseClient Client => App.Services.GetRequiredService<UseCaseClient>();

    private static UseCaseAsk Ask => new() { UseCase = UseCases.Conversation, Door = "job", Model = "gpt-4o-mini", Messages = [new UseCaseMessage("user", "one two three four five six")] };

    [Fact]
    public async Task A_spent_quota_is_told_apart_and_says_what_was_being_done()
    {
        App.Vendor.FaultFor = _ => new VendorFault { Status = 429, Body = """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""" };
        try
        {
            ChatException failure = await Should.ThrowAsync<ChatException>(Client.AskAsync(App.ScopeOf(Role.Admin), Ask, CancellationToken.None));
            failure.Code.ShouldBe(ErrorCode.RateLimited);
            failure.InnerException.ShouldBeOfType<QuotaExceededException>();
            failure.PartialText.ShouldBeEmpty();
            OperationContext operation = failure.Operation.ShouldNotBeNull();
            (operation.Operation, operation.UseCase, operation.Provider, operation.Model).ShouldBe((AiOperation.Chat, UseCases.Conversation, "openai", "gpt-4o-mini"));
            (operation.Attempts, operation.RequestId == default).ShouldBe((1, false));
            operation.Characters.ShouldBeGreaterThan(20);
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }

    [Fact]
    public async Task A_rate_limit_is_of_its_own_kind()
    {
        App.Vendor.FaultFor = _ => VendorFault.RateLimited(120);
        try
        {
            ChatException failure = await Should.ThrowAsync<ChatException>(Client.AskAsync(App.ScopeOf(Role.Admin), Ask, CancellationToken.None));
            failure.InnerException.ShouldBeOfType<RateLimitException>();
            failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(120));
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_off_keeps_what_came()
    {
        App.Vendor.FailNext(VendorFault.Break(5, StreamBreak.SilentEnd));
        var read = new System.Text.StringBuilder();
        ChatException failure = await Should.ThrowAsync<ChatException>(async () =>
        {
            await foreach (UseCaseDelta piece in Client.StreamAsync(Client.PrepareStream(App.ScopeOf(Role.Admin), Ask), CancellationToken.None))
                read.Append(piece.Text);
        });
        failure.PartialText.ShouldNotBeEmpty();
        failure.PartialText.ShouldBe(read.ToString());
        failure.Code.ShouldBe(ErrorCode.ProviderError);
    }

    [Fact]
    public async Task Who_wants_the_whole_at_once_gets_what_came_with_the_error()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        App.Vendor.FailNext(VendorFault.Break(5, StreamBreak.SilentEnd));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ai/campaigns/strategy");
        request.Content = System.Net.Http.Json.JsonContent.Create(new { objective = "Win", model = "gpt-4o-mini" });
        request.Headers.Accept.ParseAdd("application/json");
        using HttpResponseMessage response = await client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(502);
        (await RunningArtisan.JsonAsync(response)).GetProperty("partial_text").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Texts_that_could_not_be_embedded_have_no_vector()
    {
        App.Vendor.FaultFor = _ => new VendorFault { Status = 400, Body = """{"error":{"message":"bad input","type":"invalid_request_error"}}""" };
        try
        {
            using var generator = new OrchestratorEmbeddingGenerator(App.Services.GetRequiredService<Orchestrator>(), App.ScopeOf(Role.Admin), "text-embedding-3-small", "job");
            EmbeddingException failure = await Should.ThrowAsync<EmbeddingException>(generator.GenerateAsync(["one", "two"]));
            failure.Operation!.Operation.ShouldBe(AiOperation.Embeddings);
            failure.Operation.Model.ShouldBe("text-embedding-3-small");
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }
}
