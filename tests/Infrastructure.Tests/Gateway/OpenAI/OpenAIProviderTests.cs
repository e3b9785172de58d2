using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.OpenAI;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.OpenAI;

public sealed class OpenAIProviderTests : IDisposable
{
    private readonly OpenAIProvider _provider = new();

    public void Dispose() => _provider.Dispose();

    [Fact]
    public async Task Unknown_fields_and_odd_spellings_go_and_come_byte_for_byte()
    {
        const string request = """{ "temperature": 1.0, "messages":[{"role":"user","content":"caf\u00e9","vendor_x":1e2}],"model":"gpt-4o", "future":{"a":[ 1 ,2]} }""";
        const string answer = """{ "x":1.50,"choices":[{"message":{"role":"assistant","content":"caf\u00e9","extra":null},"finish_reason":"stop","logprobs":{"z":1}}] , "new_field":"é" }""";
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, answer, headers: h => h["x-request-id"] = "req_77");
        await using ProviderReply reply = await _provider.SendAsync(Calls.Chat(vendor.Instance(), request), default);

        vendor.LastBody.ShouldBe(Encoding.UTF8.GetBytes(request));
        var complete = reply.ShouldBeOfType<CompleteReply>();
        complete.Body.ToArray().ShouldBe(Encoding.UTF8.GetBytes(answer));
        complete.Text.ShouldBe("café");
        complete.FinishReason.ShouldBe("stop");
        complete.Usage.ShouldBeNull();
        complete.VendorRequestId.ShouldBe("req_77");
    }

    [Fact]
    public async Task Only_the_model_changes_when_it_differs()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        await using ProviderReply reply = await _provider.SendAsync(Calls.Chat(vendor.Instance(), """{"model":"artisan/conversation","seed":1.0,"messages":[{"role":"user","content":"x"}]}"""), default);
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe("""{"model":"gpt-4o","seed":1.0,"messages":[{"role":"user","content":"x"}]}""");
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAICompatible, true, """{"messages":[{"role":"user","content":"x"}],"model":"gpt-4o","max_tokens":64}""")]
    [InlineData(ProviderKinds.OpenAICompatible, false, """{"messages":[{"role":"user","content":"x"}],"max_completion_tokens":64,"model":"gpt-4o"}""")]
    [InlineData(ProviderKinds.OpenAI, true, """{"messages":[{"role":"user","content":"x"}],"max_completion_tokens":64,"model":"gpt-4o"}""")]
    public async Task A_policys_output_limit_goes_under_the_name_that_the_server_knows(string kind, bool isPolicys, string sent)
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        ProviderCall call = Calls.Chat(vendor.Instance(kind: kind), """{"messages":[{"role":"user","content":"x"}],"max_completion_tokens":64,"model":"gpt-4o"}""", outputLimitIsPolicys: isPolicys);
        await using ProviderReply reply = await _provider.SendAsync(call, default);
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe(sent);
    }

    [Fact]
    public async Task What_only_Anthropic_knows_is_taken_out_for_OpenAI_and_left_for_others()
    {
        const string body = """{"top_k":3,"thinking":{"type":"enabled"},"tools":[{"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral"}}],"messages":[{"role":"assistant","thinking_blocks":[],"content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}],"model":"gpt-4o"}""";
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        await _provider.SendAsync(Calls.Chat(vendor.Instance(), body), default);
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe("""{"tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"assistant","content":[{"type":"text","text":"x"}]}],"model":"gpt-4o"}""");
        await _provider.SendAsync(Calls.Chat(vendor.Instance(ProviderKinds.OpenAICompatible), body), default);
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe(body);
    }

    [Fact]
    public async Task Sends_credential_instance_headers_and_request_id()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        ProviderCall call = Calls.Chat(vendor.Instance(headers: new() { ["OpenAI-Organization"] = "org-1", ["Authorization"] = "Bearer other" }));
        await using ProviderReply reply = await _provider.SendAsync(call, default);
        (string url, IHeaderDictionary headers, _) = vendor.Received.Single();
        url.ShouldBe("/v1/chat/completions");
        headers.Authorization.ToString().ShouldBe("Bearer " + HandVendor.Key);
        headers["OpenAI-Organization"].ToString().ShouldBe("org-1");
        headers["X-Client-Request-Id"].ToString().ShouldBe(call.RequestId.ToString());
        headers.ContentType.ToString().ShouldBe("application/json");
    }

    [Fact]
    public async Task A_compatible_server_needs_no_credential()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        await using ProviderReply reply = await _provider.SendAsync(Calls.Chat(vendor.Instance(ProviderKinds.OpenAICompatible, key: null)), default);
        vendor.Received.Single().Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task Azure_has_the_deployment_in_the_path_and_its_own_header()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer, headers: h => h["apim-request-id"] = "az-1");
        ProviderCall call = Calls.Chat(vendor.Instance(ProviderKinds.AzureOpenAI, "/", apiVersion: "2025-01-01-preview"), model: "my deploy");
        await using ProviderReply reply = await _provider.SendAsync(call, default);
        (string url, IHeaderDictionary headers, _) = vendor.Received.Single();
        url.ShouldBe("/openai/deployments/my%20deploy/chat/completions?api-version=2025-01-01-preview");
        headers["api-key"].ToString().ShouldBe(HandVendor.Key);
        headers.ContainsKey("Authorization").ShouldBeFalse();
        reply.VendorRequestId.ShouldBe("az-1");
    }

    [Fact]
    public async Task Usage_falls_into_disjoint_buckets()
    {
        const string answer = """
            {"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
             "prompt_tokens_details":{"cached_tokens":30,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":20}}}
            """;
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, answer);
        var reply = (CompleteReply)await _provider.SendAsync(Calls.Chat(vendor.Instance()), default);
        reply.Usage.ShouldBe(new TokenUsage { Input = 70, CachedInput = 30, Output = 30, Reasoning = 20, Method = "vendor" });
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"total_tokens":25,"completion_tokens_details":{"reasoning_tokens":10}}""", 10, 5, 10)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":null,"total_tokens":10,"prompt_tokens_details":null}""", 10, 0, 0)]
    [InlineData("""{"prompt_tokens":10,"total_tokens":14}""", 10, 4, 0)]
    public async Task Usage_of_odd_servers_is_read_sensibly(string usage, int input, int output, int reasoning)
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, "{\"choices\":[{\"message\":{}}],\"usage\":" + usage + "}");
        var reply = (CompleteReply)await _provider.SendAsync(Calls.Chat(vendor.Instance()), default);
        reply.Usage.ShouldBe(new TokenUsage { Input = input, Output = output, Reasoning = reasoning, Method = "vendor" });
    }

    [Fact]
    public async Task Embeddings_pass_through()
    {
        const string answer = """{"object":"list","data":[{"index":0,"embedding":"AACAPw=="}],"usage":{"prompt_tokens":3,"total_tokens":3}}""";
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, answer);
        var reply = (CompleteReply)await _provider.SendAsync(Calls.Embed(vendor.Instance(), """{"input":"a","model":"m","encoding_format":"base64"}"""), default);
        vendor.Received.Single().Url.ShouldBe("/v1/embeddings");
        Encoding.UTF8.GetString(vendor.LastBody).ShouldBe("""{"input":"a","model":"text-embedding-3-small","encoding_format":"base64"}""");
        reply.Body.ToArray().ShouldBe(Encoding.UTF8.GetBytes(answer));
        reply.Usage.ShouldBe(new TokenUsage { Input = 3, Method = "vendor" });
        reply.Text.ShouldBeNull();
    }

    [Fact]
    public async Task Lists_models()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, """{"object":"list","data":[{"id":"llama3.2"},{"id":"qwen3"},{"no":1}]}""");
        (await _provider.ListModelsAsync(vendor.Instance(ProviderKinds.OpenAICompatible), default)).ShouldBe(["llama3.2", "qwen3"]);
        vendor.Received.Single().Url.ShouldBe("/v1/models");
    }

    [Fact]
    public async Task A_caller_who_leaves_stops_the_vendors_call()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            started.SetResult();
            context.RequestAborted.Register(() => stopped.TrySetResult());
            await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10));
        });
        using var caller = new CancellationTokenSource();
        Task<ProviderReply> sending = _provider.SendAsync(Calls.Chat(vendor.Instance()), caller.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_large_request_and_a_large_answer_go_through()
    {
        string big = new('x', 3_000_000);
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, body) =>
        {
            // Chunked, without a length, so that the buffer must grow.
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"choices":[{"message":{"content":"y"}}],"pad":""");
            await context.Response.WriteAsync(JsonSerializer.Serialize(big));
            await context.Response.WriteAsync("}");
        });
        var reply = (CompleteReply)await _provider.SendAsync(Calls.Chat(vendor.Instance(), $$"""{"model":"gpt-4o","messages":[{"role":"user","content":"{{big}}"}]}"""), default);
        vendor.LastBody.Length.ShouldBeGreaterThan(3_000_000);
        reply.Body.Length.ShouldBeGreaterThan(3_000_000);
        reply.Text.ShouldBe("y");
    }
}
