using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Tests.Gateway.OpenAI;
using Artisan.Testing.Vendors;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway;

/// <summary>What every vendor of another dialect does alike, seen from the OpenAI dialect.</summary>
public abstract class VendorProviderTests : IAsyncLifetime
{
    protected const string Weather = """
        "tools":[{"type":"function","function":{"name":"get_weather","description":"The weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}}]
        """;

    private protected abstract TestedVendor Under { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    private protected Task<CompleteReply> AskAsync(string body, string? model = null) => Under.Provider.CompleteAsync(Under.Vendor.Instance(Under.Kind), body, model ?? Under.Model);

    private protected Task<Streamed> StreamAsync(string body, string? model = null) => Under.Provider.StreamAsync(Under.Vendor.Instance(Under.Kind), body, model ?? Under.Model);

    protected static string Ask(string more, string text = "hi") => $$"""{ {{more}},"messages":[{"role":"user","content":"{{text}}"}]}""";

    private protected Task<ProviderException> FailAsync(VendorFault fault, bool stream = false)
    {
        Under.Vendor.FailNext(fault);
        return Should.ThrowAsync<ProviderException>(async () => _ = stream ? (object)await StreamAsync(Ask("\"seed\":1", "one two three four")) : await AskAsync(Ask("\"seed\":1")));
    }

    [Fact]
    public async Task A_chat_is_answered_plain_and_streamed_also_byte_by_byte()
    {
        string body = Ask("\"max_tokens\":50,\"temperature\":0.5,\"stop\":\"END\"", "one two three");
        CompleteReply whole = await AskAsync(body);
        (whole.Text, whole.FinishReason, (string?)whole.Message()["content"]).ShouldBe(("You said: one two three", "stop", "You said: one two three"));
        whole.Usage.ShouldBe(Under.Usage);
        Streamed streamed = await StreamAsync(body);
        (streamed.Text, streamed.FinishReason, streamed.Usage).ShouldBe((whole.Text!, "stop", whole.Usage));
        Under.Vendor.FailNext(new VendorFault { OneByteAtATime = true });
        (await StreamAsync(body)).Text.ShouldBe(whole.Text!);
    }

    [Fact]
    public async Task Parallel_tools_are_called_and_their_results_go_back()
    {
        const string ask = """{"role":"user","content":"weather in Paris and Rome"}""";
        CompleteReply first = await AskAsync($$"""{ {{Weather}},"messages":[{{ask}}]}""");
        first.FinishReason.ShouldBe("tool_calls");
        JsonArray calls = first.Message()["tool_calls"]!.AsArray();
        calls.Select(c => (string)c!["function"]!["arguments"]!).ShouldBe(["""{"city":"Paris"}""", """{"city":"Rome"}"""]);
        calls.Select(c => (string)c!["id"]!).Distinct().Count().ShouldBe(2);
        CompleteReply second = await AskAsync($$"""
            { {{Weather}},"messages":[{{ask}},{{first.Message().ToJsonString()}},{"role":"tool","tool_call_id":"{{calls[0]!["id"]}}","content":"18 degrees"},{"role":"tool","tool_call_id":"{{calls[1]!["id"]}}","content":"25 degrees"}]}
            """);
        second.Text.ShouldNotBeNull().ShouldContain("The tool says: 25 degrees");

        Streamed streamed = await StreamAsync($$"""{ {{Weather}},"messages":[{{ask}}]}""");
        streamed.Calls.Values.Select(c => (c.Name, c.Arguments)).ShouldBe([("get_weather", """{"city":"Paris"}"""), ("get_weather", """{"city":"Rome"}""")]);
        streamed.FinishReason.ShouldBe("tool_calls");
    }

    [Fact]
    public async Task A_schema_is_put_in_the_vendors_own_words()
    {
        string body = Ask("""
            "response_format":{"type":"json_schema","json_schema":{"name":"score","strict":true,"schema":{"type":"object","$defs":{"s":{"type":["integer","null"],"exclusiveMinimum":0}},"properties":{"score":{"$ref":"#/$defs/s"}},"required":["score"],"additionalProperties":false}}}
            """);
        (await AskAsync(body)).Text.ShouldBe("""{"score":7}""");
        (await StreamAsync(body)).Text.ShouldBe("""{"score":7}""");
    }

    [Fact]
    public async Task Cache_marks_and_more_than_one_answer_do_not_reach_the_vendor()
    {
        await AskAsync("""{"cache_control":{"type":"ephemeral"},"messages":[{"role":"system","content":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]}]}""");
        Under.Vendor.Last.ToJsonString().ShouldNotContain("cache_control");
        (await Should.ThrowAsync<ProviderException>(() => AskAsync(Ask("\"n\":2")))).Fault.ShouldBe(ProviderFault.Unsupported);
    }

    [Theory]
    [InlineData(StreamBreak.ErrorEvent, ProviderFault.Server)]
    [InlineData(StreamBreak.ConnectionReset, ProviderFault.BrokenOff)]
    [InlineData(StreamBreak.SilentEnd, ProviderFault.BrokenOff)]
    [InlineData(StreamBreak.MalformedEvent, ProviderFault.Malformed)]
    public async Task Streams_that_break_off_say_how(StreamBreak how, ProviderFault fault) =>
        (await FailAsync(VendorFault.Break(2, how) with { EventDelay = TimeSpan.FromMilliseconds(20) }, stream: true)).Fault.ShouldBe(fault);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("<html></html>")]
    public async Task Answers_that_are_none_are_malformed(string body)
    {
        (await FailAsync(new VendorFault { Status = 200, Body = body })).Fault.ShouldBe(ProviderFault.Malformed);
        (await FailAsync(new VendorFault { Status = 200, Body = body }, stream: true)).Fault.ShouldBe(ProviderFault.Malformed);
    }

