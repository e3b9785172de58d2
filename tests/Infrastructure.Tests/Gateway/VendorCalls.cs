using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Tests.Gateway.OpenAI;
using Artisan.Testing.Vendors;
using Shouldly;

namespace Artisan.Infrastructure.Tests.Gateway;

/// <summary>Calls of mock vendors by the provider under test.</summary>
internal static class VendorCalls
{
    public static ProviderInstance Instance(this MockVendor vendor, string kind, string? key = MockVendor.Key) =>
        new() { Name = "vendor", Kind = kind, BaseUrl = new Uri(vendor.Root), ApiKey = key };

    public static async Task<CompleteReply> CompleteAsync(this IModelProvider provider, ProviderInstance instance, string body, string model) =>
        (await provider.SendAsync(Calls.Chat(instance, body, model), default)).ShouldBeOfType<CompleteReply>();

    public static JsonNode Json(this CompleteReply reply) => JsonNode.Parse(reply.Body.Span)!;

    public static JsonNode Message(this CompleteReply reply) => reply.Json()["choices"]![0]!["message"]!;

    /// <summary>Streams and puts together what the chunks bring.</summary>
    public static async Task<Streamed> StreamAsync(this IModelProvider provider, ProviderInstance instance, string body, string model)
    {
        string streamed = body.Insert(1, "\"stream\":true,");
        ProviderReply reply = await provider.SendAsync(Calls.Chat(instance, streamed, model), default);
        IReadOnlyList<ReplyWarning> warnings = reply.Warnings;
        var result = new Streamed { Warnings = warnings };
        foreach ((string data, ProviderEvent item) in await reply.CollectAsync())
        {
            result.Text += item.Text;
            result.FinishReason = item.FinishReason ?? result.FinishReason;
            result.Usage = item.Usage ?? result.Usage;
            JsonNode? delta = JsonNode.Parse(data)!["choices"]!.AsArray().FirstOrDefault()?["delta"];
            (delta?["content"]?.GetValue<string>() ?? "").ShouldBe(item.Text ?? "", data);
            result.Reasoning += (string?)delta?["reasoning_content"];
            if (delta?["thinking_blocks"] is JsonArray blocks)
                result.Thinking.AddRange(blocks.Select(b => b!.ToJsonString()));
            foreach (JsonNode? call in delta?["tool_calls"] as JsonArray ?? [])
            {
                item.HasToolCall.ShouldBeTrue();
                int index = (int)call!["index"]!;
                (string Id, string Name, string Arguments) known = result.Calls.GetValueOrDefault(index);
                result.Calls[index] = (known.Id + (string?)call["id"], known.Name + (string?)call["function"]!["name"], known.Arguments + (string?)call["function"]!["arguments"]);
            }
        }
        return result;
    }
}

/// <summary>A stream put together.</summary>
internal sealed class Streamed
{
    public string Text = "", Reasoning = "";
    public string? FinishReason;
    public TokenUsage? Usage;
    public readonly List<string> Thinking = [];
    public readonly SortedDictionary<int, (string Id, string Name, string Arguments)> Calls = [];
    public required IReadOnlyList<ReplyWarning> Warnings;
}
