using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Artisan.Testing.Vendors;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Testing;

/// <summary>The mock vendor must be right by the judgement of the vendor's own client, or tests against it prove nothing.</summary>
public sealed class MockOpenAiVendorTests : IAsyncLifetime
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("get_weather", "The weather of a city.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""));

    private MockOpenAiVendor vendor = null!;

    public async Task InitializeAsync() => vendor = await MockOpenAiVendor.StartAsync();

    public async Task DisposeAsync() => await vendor.DisposeAsync();

    [Fact]
    public async Task Chat_answers_and_counts()
    {
        vendor.CachedTokens = 2;
        var answer = (await Chat().CompleteChatAsync("one two three")).Value;
        answer.Content[0].Text.ShouldBe("You said: one two three");
        answer.Usage.InputTokenCount.ShouldBe(3);
        answer.Usage.InputTokenDetails.CachedTokenCount.ShouldBe(2);
        answer.Usage.OutputTokenCount.ShouldBe(5);
        vendor.Requests.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Bearer sk-test");
    }

    [Fact]
    public async Task Chat_streams_with_usage_at_the_end()
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        await foreach (var update in Chat().CompleteChatStreamingAsync("one two"))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            usage = update.Usage ?? usage;
        }

        text.ToString().ShouldBe("You said: one two");
        usage.ShouldNotBeNull().TotalTokenCount.ShouldBe(6);
    }

    [Theory]
    [InlineData("weather in Paris", 1)]
    [InlineData("weather in Paris and Rome", 2)]
    public async Task Tools_are_called_plain_and_streamed(string question, int calls)
    {
        var options = new ChatCompletionOptions { Tools = { Weather } };
        var answer = (await Chat().CompleteChatAsync([new UserChatMessage(question)], options)).Value;
        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.ToolCalls.Count.ShouldBe(calls);
        answer.ToolCalls[0].FunctionArguments.ToString().ShouldBe("""{"city":"Paris","unit":"celsius"}""");

        var arguments = new StringBuilder[calls];
        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage(question)], options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                (arguments[call.Index] ??= new StringBuilder()).Append(call.FunctionArgumentsUpdate);
            }
        }

        arguments[0].ToString().ShouldBe(answer.ToolCalls[0].FunctionArguments.ToString());
        ChatMessage[] turn = [new UserChatMessage(question), new AssistantChatMessage(answer), .. answer.ToolCalls.Select(call => new ToolChatMessage(call.Id, "21 degrees"))];
        (await Chat().CompleteChatAsync(turn, options)).Value.Content[0].Text.ShouldBe("The tool says: 21 degrees");
    }

    [Fact]
    public async Task Structured_answers_come_as_configured()
    {
        vendor.AnswerStructured("{broken");
        vendor.StructuredAnswer = """{"score":7}""";
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("score", BinaryData.FromString("""{"type":"object"}""")) };
        (await Chat().CompleteChatAsync([new UserChatMessage("rate")], options)).Value.Content[0].Text.ShouldBe("{broken");
        (await Chat().CompleteChatAsync([new UserChatMessage("rate")], options)).Value.Content[0].Text.ShouldBe("""{"score":7}""");
    }

    [Fact]
    public async Task Embeddings_are_the_same_in_both_encodings()
    {
        // The client asks for base64; floats are asked for by hand.
        var client = new EmbeddingClient("text-embedding-3-small", new ApiKeyCredential("sk-test"), Options());
        var vectors = (await client.GenerateEmbeddingsAsync(["a", "b"])).Value;
        var floats = await PostAsync("/v1/embeddings", new JsonObject { ["model"] = "m", ["input"] = "b" });
        floats.Json!["data"]![0]!["embedding"]!.AsArray().Select(value => (float)value!).ShouldBe(vectors[1].ToFloats().ToArray());
    }

    [Fact]
    public async Task Choices_limits_and_unknown_fields()
    {
        var (_, json) = await PostAsync("/v1/chat/completions", Body("one two three", body => { body["n"] = 2; body["max_tokens"] = 3; }));
        json!["choices"]!.AsArray().Select(choice => ((int)choice!["index"]!, (string?)choice["finish_reason"])).ShouldBe([(0, "length"), (1, "length")]);
        ((string?)json["x_vendor"]!["region"]).ShouldBe("loopback");
        ((int)json["usage"]!["completion_tokens"]!).ShouldBe(6);
    }

    [Fact]
    public async Task Usage_is_streamed_only_when_asked_for()
    {
        (await StreamAsync(Body("hi", body => body["stream"] = true))).ShouldNotContain("usage");
        var asked = await StreamAsync(Body("hi", body => { body["stream"] = true; body["stream_options"] = new JsonObject { ["include_usage"] = true }; }));
        asked.ShouldContain("\"usage\":null");
        asked.ShouldContain("\"usage\":{");
        asked.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Azure_paths_answer_with_a_version_only()
    {
        (await PostAsync("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", Body("hi"))).Json!["model"]!.ToString().ShouldBe("gpt-4o");
        (await PostAsync("/openai/deployments/gpt-4o/chat/completions", Body("hi"))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Refusals_have_the_vendors_shape()
    {
        vendor.ApiKey = "sk-right";
        vendor.MissingModels.Add("gpt-none");
        (await Should.ThrowAsync<ClientResultException>(Chat().CompleteChatAsync("hi"))).Status.ShouldBe(401);
        vendor.ApiKey = null;
        (await PostAsync("/v1/chat/completions", Body("hi", body => body["model"] = "gpt-none"))).Json!["error"]!["code"]!.ToString().ShouldBe("model_not_found");
        vendor.FailNext(VendorFault.RateLimited(7), VendorFault.HtmlBadGateway);
        (await PostAsync("/v1/chat/completions", Body("hi"))).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        var (status, json) = await PostAsync("/v1/chat/completions", Body("hi"));
        (status, json).ShouldBe((HttpStatusCode.BadGateway, null));
        (await PostAsync("/v1/chat/completions", Body("hi"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Streams_break_off_as_told()
    {
        var body = Body("one two", streamed => streamed["stream"] = true);
        vendor.FailNext(VendorFault.Break(2), VendorFault.Break(2, StreamBreak.SilentEnd), VendorFault.Break(2, StreamBreak.ErrorEvent));
        await Should.ThrowAsync<HttpRequestException>(StreamAsync(body));
        (await StreamAsync(body)).ShouldNotContain("[DONE]");
        (await StreamAsync(body)).ShouldContain("server_error");
        vendor.FailNext(new VendorFault { OneByteAtATime = true });
        (await StreamAsync(body)).ShouldEndWith("data: [DONE]\n\n");
        (await vendor.Requests[0].Answered).ShouldBeFalse();
        vendor.AbortedRequests.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_is_noticed(bool streamed)
    {
        vendor.FailNext(streamed ? new VendorFault { EventDelay = TimeSpan.FromSeconds(10) } : new VendorFault { Hang = true });
        using var leave = new CancellationTokenSource();
        var arrival = vendor.NextRequestAsync();
        var call = StreamAsync(Body("hi", body => body["stream"] = streamed), leave.Token);
        var request = await arrival;
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        (await request.Answered.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeFalse();
        request.Aborted.ShouldBeTrue();
        vendor.AbortedRequests.ShouldBe(1);
    }

    private ChatClient Chat() => new("gpt-4o-mini", new ApiKeyCredential("sk-test"), Options());

    private OpenAIClientOptions Options() => new() { Endpoint = new Uri(vendor.BaseUrl), RetryPolicy = new ClientRetryPolicy(0) };

    private static JsonObject Body(string text, Action<JsonObject>? change = null)
    {
        var body = new JsonObject { ["model"] = "gpt-4o-mini", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) };
        change?.Invoke(body);
        return body;
    }

    private async Task<(HttpStatusCode Status, JsonNode? Json)> PostAsync(string path, JsonObject body)
    {
        using var client = new HttpClient();
        using var response = await client.PostAsync(vendor.Root + path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    private async Task<string> StreamAsync(JsonObject body, CancellationToken cancellationToken = default)
    {
        using var client = new HttpClient();
        using var response = await client.PostAsync(vendor.BaseUrl + "/chat/completions", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}
