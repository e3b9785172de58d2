using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Usage;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Resilience;

/// <summary>An application whose limits are short, so that hanging vendors cost tests little.</summary>
public sealed class ShortLimitsFixture : IAsyncLifetime
{
    /// <summary>The application.</summary>
    public RunningArtisan App { get; private set; } = null!;

    /// <summary>What happened in each case; written as a table where <c>ARTISAN_FAULT_TABLE</c> names a file.</summary>
    public List<string> Table { get; } = [];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        App = await RunningArtisan.StartAsync(settings: Settings);
        // The first call of a process reads lexicons and compiles; the table shall tell of the others.
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage first = await client.PostAsync("/v1/chat/completions", new StringContent("""{"model":"openai/warm","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"));
    }

    private static readonly string[] Settings =
    [
        "Artisan:Providers:refused:kind=openai-compatible", "Artisan:Providers:refused:base_url=http://127.0.0.1:1/v1",
        "Artisan:Providers:nohost:kind=openai-compatible", "Artisan:Providers:nohost:base_url=http://no-such-host.invalid/v1",
        "Artisan:Providers:plain:kind=openai-compatible", "Artisan:Providers:plain:base_url=https://127.0.0.1:1/v1",
        "Artisan:resilience:connect_seconds=2", "Artisan:resilience:chat_seconds=4", "Artisan:resilience:first_token_seconds=3", "Artisan:resilience:gap_seconds=2",
        "Artisan:resilience:chat_retries=2", "Artisan:resilience:max_total_wait_seconds=3",
    ];

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("ARTISAN_FAULT_TABLE") is { Length: > 0 } path)
            await File.WriteAllLinesAsync(path, ["| vendor | caller gets | vendor calls | recorded | time |", "|---|---|---:|---|---:|", .. Table]);
        await App.DisposeAsync();
    }
}

/// <summary>For each way in which a vendor misbehaves: what the caller gets, how many calls were made, what was recorded.</summary>
public sealed class MisbehavingVendorTests(ShortLimitsFixture fixture) : IClassFixture<ShortLimitsFixture>
{
    private RunningArtisan App => fixture.App;

    private const int Oversized = 70 * 1024 * 1024;
    private const string Schema = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{\"type\":\"object\",\"properties\":{\"score\":{\"type\":\"integer\"}},\"required\":[\"score\"]}}},";

    /// <summary>The cases.</summary>
    public static TheoryData<FaultCase> Cases =>
    [
        new FaultCase("connection-refused", 503, "provider_unavailable", null, "Connection", "Connection", "Connection") { Provider = "refused", RetryAfter = 5 },
        new FaultCase("host-unknown", 503, "provider_unavailable", null, "Connection", "Connection", "Connection") { Provider = "nohost", RetryAfter = 5 },
        new FaultCase("status-401", 502, "provider_error", 1, "Credential") { Faults = [VendorFault.Error(401)] },
        new FaultCase("status-403", 502, "provider_error", 1, "Credential") { Faults = [VendorFault.Error(403)] },
        new FaultCase("status-404-model", 404, "model_not_found", 1, "ModelNotFound") { Faults = [new VendorFault { Status = 404, Body = """{"error":{"message":"The model does not exist","code":"model_not_found"}}""" }] },
        new FaultCase("status-408", 502, "provider_error", 3, "Server", "Server", "Server") { Faults = [VendorFault.Error(408)] },
        new FaultCase("status-429-with-retry-after", 200, null, 2, "RateLimited", "ok") { Faults = [VendorFault.RateLimited(1), new VendorFault()] },
        new FaultCase("status-429-long-retry-after", 429, "rate_limit_exceeded", 1, "RateLimited") { Faults = [VendorFault.RateLimited(120)], RetryAfter = 120 },
        new FaultCase("status-429-without", 429, "rate_limit_exceeded", 3, "RateLimited", "RateLimited", "RateLimited") { Faults = [new VendorFault { Status = 429 }], RetryAfter = 5 },
        new FaultCase("quota-spent", 429, "rate_limit_exceeded", 1, "RateLimited") { Faults = [new VendorFault { Status = 429, Body = """{"error":{"message":"quota","type":"insufficient_quota","code":"insufficient_quota"}}""" }], RetryAfter = 5 },
        new FaultCase("status-500", 502, "provider_error", 3, "Server", "Server", "Server") { Faults = [VendorFault.Error(500)] },
        new FaultCase("status-502-html", 502, "provider_error", 3, "Server", "Server", "Server") { Faults = [VendorFault.HtmlBadGateway] },
        new FaultCase("status-503-then-well", 200, null, 2, "Server", "ok") { Faults = [VendorFault.Error(503), new VendorFault()] },
        new FaultCase("hang-before-headers", 504, "provider_timeout", 3, "Timeout", "Timeout", "Timeout") { Faults = [new VendorFault { Hang = true }] },
        new FaultCase("hang-before-headers-stream", 504, "provider_timeout", 3, "Timeout", "Timeout", "Timeout") { Faults = [new VendorFault { Hang = true }], Stream = true },
        new FaultCase("hang-before-output", 504, "provider_timeout", 3, "Timeout", "Timeout", "Timeout") { Faults = [new VendorFault { HangAfterEvents = 1 }], Stream = true },
        new FaultCase("hang-in-the-body", 200, "provider_timeout", 1, "broken off: Timeout") { Faults = [new VendorFault { HangAfterEvents = 3 }], Stream = true, BreaksOff = true },
        new FaultCase("slow-drip", 200, null, 1, "ok") { Faults = [new VendorFault { EventDelay = TimeSpan.FromMilliseconds(100), OneByteAtATime = true }], Stream = true },
        new FaultCase("break-off-before-output", 200, null, 2, "BrokenOff", "ok") { Faults = [VendorFault.Break(1) with { EventDelay = TimeSpan.FromMilliseconds(100) }, new VendorFault()], Stream = true },
        new FaultCase("break-off-mid-stream", 200, "provider_error", 1, "broken off: BrokenOff") { Faults = [VendorFault.Break(3) with { EventDelay = TimeSpan.FromMilliseconds(100) }], Stream = true, BreaksOff = true },
        new FaultCase("silent-end-mid-stream", 200, "provider_error", 1, "broken off: BrokenOff") { Faults = [VendorFault.Break(3, StreamBreak.SilentEnd)], Stream = true, BreaksOff = true },
        new FaultCase("malformed-event", 200, "provider_error", 1, "broken off: Malformed") { Faults = [VendorFault.Break(3, StreamBreak.MalformedEvent)], Stream = true, BreaksOff = true },
        new FaultCase("empty-choices", 502, "provider_error", 1, "Malformed") { Faults = [new VendorFault { EmptyChoices = true }] },
        new FaultCase("wrong-json-for-a-schema", 502, "schema_mismatch", 2, "ok", "ok") { More = Schema, Structured = """{"score":"high"}""" },
        new FaultCase("context-too-long", 400, "context_length_exceeded", 1, "ContextTooLong") { Faults = [new VendorFault { Status = 400, Body = """{"error":{"message":"This model's maximum context length is 8192 tokens","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""" }] },
        new FaultCase("content-refused", 422, "content_filter", 1, "ContentRefused") { Faults = [new VendorFault { Status = 400, Body = """{"error":{"message":"flagged","code":"content_filter"}}""" }] },
        new FaultCase("oversized-answer", 502, "provider_error", 1, "Malformed") { Faults = [new VendorFault { Status = 200, Body = new string(' ', Oversized), Headers = new Dictionary<string, string> { ["Content-Length"] = Oversized.ToString(CultureInfo.InvariantCulture) } }] },
    ];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_vendor_that_misbehaves_costs_no_more_than_it_must(FaultCase fault)
    {
        int asked = 0;
        App.Vendor.FaultFor = request => (string?)request.Json?["model"] == fault.Name && fault.Faults.Count > 0 ? fault.Faults[Math.Min(asked++, fault.Faults.Count - 1)] : null;
        if (fault.Structured is { } structured)
            App.Vendor.StructuredAnswer = structured;
        int before = App.Vendor.Requests.Count;
        long began = Stopwatch.GetTimestamp();
        using HttpClient client = App.Client(App.Home.ApiKey);
        client.Timeout = TimeSpan.FromSeconds(60);
        string body = $$"""{"model":"{{fault.Provider}}/{{fault.Name}}",{{(fault.Stream ? "\"stream\":true," : "")}}{{fault.More}}"messages":[{"role":"user","content":"one two three four five six"}]}""";
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") }, HttpCompletionOption.ResponseHeadersRead);
        string text = await ReadAsync(response);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

        ((int)response.StatusCode).ShouldBe(fault.Status, text);
        if (fault.Code is { } code)
            text.ShouldContain($"\"code\":\"{code}\"");
        else
            text.ShouldNotContain("\"error\"");
        if (fault.BreaksOff)
            text.ShouldNotContain("[DONE]");
        (response.Headers.RetryAfter?.Delta is { } wait ? (int)wait.TotalSeconds : (int?)null).ShouldBe(fault.RetryAfter);
        int calls = App.Vendor.Requests.Skip(before).Count(r => (string?)r.Json?["model"] == fault.Name);
        if (fault.VendorCalls is { } most)
            calls.ShouldBe(most);

        await App.DrainAsync();
        Guid id = Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single());
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        UsageRecord[] records = await db.UsageRecords.AsNoTracking().Where(u => u.RequestId == id).OrderBy(u => u.Attempt).ToArrayAsync();
        string[] recorded = [.. records.Select(u => u.Outcome switch { AttemptOutcome.Ok => "ok", AttemptOutcome.BrokenOff => $"broken off: {u.Fault}", AttemptOutcome.Failed => u.Fault!, _ => u.Outcome.ToString() })];
        recorded.ShouldBe(fault.Recorded);
        (await db.Requests.AsNoTracking().CountAsync(r => r.Id == id)).ShouldBe(1);
        fixture.Table.Add(string.Create(CultureInfo.InvariantCulture, $"| {fault.Name} | {(int)response.StatusCode}{(fault.Code is null ? "" : $" {fault.Code}")}{(fault.RetryAfter is { } told ? $", Retry-After {told} s" : "")} | {calls} | {string.Join(", ", recorded)} | {seconds:0.00} s |"));
    }

    [Fact]
    public async Task A_vendor_without_tls_where_tls_is_demanded_is_not_spoken_to()
    {
        await using MockOpenAiVendor plain = await MockOpenAiVendor.StartAsync();
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage saved = await client.PutAsync("/api/v1/admin/providers/tls-demanded", new StringContent($$"""{"kind":"openai-compatible","base_url":"{{plain.Root.Replace("http://", "https://", StringComparison.Ordinal)}}/v1"}""", Encoding.UTF8, "application/json"));
        saved.StatusCode.ShouldBe(HttpStatusCode.OK);
        await App.Services.GetRequiredService<Core.Gateway.Control.ControlPlane>().RefreshAsync(CancellationToken.None);
        using HttpResponseMessage response = await client.PostAsync("/v1/chat/completions", new StringContent("""{"model":"tls-demanded/any","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync()).ShouldContain("TLS", Case.Insensitive);
        plain.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_five_failures_a_vendor_is_left_alone_and_the_caller_is_told_when_to_come_back()
    {
        const string model = "left-alone";
        App.Vendor.FaultFor = request => (string?)request.Json?["model"] == model ? VendorFault.Error(500) : null;
        using HttpClient client = App.Client(App.Home.ApiKey);
        async Task<HttpResponseMessage> AskAsync() => await client.PostAsync("/v1/chat/completions", new StringContent($$"""{"model":"openai/{{model}}","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"));
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await AskAsync()).Dispose();
        int before = App.Vendor.Requests.Count(r => (string?)r.Json?["model"] == model);
        before.ShouldBe(5, "the sixth attempt was not made");
        using HttpResponseMessage refused = await AskAsync();
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        App.Vendor.Requests.Count(r => (string?)r.Json?["model"] == model).ShouldBe(5);
        JsonElement health = await RunningArtisan.JsonAsync(await client.GetAsync("/api/ai-advanced/model-health"));
        JsonElement sick = health.GetProperty("models").EnumerateArray().First(m => m.GetProperty("model").GetString() == $"openai/{model}");
        (sick.GetProperty("status").GetString(), sick.GetProperty("circuit").GetString()).ShouldBe(("unhealthy", "open"));
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        var received = new StringBuilder();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                received.AppendLine(line);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // an answer that broke off; what came before is looked at
        }
        return received.ToString();
    }
}
