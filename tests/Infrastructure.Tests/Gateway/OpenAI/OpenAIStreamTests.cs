using System.Text;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.OpenAI;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.OpenAI;

public sealed class OpenAIStreamTests : IDisposable
{
    private readonly OpenAIProvider _provider = new();

    public void Dispose() => _provider.Dispose();

    private async Task<List<(string Data, ProviderEvent Event)>> StreamAsync(HandVendor vendor, string body = Calls.HelloStream, CallTimeouts? timeouts = null, ProviderInstance? instance = null) =>
        await (await _provider.SendAsync(Calls.Chat(instance ?? vendor.Instance(), body, timeouts: timeouts), default)).CollectAsync();

    [Fact]
    public async Task Events_come_as_they_were_sent_with_what_they_mean()
    {
        const string odd = """{ "choices":[{"index":0,"delta":{"content":"caf\u00e9"},"finish_reason":null,"vendor":1.50}],"usage":null }""";
        const string usage = """{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""";
        await using HandVendor vendor = await HandVendor.StreamsAsync(odd, Calls.Stop, usage, "[DONE]");
        List<(string Data, ProviderEvent Event)> events = await StreamAsync(vendor);

        events.Select(e => e.Data).ShouldBe([odd, Calls.Stop, usage]);
        events[0].Event.Text.ShouldBe("café");
        events[0].Event.HasUsageProperty.ShouldBeTrue();
        events[0].Event.Usage.ShouldBeNull();
        events[1].Event.FinishReason.ShouldBe("stop");
        events[1].Event.Text.ShouldBeNull();
        events[2].Event.UsageOnly.ShouldBeTrue();
        events[2].Event.HasUsageProperty.ShouldBeFalse();
        events[2].Event.Usage.ShouldBe(new TokenUsage { Input = 7, Output = 2, Method = "vendor" });
    }

    [Fact]
    public async Task Usage_beside_choices_and_tool_calls_are_told()
    {
        await using HandVendor vendor = await HandVendor.StreamsAsync(
            """{"choices":[{"index":0,"delta":{"tool_calls":[],"content":"a"}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":""}}]}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}""", "[DONE]");
        List<(string Data, ProviderEvent Event)> events = await StreamAsync(vendor);
        events.Select(e => e.Event.HasToolCall).ShouldBe([false, true, false]);
        events[2].Event.FinishReason.ShouldBe("tool_calls");
        events[2].Event.HasUsageProperty.ShouldBeTrue();
        events[2].Event.UsageOnly.ShouldBeFalse();
        events[2].Event.Usage!.Value.Total.ShouldBe(2);
    }

    [Fact]
    public async Task Asks_for_usage_and_keeps_the_callers_other_stream_options()
    {
        await using HandVendor vendor = await HandVendor.StreamsAsync(Calls.Stop, "[DONE]");
        await StreamAsync(vendor);
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe("""{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hello"}],"stream_options":{"include_usage":true}}""");

        await StreamAsync(vendor, """{"model":"gpt-4o","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":false},"messages":[{"role":"user","content":"x"}]}""");
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe("""{"model":"gpt-4o","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true},"messages":[{"role":"user","content":"x"}]}""");

        const string asked = """{"model":"gpt-4o","stream":true,"stream_options":{"include_usage": true},"messages":[{"role":"user","content":"x"}]}""";
        await StreamAsync(vendor, asked);
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe(asked);
    }

