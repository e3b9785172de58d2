using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;
using OpenAI.Chat;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Caching;

/// <summary>An answer that was given once is given again without the vendor, and never to whom or what it does not belong.</summary>
public sealed class CacheTests(CacheFixture fixture) : IClassFixture<CacheFixture>
{
    private RunningArtisan App => fixture.App;
    private CacheClient Cache => new(App);

    [Fact]
    public async Task The_second_identical_call_makes_no_vendor_call_and_costs_nothing()
    {
        string prompt = CacheClient.NewPrompt();
        (string firstState, JsonElement first, HttpResponseMessage _) = await Cache.AskAsync(prompt);
        int calls = App.Vendor.Requests.Count;
        (string state, JsonElement second, HttpResponseMessage response) = await Cache.AskAsync(prompt);
        (firstState, state).ShouldBe(("miss", "exact"));
        App.Vendor.Requests.Count.ShouldBe(calls);
        CacheClient.TextOf(second).ShouldBe(CacheClient.TextOf(first));
        second.GetProperty("id").GetString().ShouldNotBe(first.GetProperty("id").GetString());
        response.Headers.GetValues("X-Artisan-Cost-Usd").Single().ShouldBe("0");
        RequestDetail detail = await Cache.DetailAsync(response);
        detail.Request.CacheState.ShouldBe("exact");
        detail.Request.Attempts.ShouldBe(0);
        detail.Request.CostUsd.ShouldBe(0);
        detail.Request.Model.ShouldBe("gpt-4o-mini");
        detail.Trace.Cache!.AgeSeconds.ShouldNotBeNull();
        detail.Explanation.ShouldContain(l => l.Contains("no model was called", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_and_spelling_of_the_request_do_not_matter_but_every_parameter_does()
    {
        string prompt = JsonSerializer.Serialize(CacheClient.NewPrompt());
        (await Cache.SendAsync($$"""{"model":"gpt-4o-mini","temperature":0.2,"messages":[{"role":"user","content":{{prompt}}}]}""")).State.ShouldBe("miss");
        (await Cache.SendAsync($$"""{ "messages" : [ { "content":{{prompt}}, "role":"user" } ], "user":"x", "metadata":{"a":"b"}, "temperature":0.2, "model":"gpt-4o-mini" }""")).State.ShouldBe("exact");
        foreach (string other in (string[])["\"temperature\":0.3", "\"temperature\":0.2,\"seed\":1", "\"temperature\":0.2,\"top_p\":0.5", "\"temperature\":0.2,\"stop\":[\"x\"]", "\"temperature\":0.2,\"max_tokens\":7", "\"temperature\":0.2,\"response_format\":{\"type\":\"json_object\"}", "\"temperature\":0.2,\"reasoning_effort\":\"low\"", "\"temperature\":0.2,\"logprobs\":true"])
            (await Cache.SendAsync($$"""{"model":"gpt-4o-mini",{{other}},"messages":[{"role":"user","content":{{prompt}}}]}""")).State.ShouldBe("miss", other);
        (await Cache.SendAsync($$"""{"model":"gpt-4o","temperature":0.2,"messages":[{"role":"user","content":{{prompt}}}]}""")).State.ShouldBe("miss", "another model");
        (await Cache.SendAsync($$"""{"model":"gpt-4o-mini","temperature":0.2,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":{{prompt}}}]}""")).State.ShouldBe("miss", "another system prompt");
    }

    [Fact]
    public async Task What_was_made_whole_is_given_as_a_stream_and_the_other_way_round()
    {
        ChatClient sdk = new OpenAIClient(new ApiKeyCredential(App.Home.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(App.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient("gpt-4o-mini");
        string prompt = CacheClient.NewPrompt() + " with many words that make more than one piece of a stream, line\nbreaks and Ümläute";
        ChatCompletion whole = await sdk.CompleteChatAsync(prompt);
        int calls = App.Vendor.Requests.Count;
        (string text, int pieces, ChatTokenUsage? usage, ChatFinishReason? finish) = await StreamAsync(sdk, prompt);
        App.Vendor.Requests.Count.ShouldBe(calls);
        text.ShouldBe(whole.Content[0].Text);
        pieces.ShouldBeGreaterThan(3);
        usage!.TotalTokenCount.ShouldBe(whole.Usage.TotalTokenCount);
        finish.ShouldBe(ChatFinishReason.Stop);

        string other = CacheClient.NewPrompt();
        (string streamed, _, ChatTokenUsage? streamedUsage, _) = await StreamAsync(sdk, other);
        calls = App.Vendor.Requests.Count;
        ChatCompletion again = await sdk.CompleteChatAsync(other);
        App.Vendor.Requests.Count.ShouldBe(calls);
        again.Content[0].Text.ShouldBe(streamed);
        again.Usage.TotalTokenCount.ShouldBe(streamedUsage!.TotalTokenCount);
        again.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    private static async Task<(string Text, int Pieces, ChatTokenUsage? Usage, ChatFinishReason? Finish)> StreamAsync(ChatClient sdk, string prompt)
    {
        var text = new StringBuilder();
        int pieces = 0;
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (StreamingChatCompletionUpdate update in sdk.CompleteChatStreamingAsync(prompt))
        {
            pieces++;
            text.Append(string.Concat(update.ContentUpdate.Select(p => p.Text)));
            (usage, finish) = (update.Usage ?? usage, update.FinishReason ?? finish);
        }
        return (text.ToString(), pieces, usage, finish);
    }

    [Fact]
    public async Task Tools_attachments_high_temperatures_and_more_answers_are_never_kept()
    {
        string prompt = JsonSerializer.Serialize(CacheClient.NewPrompt());
        string[] bodies =
        [
            $$$"""{"model":"gpt-4o-mini","tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":{{{prompt}}}}]}""",
            $$$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":{{{prompt}}}},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"}]}""",
            $$$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":[{"type":"text","text":{{{prompt}}}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""",
            $$$"""{"model":"gpt-4o-mini","temperature":0.71,"messages":[{"role":"user","content":{{{prompt}}}}]}""",
            $$$"""{"model":"gpt-4o-mini","n":2,"messages":[{"role":"user","content":{{{prompt}}}}]}""",
        ];
        foreach (string body in bodies)
        {
            (string State, JsonElement, HttpResponseMessage Response) first = await Cache.SendAsync(body);
            int calls = App.Vendor.Requests.Count;
            (await Cache.SendAsync(body)).State.ShouldBe("off", body);
            App.Vendor.Requests.Count.ShouldBe(calls + 1, body);
            (await Cache.DetailAsync(first.Response)).Trace.Cache!.Why.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task Broken_streams_cut_answers_and_answers_that_miss_their_schema_are_never_kept()
    {
        string prompt = CacheClient.NewPrompt();
        App.Vendor.FailNext(VendorFault.Break(3, StreamBreak.ErrorEvent));
        await Should.ThrowAsync<Exception>(async () => await (await Cache.RawAsync(CacheClient.Body(prompt, "\"stream\":true,"))).Content.ReadAsStringAsync());
        (await Cache.AskAsync(prompt)).State.ShouldBe("miss");

        string schema = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"],\"additionalProperties\":false}}},";
        prompt = CacheClient.NewPrompt();
        App.Vendor.AnswerStructured("{\"a\":\"no\"}", "{\"a\":1}");
        (await Cache.AskAsync(prompt, schema)).State.ShouldBe("miss");
        int calls = App.Vendor.Requests.Count;
        (string state, JsonElement answer, _) = await Cache.AskAsync(prompt, schema);
        state.ShouldBe("exact", "the repaired answer is kept for the request");
        CacheClient.TextOf(answer).ShouldBe("{\"a\":1}");
        App.Vendor.Requests.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task Another_workspace_and_another_tenant_get_none_of_it()
    {
        string prompt = CacheClient.NewPrompt();
        await Cache.AskAsync(prompt);
        string second = (await App.Services.GetRequiredService<CreateApiKey>().ExecuteAsync(App.ScopeOf(Role.Admin), new CreateApiKey.Request("Second", App.Home.SecondWorkspaceId, KeyScopes.Gateway), CancellationToken.None)).Key;
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        (await Cache.AskAsync(prompt, key: second)).State.ShouldBe("miss");
        (await Cache.AskAsync(prompt, key: App.Foreign.ApiKey)).State.ShouldBe("miss");
        (await Cache.AskAsync(prompt)).State.ShouldBe("exact");
    }

    [Fact]
    public async Task The_caller_may_say_what_he_wants_of_the_cache()
    {
        string prompt = CacheClient.NewPrompt();
        (HttpStatusCode status, string code) = await Cache.FailAsync(prompt, "only-if-cached");
        (status, code).ShouldBe((HttpStatusCode.GatewayTimeout, "not_cached"));
        (await Cache.AskAsync(prompt, wants: "no-store")).State.ShouldBe("off");
        (await Cache.AskAsync(prompt)).State.ShouldBe("miss");
        (await Cache.AskAsync(prompt, wants: "only-if-cached")).State.ShouldBe("exact");
        int calls = App.Vendor.Requests.Count;
        (await Cache.AskAsync(prompt, wants: "refresh")).State.ShouldBe("miss");
        App.Vendor.Requests.Count.ShouldBe(calls + 1);
        (await Cache.FailAsync(prompt, "sometimes")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_same_requests_under_way_are_one_vendor_call()
    {
        string prompt = CacheClient.NewPrompt();
        App.Vendor.FaultFor = request => Encoding.UTF8.GetString(request.Body).Contains(prompt, StringComparison.Ordinal) ? new VendorFault { Delay = TimeSpan.FromMilliseconds(400) } : null;
        try
        {
            int calls = App.Vendor.Requests.Count;
            (string State, JsonElement Body, HttpResponseMessage)[] all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Cache.AskAsync(prompt)));
            App.Vendor.Requests.Count.ShouldBe(calls + 1);
            all.Count(a => a.State == "exact").ShouldBe(7);
            all.Select(a => CacheClient.TextOf(a.Body)).Distinct().Count().ShouldBe(1);
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }

    [Fact]
    public async Task Embeddings_are_kept_exactly()
    {
        string body = $$"""{"model":"text-embedding-3-small","input":{{JsonSerializer.Serialize(CacheClient.NewPrompt())}}}""";
        (string State, JsonElement Body, HttpResponseMessage) first = await Cache.SendAsync(body, path: "/v1/embeddings");
        (string State, JsonElement Body, HttpResponseMessage) second = await Cache.SendAsync(body, path: "/v1/embeddings");
        (first.State, second.State).ShouldBe(("miss", "exact"));
        second.Body.GetRawText().ShouldBe(first.Body.GetRawText());
    }

    [Fact]
    public async Task A_prompt_that_means_the_same_hits_one_that_does_not_never_does()
    {
        string name = $"Project{Guid.NewGuid():N}"[..14];
        string prompt = $"Summarise the renewal contract of {name} in three sentences.";
        (await Cache.AskAsync(prompt)).State.ShouldBe("miss");
        (string state, _, HttpResponseMessage response) = await Cache.AskAsync($"Could you please summarize the renewal contract of {name} in three sentences?");
        state.ShouldBe("semantic");
        (await Cache.DetailAsync(response)).Trace.Cache!.Similarity!.Value.ShouldBeInRange(0.95, 1);
        foreach (string other in (string[])[$"Don't summarise the renewal contract of {name} in three sentences.", $"Summarise the renewal contract of {name} in two sentences.", $"Summarise the renewal contract of {name}x in three sentences."])
            (await Cache.AskAsync(other)).State.ShouldBe("miss", other);
        (await Cache.SendAsync($$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":{{JsonSerializer.Serialize(prompt)}}}]}""")).State.ShouldBe("miss", "in a conversation the turns before decide");
    }
}
