using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Operations;

/// <summary>Alone in its process: instruments are found by their names, those of other applications in it as well.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "alone";
}

/// <summary>What monitors and readers of the API get.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class OperatingApiTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    [Fact]
    public async Task Metrics_are_Prometheus_text_with_the_conventions_names()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        await client.PostAsync("/v1/chat/completions", new StringContent("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8));
        string text = await client.GetStringAsync("/metrics");
        string[] lines = text.TrimEnd('\n').Split('\n');
        string[] series = [.. lines.Where(l => !l.StartsWith('#'))];
        series.ShouldAllBe(l => Sample().IsMatch(l));
        series.Select(l => l[..l.LastIndexOf(' ')]).ShouldBeUnique();
        lines.Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)).ShouldBeUnique();
        foreach (string name in new[] { "gen_ai_client_token_usage", "gen_ai_client_operation_duration_seconds", "ai_agent_query_duration_seconds", "ai_agent_llm_duration_seconds", "ai_gateway_overhead_seconds" })
            lines.ShouldContain($"# TYPE {name} histogram");
        foreach (string name in new[] { "ai_requests_total", "ai_agent_llm_tokens_total" })
            lines.ShouldContain($"# TYPE {name} counter");
        // Buckets grow, and the last holds all.
        long[] buckets = [.. series.Where(l => l.StartsWith("gen_ai_client_token_usage_bucket", StringComparison.Ordinal) && l.Contains("token_type=\"input\"", StringComparison.Ordinal)).Select(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture))];
        buckets.ShouldBeInOrder();
        buckets[^1].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Metrics_are_not_for_those_behind_a_proxy()
    {
        using HttpClient client = App.Client(null);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        HttpResponseMessage response = await client.GetAsync("/metrics");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await RunningArtisan.JsonAsync(response)).GetProperty("code").GetString().ShouldBe("forbidden");
    }

    [Fact]
    public async Task A_query_value_that_cannot_be_read_is_400_and_named()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        HttpResponseMessage response = await client.GetAsync("/api/ai-advanced/usage/summary?from=yesterday");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement problem = await RunningArtisan.JsonAsync(response);
        (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()).ShouldBe(("invalid_input", "from"));
    }

    [Fact]
    public async Task The_API_document_says_how_to_come_in_what_to_send_and_what_comes_back()
    {
        using HttpClient client = App.Client(null);
        JsonElement document = JsonDocument.Parse(await client.GetStringAsync("/docs/v1.json")).RootElement;
        document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(s => s.Name).ShouldBe(["bearer", "api_key"], ignoreOrder: true);
        JsonElement chat = document.GetProperty("paths").GetProperty("/v1/chat/completions").GetProperty("post");
        chat.GetProperty("security").GetArrayLength().ShouldBe(2);
        chat.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties").TryGetProperty("messages", out _).ShouldBeTrue();
        chat.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Select(c => c.Name).ShouldBe(["application/json", "text/event-stream"]);
        // A request without an error has no error_message, and one that is unpriced no cost.
        document.GetProperty("components").GetProperty("schemas").GetProperty("RequestDetail").GetProperty("required").EnumerateArray().Select(r => r.GetString()).ShouldNotContain("error_message");
        document.GetProperty("components").GetProperty("schemas").GetProperty("RequestRow").GetProperty("required").EnumerateArray().Select(r => r.GetString()).ShouldNotContain("cost_usd");
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                string name = $"{operation.Name} {path.Name}";
                JsonElement[] parameters = operation.Value.TryGetProperty("parameters", out JsonElement list) ? [.. list.EnumerateArray()] : [];
                parameters.Select(p => p.GetProperty("name").GetString()!).ShouldAllBe(p => p == p.ToLowerInvariant(), name);
                JsonElement responses = operation.Value.GetProperty("responses");
                responses.EnumerateObject().Where(r => r.Name != "204" && !r.Value.TryGetProperty("content", out JsonElement _)).ShouldBeEmpty(name);
                // A reference that leads nowhere makes the whole document unreadable for generators.
                foreach (Match reference in Reference().Matches(operation.Value.GetRawText()))
                    document.GetProperty("components").GetProperty("schemas").TryGetProperty(reference.Groups["name"].Value, out _).ShouldBeTrue($"{name}: {reference.Value}");
            }
        }
    }

    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.]+([eE][+-]?[0-9]+)?|NaN|[+-]Inf)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("#/components/schemas/(?<name>[^\"]+)")]
    private static partial Regex Reference();
}
