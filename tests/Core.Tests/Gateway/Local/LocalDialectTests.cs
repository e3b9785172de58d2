using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Providers;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Local;

public class LocalDialectTests
{
    private static async Task<List<(JsonElement Json, ProviderEvent Event)>> StreamAsync(string body)
    {
        var events = new List<(JsonElement, ProviderEvent)>();
        await using var reply = (StreamReply)await Local.SendAsync(body);
        await foreach (ProviderEvent item in reply.ReadAsync(default))
            events.Add((JsonDocument.Parse(item.Data.ToArray()).RootElement, item));
        return events;
    }

    [Fact]
    public async Task An_answer_is_a_completion_that_names_its_maker()
    {
        Said said = await Local.AskAsync("Hello");
        said.Root.GetProperty("object").GetString().ShouldBe("chat.completion");
        said.Root.GetProperty("model").GetString().ShouldBe("artisan-extract-1");
        said.Root.GetProperty("id").GetString().ShouldStartWith("chatcmpl-local-");
        said.Root.GetProperty("artisan").GetProperty("provider").GetString().ShouldBe("local");
        JsonElement usage = said.Root.GetProperty("usage");
        usage.GetProperty("total_tokens").GetInt64().ShouldBe(usage.GetProperty("prompt_tokens").GetInt64() + usage.GetProperty("completion_tokens").GetInt64());
        usage.GetProperty("completion_tokens").GetInt64().ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_stream_says_the_same_in_pieces()
    {
        string question = "Please summarise this e-mail thread:\n\n" + Samples.Thread;
        Said plain = await Local.AskAsync(question);
        var events = await StreamAsync(Local.Body("\"stream\":true", ("user", question)));

        string.Concat(events.Select(e => e.Event.Text)).ShouldBe(plain.Text);
        string.Concat(events.Where(e => e.Json.GetProperty("choices").GetArrayLength() > 0).Select(e => e.Json.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out JsonElement c) ? c.GetString() : "")).ShouldBe(plain.Text);
        events.Count.ShouldBeGreaterThan(30);
        events[0].Json.GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString().ShouldBe("assistant");
        events[0].Json.GetProperty("artisan").GetProperty("method").GetString().ShouldBe("summary:mail-thread");
        events.ShouldAllBe(e => e.Json.GetProperty("object").GetString() == "chat.completion.chunk");
        events[^2].Event.FinishReason.ShouldBe("stop");
        events[^1].Event.UsageOnly.ShouldBeTrue();
        events[^1].Event.Usage!.Value.Output.ShouldBe(plain.Root.GetProperty("usage").GetProperty("completion_tokens").GetInt64());
        events.Select(e => e.Event.Text ?? "").ShouldAllBe(t => t.Length <= 64);
    }

    [Fact]
    public async Task A_streamed_call_adds_up()
    {
        var events = await StreamAsync(Local.Body("""
            "stream":true,"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]
            """, ("user", "What's the weather in San Francisco?")));
        var parts = events.Where(e => e.Event.HasToolCall).Select(e => e.Json.GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0]).ToList();
        parts[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("get_weather");
        parts[0].GetProperty("id").GetString().ShouldStartWith("call_");
        string.Concat(parts.Select(p => p.GetProperty("function").GetProperty("arguments").GetString())).ShouldBe("""{"city":"San Francisco"}""");
        events[^2].Event.FinishReason.ShouldBe("tool_calls");
    }

    [Fact]
    public async Task Several_choices_stop_and_the_longest_answer_are_honoured()
    {
        Said two = await Local.ChatAsync("\"n\":2", ("user", "Hello"));
        two.Root.GetProperty("choices").EnumerateArray().Select(c => c.GetProperty("index").GetInt32()).ShouldBe([0, 1]);
        (await Local.ChatAsync("\"stop\":\"rule-based\"", ("user", "Hello"))).Text.ShouldBe("Hello. I am Artisan's local, ");
        (await Local.ChatAsync("\"stop\":[\"zzz\",\"model\"]", ("user", "Hello"))).Text.ShouldBe("Hello. I am Artisan's local, rule-based ");
        Said cut = await Local.ChatAsync("\"max_tokens\":8", ("user", "Hello"));
        cut.FinishReason.ShouldBe("length");
        cut.Root.GetProperty("usage").GetProperty("completion_tokens").GetInt64().ShouldBeLessThanOrEqualTo(8);
        cut.Text.ShouldStartWith("Hello. I am");
    }