    [Fact]
    public async Task A_server_that_refuses_stream_options_is_asked_once_without_and_remembered()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, body) =>
        {
            if (Encoding.UTF8.GetString(body).Contains("stream_options", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("""{"error":{"message":"Unrecognized request argument supplied: stream_options"}}""");
                return;
            }
            await HandVendor.WriteEventsAsync(context, Calls.Delta("ok"), Calls.Stop, "[DONE]");
        });
        ProviderInstance instance = vendor.Instance(ProviderKinds.OpenAICompatible);
        (await StreamAsync(vendor, instance: instance)).Count.ShouldBe(2);
        vendor.Received.Count.ShouldBe(2);
        (await StreamAsync(vendor, instance: instance)).Count.ShouldBe(2);
        vendor.Received.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Another_bad_request_is_not_sent_again()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(400, """{"error":{"message":"temperature is too high","param":"temperature"}}""");
        ProviderException fault = await Should.ThrowAsync<ProviderException>(StreamAsync(vendor));
        fault.Fault.ShouldBe(ProviderFault.BadRequest);
        fault.VendorField.ShouldBe("temperature");
        vendor.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_finish_reason_ends_a_stream_that_has_no_end_mark()
    {
        await using HandVendor vendor = await HandVendor.StreamsAsync(Calls.Delta("a"), Calls.Stop);
        (await StreamAsync(vendor)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_that_just_ends_is_broken_off()
    {
        await using HandVendor vendor = await HandVendor.StreamsAsync(Calls.Delta("a"), Calls.Delta("b"));
        (await Should.ThrowAsync<ProviderException>(StreamAsync(vendor))).Fault.ShouldBe(ProviderFault.BrokenOff);
    }

    [Fact]
    public async Task One_of_two_choices_unfinished_is_broken_off()
    {
        await using HandVendor vendor = await HandVendor.StreamsAsync(Calls.Delta("a"), Calls.Stop);
        (await Should.ThrowAsync<ProviderException>(StreamAsync(vendor, """{"model":"gpt-4o","stream":true,"n":2,"messages":[{"role":"user","content":"x"}]}"""))).Fault.ShouldBe(ProviderFault.BrokenOff);
    }

    [Fact]
    public async Task A_connection_that_dies_is_broken_off_after_what_came()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            await HandVendor.WriteEventsAsync(context, Calls.Delta("a"));
            await Task.Delay(200);
            context.Abort();
        });
        var seen = new List<string?>();
        await using var reply = (StreamReply)await _provider.SendAsync(Calls.Chat(vendor.Instance(), Calls.HelloStream), default);
        ProviderException fault = await Should.ThrowAsync<ProviderException>(async () =>
        {
            await foreach (ProviderEvent item in reply.ReadAsync(default))
                seen.Add(item.Text);
        });
        fault.Fault.ShouldBe(ProviderFault.BrokenOff);
        seen.ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("""{"error":{"message":"The server had an error","type":"server_error","code":null}}""", ProviderFault.Server)]
    [InlineData("""{"error":{"message":"slow down","code":"rate_limit_exceeded"}}""", ProviderFault.RateLimited)]
    [InlineData("""{"error":{"message":"overloaded","code":529}}""", ProviderFault.Server)]
    [InlineData("""{"error":"it went wrong"}""", ProviderFault.Server)]
    public async Task An_error_event_ends_the_stream_with_its_fault(string error, ProviderFault expected)
    {
        await using HandVendor vendor = await HandVendor.StreamsAsync(Calls.Delta("a"), error);
        ProviderException fault = await Should.ThrowAsync<ProviderException>(StreamAsync(vendor));
        fault.Fault.ShouldBe(expected);
        fault.VendorBody.ShouldBe(error);
    }

    [Fact]
    public async Task An_event_that_is_no_JSON_is_malformed()
    {
        await using HandVendor vendor = await HandVendor.StreamsAsync(Calls.Delta("a"), "{oops");
        (await Should.ThrowAsync<ProviderException>(StreamAsync(vendor))).Fault.ShouldBe(ProviderFault.Malformed);
    }

    [Fact]
    public async Task A_complete_answer_to_a_stream_request_is_malformed()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        (await Should.ThrowAsync<ProviderException>(StreamAsync(vendor))).Fault.ShouldBe(ProviderFault.Malformed);
    }

    [Fact]
    public async Task Silence_longer_than_the_gap_is_a_timeout()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            await HandVendor.WriteEventsAsync(context, Calls.Delta("a"));
            await Task.Delay(TimeSpan.FromSeconds(10), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var timeouts = Calls.Patient with { Gap = TimeSpan.FromMilliseconds(200) };
        (await Should.ThrowAsync<ProviderException>(StreamAsync(vendor, timeouts: timeouts))).Fault.ShouldBe(ProviderFault.Timeout);
    }

    [Fact]
    public async Task A_stream_that_flows_is_not_cut_by_the_total_and_a_slow_reader_is_no_gap()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            for (int i = 0; i < 8; i++)
            {
                await HandVendor.WriteEventsAsync(context, Calls.Delta("a"));
                await Task.Delay(60);
            }
            await HandVendor.WriteEventsAsync(context, Calls.Stop, "[DONE]");
        });
        var timeouts = new CallTimeouts(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(600));
        await using var reply = (StreamReply)await _provider.SendAsync(Calls.Chat(vendor.Instance(), Calls.HelloStream, timeouts: timeouts), default);
        int events = 0;
        await foreach (ProviderEvent _ in reply.ReadAsync(default))
        {
            if (events++ == 0)
                await Task.Delay(900);
        }
        events.ShouldBe(9);
    }

    [Fact]
    public async Task Comments_event_names_and_long_events_are_understood()
    {
        string longText = new('z', 100_000);
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($": keep-alive\r\n\r\nevent: message\r\nid: 4\r\ndata:{Calls.Delta(longText)}\r\n\r\n: more\n\ndata: {Calls.Delta("b")}\n\ndata: {Calls.Stop}\n\ndata: [DONE]\n\n");
        });
        List<(string Data, ProviderEvent Event)> events = await StreamAsync(vendor);
        events.Select(e => e.Event.Text).ShouldBe([longText, "b", null]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaving_a_stream_stops_the_vendor(bool byCancelling)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            context.RequestAborted.Register(() => stopped.TrySetResult());
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await HandVendor.WriteEventsAsync(context, Calls.Delta("a"));
                await Task.Delay(10);
            }
        });
        using var caller = new CancellationTokenSource();
        await using (var reply = (StreamReply)await _provider.SendAsync(Calls.Chat(vendor.Instance(), Calls.HelloStream), caller.Token))
        {
            if (byCancelling)
            {
                await Should.ThrowAsync<OperationCanceledException>(async () =>
                {
                    await foreach (ProviderEvent _ in reply.ReadAsync(caller.Token))
                        await caller.CancelAsync();
                });
            }
            else
            {
                await foreach (ProviderEvent _ in reply.ReadAsync(caller.Token))
                    break;
            }
        }
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_stream_read_to_its_end_leaves_the_connection_for_the_next()
    {
        var connections = new HashSet<string>();
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            connections.Add(context.Connection.Id);
            await HandVendor.WriteEventsAsync(context, Calls.Delta("a"), Calls.Stop, "[DONE]");
        });
        for (int i = 0; i < 5; i++)
            await StreamAsync(vendor);
        connections.Count.ShouldBe(1);
    }
}
