using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.Anthropic;
using Artisan.Infrastructure.Gateway.Vendors;
using Artisan.Infrastructure.Tests.Gateway.OpenAI;
using Artisan.Testing.Vendors;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Anthropic;

/// <summary>What each failure of the Messages protocol becomes.</summary>
public sealed class AnthropicFaultTests : IAsyncLifetime
{
    private const string Hello = """{"model":"x","messages":[{"role":"user","content":"one two three four five"}]}""";

    private readonly AnthropicProvider _provider = new();
    private MockAnthropicVendor _vendor = null!;

    public async Task InitializeAsync() => _vendor = await MockAnthropicVendor.StartAsync();

    public async Task DisposeAsync()
    {
        _provider.Dispose();
        await _vendor.DisposeAsync();
    }

    private ProviderInstance Instance => _vendor.Instance(ProviderKinds.Anthropic);

    private Task<ProviderException> FailAsync(bool stream = false, ProviderInstance? instance = null) => Should.ThrowAsync<ProviderException>(async () =>
    {
        if (stream)
            await _provider.StreamAsync(instance ?? Instance, Hello, "claude-sonnet-4-5");
        else
            await _provider.CompleteAsync(instance ?? Instance, Hello, "claude-sonnet-4-5");
    });

    [Theory]
    [InlineData(400, "invalid_request_error", "max_tokens: Field required", ProviderFault.BadRequest)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 213462 tokens > 200000 maximum", ProviderFault.ContextTooLong)]
    [InlineData(400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 1 + 2 > 3", ProviderFault.ContextTooLong)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", ProviderFault.RateLimited)]
    [InlineData(400, "invalid_request_error", "Output blocked by content filtering policy", ProviderFault.ContentRefused)]
    [InlineData(401, "authentication_error", "invalid x-api-key", ProviderFault.Credential)]
    [InlineData(402, "billing_error", "Payment required", ProviderFault.RateLimited)]
    [InlineData(403, "permission_error", "Your API key does not have permission", ProviderFault.Credential)]
    [InlineData(404, "not_found_error", "model: claude-none", ProviderFault.ModelNotFound)]
    [InlineData(413, "request_too_large", "Request exceeds the maximum size", ProviderFault.BadRequest)]
    [InlineData(429, "rate_limit_error", "Number of request tokens has exceeded your per-minute rate limit", ProviderFault.RateLimited)]
    [InlineData(500, "api_error", "Internal server error", ProviderFault.Server)]
    [InlineData(504, "timeout_error", "Timed out", ProviderFault.Server)]
    [InlineData(529, "overloaded_error", "Overloaded", ProviderFault.Server)]
    public async Task Documented_errors_are_told_apart(int status, string type, string message, ProviderFault fault)
    {
        _vendor.FailNext(new VendorFault { Status = status, Body = $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"{{{message}}}"},"request_id":"req_1"}""", Headers = new Dictionary<string, string> { ["retry-after"] = "7" } });
        ProviderException e = await FailAsync();
        (e.Fault, e.Status, e.RetryAfter).ShouldBe((fault, status, TimeSpan.FromSeconds(7)));
        if (fault == ProviderFault.RateLimited)
            e.IsTransient.ShouldBe(status == 429);
    }

    [Fact]
    public async Task A_refused_credential_is_never_told()
    {
        ProviderException e = await FailAsync(instance: _vendor.Instance(ProviderKinds.Anthropic, "sk-ant-api03-wrong-0123456789"));
        e.Fault.ShouldBe(ProviderFault.Credential);
        (e.Message + e.VendorBody).ShouldNotContain("0123456789");
    }

    [Theory]
    [InlineData(StreamBreak.ErrorEvent, ProviderFault.Server)]
    [InlineData(StreamBreak.ConnectionReset, ProviderFault.BrokenOff)]
    [InlineData(StreamBreak.SilentEnd, ProviderFault.BrokenOff)]
    [InlineData(StreamBreak.MalformedEvent, ProviderFault.Malformed)]
    public async Task Streams_that_break_off_say_how(StreamBreak how, ProviderFault fault)
    {
        _vendor.FailNext(VendorFault.Break(4, how) with { EventDelay = TimeSpan.FromMilliseconds(20) });
        ProviderException e = await FailAsync(stream: true);
        e.Fault.ShouldBe(fault);
        if (how == StreamBreak.ErrorEvent)
            e.Message.ShouldContain("Overloaded");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"type\":\"message\"}")]
    [InlineData("not json")]
    [InlineData("<html></html>")]
    public async Task Answers_that_are_none_are_malformed(string body)
    {
        _vendor.AnswerNext(body);
        (await FailAsync()).Fault.ShouldBe(ProviderFault.Malformed);
        _vendor.FailNext(new VendorFault { Status = 200, Body = body });
        (await FailAsync(stream: true)).Fault.ShouldBe(ProviderFault.Malformed);
    }

    [Fact]
    public async Task An_error_with_a_good_status_is_an_error()
    {
        _vendor.AnswerNext("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");
        (await FailAsync()).Fault.ShouldBe(ProviderFault.Server);
    }

    [Fact]
    public async Task A_refusal_of_the_content_is_its_finish_reason()
    {
        _vendor.AnswerNext("""{"id":"m","type":"message","model":"c","content":[],"stop_reason":"refusal","usage":{"input_tokens":4,"output_tokens":1}}""");
        CompleteReply reply = await _provider.CompleteAsync(Instance, Hello, "claude-sonnet-4-5");
        (reply.FinishReason, reply.Text).ShouldBe(("content_filter", ""));
    }

    [Fact]
    public async Task An_answer_beyond_the_limit_is_refused_before_it_is_read()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = VendorHttp.MaxAnswer + 1L;
            await context.Response.StartAsync();
        });
        (await FailAsync(instance: vendor.Instance(ProviderKinds.Anthropic, "/"))).Fault.ShouldBe(ProviderFault.Malformed);
    }

    [Fact]
    public async Task A_silent_vendor_is_left_after_the_limit()
    {
        _vendor.FailNext(new VendorFault { Hang = true });
        var hasty = new CallTimeouts(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        (await Should.ThrowAsync<ProviderException>(() => _provider.SendAsync(Calls.Chat(Instance, Hello, "claude-sonnet-4-5", hasty), default))).Fault.ShouldBe(ProviderFault.Timeout);
        _vendor.FailNext(new VendorFault { HangAfterEvents = 3 });
        ProviderReply reply = await _provider.SendAsync(Calls.Chat(Instance, Hello.Insert(1, "\"stream\":true,"), "claude-sonnet-4-5", hasty), default);
        (await Should.ThrowAsync<ProviderException>(() => reply.CollectAsync())).Fault.ShouldBe(ProviderFault.Timeout);
    }
}