    [Fact]
    public async Task A_wrong_credential_is_told_without_it()
    {
        ProviderException e = await Should.ThrowAsync<ProviderException>(() => Under.Provider.CompleteAsync(Under.Vendor.Instance(Under.Kind, "wrong-key-9876543210"), Calls.Hello, Under.Model));
        e.Fault.ShouldBe(ProviderFault.Credential);
        (e.Message + e.VendorBody).ShouldNotContain("9876543210");
    }

    [Fact]
    public async Task Texts_are_embedded_in_batches_and_put_together_in_order()
    {
        string inputs = string.Join(',', Enumerable.Range(0, 250).Select(i => $"\"{i}\""));
        int before = Under.Vendor.Requests.Count;
        var reply = (CompleteReply)await Under.Provider.SendAsync(Calls.Embed(Under.Vendor.Instance(Under.Kind), $$"""{"input":[{{inputs}}],"dimensions":2,"input_type":"query"}""", "embed"), default);
        (Under.Vendor.Requests.Count - before).ShouldBe(3);
        JsonArray data = reply.Json()["data"]!.AsArray();
        data.Select(d => ((int)d!["index"]!, (float)d["embedding"]![0]!)).ShouldBe(Enumerable.Range(0, 250).Select(i => (i, (float)i)));
        reply.Usage!.Value.Input.ShouldBe(250);
        var packed = (CompleteReply)await Under.Provider.SendAsync(Calls.Embed(Under.Vendor.Instance(Under.Kind), """{"input":"3","encoding_format":"base64"}""", "embed"), default);
        BitConverter.ToSingle(Convert.FromBase64String((string)packed.Json()["data"]![0]!["embedding"]!), 0).ShouldBe(3f);
        (await Should.ThrowAsync<ProviderException>(() => Under.Provider.SendAsync(Calls.Embed(Under.Vendor.Instance(Under.Kind), """{"input":[1,2]}""", "embed"), default))).Fault.ShouldBe(ProviderFault.Unsupported);
    }
}

/// <summary>A provider with its mock.</summary>
internal sealed record TestedVendor(IModelProvider Provider, MockVendor Vendor, string Kind, string Model, TokenUsage Usage);
