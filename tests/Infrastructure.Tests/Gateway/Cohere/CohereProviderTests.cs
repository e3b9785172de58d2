using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Cohere;
using Artisan.Testing.Vendors;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Cohere;

public sealed class CohereProviderTests : VendorProviderTests
{
    private readonly CohereProvider _provider = new();
    private MockCohereVendor _vendor = null!;

    private protected override TestedVendor Under => new(_provider, _vendor, ProviderKinds.Cohere, "command-a-03-2025", new TokenUsage { Input = 5, Output = 6, Method = "vendor" });

    public override async Task InitializeAsync() => _vendor = await MockCohereVendor.StartAsync();

    public override async Task DisposeAsync()
    {
        _provider.Dispose();
        await _vendor.DisposeAsync();
    }

    [Theory]
    [InlineData(400, "invalid request: message must be at least 1 token long", ProviderFault.BadRequest, false)]
    [InlineData(400, "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292.", ProviderFault.ContextTooLong, false)]
    [InlineData(400, "too many tokens: max tokens must be less than or equal to 4096, the maximum output for this model - received 8192.", ProviderFault.BadRequest, false)]
    [InlineData(401, "no api key supplied", ProviderFault.Credential, false)]
    [InlineData(402, "Please add or update your payment method", ProviderFault.RateLimited, false)]
    [InlineData(403, "forbidden", ProviderFault.Credential, false)]
    [InlineData(404, "model 'command-x' not found, make sure the correct model ID was used", ProviderFault.ModelNotFound, false)]
    [InlineData(422, "unknown field: parameter 'x' is not a valid field", ProviderFault.BadRequest, false)]
    [InlineData(429, "You are using a Trial key, which is limited to 40 API calls / minute.", ProviderFault.RateLimited, true)]
    [InlineData(429, "You are using a Trial key, which is limited to 1000 API calls / month.", ProviderFault.RateLimited, false)]
    [InlineData(498, "invalid api token", ProviderFault.Credential, false)]
    [InlineData(499, "request cancelled", ProviderFault.Server, true)]
    [InlineData(500, "internal server error", ProviderFault.Server, true)]
    [InlineData(503, "service unavailable", ProviderFault.Server, true)]
    [InlineData(504, "gateway timeout", ProviderFault.Server, true)]
    public async Task Documented_errors_are_told_apart(int status, string message, ProviderFault fault, bool transient)
    {
        ProviderException e = await FailAsync(new VendorFault { Status = status, Body = $$"""{"id":"e","message":"{{message}}"}""" });
        (e.Fault, e.IsTransient).ShouldBe((fault, transient));
    }

    [Fact]
    public async Task Parameters_have_the_vendors_names_and_ranges()
    {
        CompleteReply reply = await AskAsync("""{"seed":3,"top_p":1,"temperature":1.4,"max_tokens":9,"stop":"A","frequency_penalty":0.5,"presence_penalty":0.5,"reasoning_effort":"low","messages":[{"role":"developer","content":"S"},{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""");
        _vendor.Last.ToJsonString().ShouldBe("""{"model":"command-a-03-2025","stream":false,"messages":[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}],"temperature":1,"p":0.99,"max_tokens":9,"seed":3,"frequency_penalty":0.5,"stop_sequences":["A"]}""");
        reply.Warnings.Count.ShouldBe(3);
        await AskAsync(Ask("\"reasoning_effort\":\"low\""), "command-a-reasoning-08-2025");
        _vendor.Last["thinking"]!.ToJsonString().ShouldBe("""{"type":"enabled","token_budget":2048}""");
    }

    [Fact]
    public async Task A_plan_is_a_thought_and_one_tool_is_chosen_by_leaving_the_others_out()
    {
        CompleteReply reply = await AskAsync(Ask($"{Weather},\"tool_choice\":{{\"type\":\"function\",\"function\":{{\"name\":\"get_weather\"}}}}", "weather in Paris"));
        ((string?)reply.Message()["reasoning_content"], reply.Text).ShouldBe(("I look it up.", null));
        _vendor.Last["tool_choice"]!.ToString().ShouldBe("REQUIRED");
        _vendor.Last["tools"]!.AsArray().Count.ShouldBe(1);
        (await StreamAsync(Ask(Weather, "weather in Paris"))).Reasoning.ShouldBe("I look it up.");
    }

    [Fact]
    public async Task Embeddings_say_what_they_are_for()
    {
        await _provider.SendAsync(OpenAI.Calls.Embed(_vendor.Instance(ProviderKinds.Cohere), """{"input":"1"}""", "embed-v4.0"), default);
        _vendor.Last.ToJsonString().ShouldBe("""{"model":"embed-v4.0","input_type":"search_document","embedding_types":["float"],"texts":["1"]}""");
        await _provider.SendAsync(OpenAI.Calls.Embed(_vendor.Instance(ProviderKinds.Cohere), """{"input":"1","input_type":"clustering","dimensions":256}""", "embed-v4.0"), default);
        ((string?)_vendor.Last["input_type"], (int)_vendor.Last["output_dimension"]!).ShouldBe(("clustering", 256));
    }

    [Fact]
    public async Task Models_are_listed() =>
        (await _provider.ListModelsAsync(_vendor.Instance(ProviderKinds.Cohere), default)).ShouldBe(["command-a-03-2025", "embed-v4.0"]);
}
