using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json.Nodes;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway;

/// <summary>The official OpenAI client against the real host: what it does with OpenAI it does with Artisan.</summary>
public sealed class OpenAISdkTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("get_weather", "The weather of a city.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    private RunningArtisan App => fixture.App;

    private OpenAIClient Sdk(string? key = null) => new(new ApiKeyCredential(key ?? App.Home.ApiKey), new OpenAIClientOptions
    {
        Endpoint = new Uri(App.Url + "/v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });

    [Fact]
    public async Task A_chat_is_answered_with_the_vendors_words_and_figures()
    {
        ChatCompletion answer = await Sdk().GetChatClient("gpt-4o-mini").CompleteChatAsync("one two three");
        answer.Content[0].Text.ShouldBe("You said: one two three");
        answer.Usage.InputTokenCount.ShouldBe(3);
        answer.Model.ShouldBe("gpt-4o-mini");
    }

    [Fact]
    public async Task A_stream_arrives_in_pieces_with_usage_because_the_client_asked()
    {
        var text = new StringBuilder();
        int updates = 0;
        ChatTokenUsage? usage = null;
        await foreach (StreamingChatCompletionUpdate update in Sdk().GetChatClient("gpt-4o-mini").CompleteChatStreamingAsync("one two"))
        {
            updates++;
            text.Append(string.Concat(update.ContentUpdate.Select(p => p.Text)));
            usage = update.Usage ?? usage;
        }
        text.ToString().ShouldBe("You said: one two");
        updates.ShouldBeGreaterThan(3);
        usage.ShouldNotBeNull().TotalTokenCount.ShouldBe(6);
    }

    [Fact]
    public async Task A_tool_is_called_and_its_result_answered()
    {
        ChatClient chat = Sdk().GetChatClient("gpt-4o");
        var options = new ChatCompletionOptions { Tools = { Weather } };
        var messages = new List<ChatMessage> { new UserChatMessage("weather in Paris") };
        ChatCompletion first = await chat.CompleteChatAsync(messages, options);
        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        first.ToolCalls[0].FunctionName.ShouldBe("get_weather");
        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(first.ToolCalls[0].Id, "18 degrees"));
        ChatCompletion second = await chat.CompleteChatAsync(messages, options);
        second.FinishReason.ShouldBe(ChatFinishReason.Stop);
        second.Content[0].Text.ShouldContain("18 degrees");
    }

    [Fact]
    public async Task Embeddings_come_as_the_client_asks_for_them()
    {
        EmbeddingClient client = Sdk().GetEmbeddingClient("text-embedding-3-small");
        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(["hello", "world"]);
        vectors.Count.ShouldBe(2);
        vectors[0].ToFloats().Length.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Models_are_those_that_can_be_called_and_the_use_cases()
    {
        OpenAIModelCollection models = await Sdk().GetOpenAIModelClient().GetModelsAsync();
        models.Select(m => m.Id).ShouldContain("gpt-4o-mini");
        models.Select(m => m.Id).ShouldContain("artisan/lead_scoring");
    }

    [Fact]
    public async Task An_unknown_model_is_404()
    {
        ClientResultException e = await Should.ThrowAsync<ClientResultException>(() => Sdk().GetChatClient("gpt-99").CompleteChatAsync("hi"));
        e.Status.ShouldBe(404);
        JsonNode error = JsonNode.Parse(e.GetRawResponse()!.Content)!["error"]!;
        error["code"]!.GetValue<string>().ShouldBe("model_not_found");
        error["param"]!.GetValue<string>().ShouldBe("model");
    }

    [Fact]
    public async Task A_wrong_key_is_401_and_a_vendors_refusal_of_our_credential_is_502_without_it()
    {
        (await Should.ThrowAsync<ClientResultException>(() => Sdk("ak_wrong").GetChatClient("gpt-4o").CompleteChatAsync("hi"))).Status.ShouldBe(401);
        App.Vendor.FailNext(new VendorFault { Status = 401, Body = """{"error":{"message":"Incorrect API key provided: sk-test-0123456789","code":"invalid_api_key"}}""" });
        ClientResultException e = await Should.ThrowAsync<ClientResultException>(() => Sdk().GetChatClient("gpt-4o").CompleteChatAsync("hi"));
        e.Status.ShouldBe(502);
        e.GetRawResponse()!.Content.ToString().ShouldNotContain("sk-test");
    }

    [Fact]
    public async Task A_stream_that_breaks_off_reaches_the_client_as_an_error()
    {
        App.Vendor.FailNext(VendorFault.Break(2, StreamBreak.SilentEnd));
        var seen = new List<string>();
        await Should.ThrowAsync<Exception>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate update in Sdk().GetChatClient("gpt-4o-mini").CompleteChatStreamingAsync("one two three four"))
                seen.AddRange(update.ContentUpdate.Select(p => p.Text));
        });
        seen.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_stream_that_breaks_off_carries_an_error_event_for_clients_that_read_it()
    {
        App.Vendor.FailNext(VendorFault.Break(2, StreamBreak.SilentEnd));
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"one two three four"}]}"""),
        }, HttpCompletionOption.ResponseHeadersRead);
        var received = new StringBuilder();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (await reader.ReadLineAsync() is { } line)
                received.AppendLine(line);
        });
        received.ToString().ShouldContain("\"code\":\"provider_error\"");
        received.ToString().ShouldNotContain("[DONE]");
    }
}