    [Fact]
    public async Task The_same_request_gives_the_same_answer()
    {
        string body = Local.Body("", ("system", Samples.Passages), ("user", "How long are backups kept?"));
        Local.Read(await Local.SendAsync(body)).Text.ShouldBe(Local.Read(await Local.SendAsync(body)).Text);
    }

    [Fact]
    public async Task Unknown_models_and_pictures_are_refused_honestly()
    {
        (await Should.ThrowAsync<ProviderException>(Local.SendAsync(Local.Body("", ("user", "x")), model: "gpt-4o"))).Fault.ShouldBe(ProviderFault.ModelNotFound);
        (await Should.ThrowAsync<ProviderException>(Local.SendAsync(Local.Body("", ("user", "x")), model: LocalProvider.EmbeddingModel))).Fault.ShouldBe(ProviderFault.Unsupported);
        (await Should.ThrowAsync<ProviderException>(Local.SendAsync("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:x"}}]}]}"""))).Fault.ShouldBe(ProviderFault.Unsupported);
        (await Should.ThrowAsync<ProviderException>(Local.SendAsync("""{"input":[1,2,3]}""", AiOperation.Embeddings))).Fault.ShouldBe(ProviderFault.Unsupported);
    }

    [Fact]
    public async Task Embeddings_come_as_numbers_or_base64()
    {
        var floats = (CompleteReply)await Local.SendAsync("""{"input":["invoice overdue","Rechnung"],"dimensions":64}""", AiOperation.Embeddings);
        JsonElement root = JsonDocument.Parse(floats.Body).RootElement;
        root.GetProperty("data").GetArrayLength().ShouldBe(2);
        root.GetProperty("data")[1].GetProperty("index").GetInt32().ShouldBe(1);
        float[] vector = [.. root.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle())];
        vector.Length.ShouldBe(64);
        root.GetProperty("usage").GetProperty("prompt_tokens").GetInt64().ShouldBe(floats.Usage!.Value.Input);
        root.GetProperty("artisan").GetProperty("method").GetString().ShouldBe("embedding:feature-hashing");

        var coded = (CompleteReply)await Local.SendAsync("""{"input":"invoice overdue","dimensions":64,"encoding_format":"base64"}""", AiOperation.Embeddings);
        byte[] bytes = JsonDocument.Parse(coded.Body).RootElement.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        Enumerable.Range(0, 64).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i))).ShouldBe(vector);
    }

    [Fact]
    public void Any_text_is_answered_without_breaking() => Prop.ForAll(Arb.From(Gen.Elements(
        "Summarise: ", "> ", "From: a@b.c\n", "On Mon, 3 Mar 2026 at 10:02, A <a@b.c> wrote:\n", "\n\n", "?", "Will you send it by Friday? ", "12.03.2026 ", "```", "[1] ", "- ", "Name: ", "𝔘nicode 👍🏽 ", "日本語。", "\u200b", "((((", "1e9 ", "Anna: ok\n", "\t", "{\"a\":", "}", "\\", "\"", "É", "ß").ListOf().Select(string.Concat)), text =>
    {
        if (text.Length == 0)
            return;
        foreach (string more in new[] { "", "\"response_format\":{\"type\":\"json_object\"}", "\"max_tokens\":3" })
            Local.ChatAsync(more, ("user", text)).GetAwaiter().GetResult().Text.ShouldNotBeNull();
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a", 1000)]
    [InlineData("> ", 1000)]
    [InlineData("<text>", 300)]
    [InlineData("Will you please send it by Friday? ", 300)]
    [InlineData("1.1.1-1 (1) 1/1 ", 300)]
    [InlineData("Anna Weber at Acme Corp ", 300)]
    [InlineData("From: a@b.example\nTo: c@d.example\n\nHi,\nplease send 5 €.\n\n", 1000)]
    public async Task Large_texts_of_any_kind_are_worked_through(string piece, int kilobytes)
    {
        string text = string.Concat(Enumerable.Repeat(piece, kilobytes * 1000 / piece.Length));
        Said said = await Local.AskAsync("Summarise this text:\n\n" + text);
        Encoding.UTF8.GetByteCount(said.Text).ShouldBeLessThan(20_000);
    }
}
