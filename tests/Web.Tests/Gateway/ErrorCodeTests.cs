using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway;

/// <summary>Errors of the use cases: every code is documented, has its status, and those that a vendor or a caller causes come out as such.</summary>
public sealed class ErrorCodeTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Path = "/api/v1/ai/sentiment";

    private RunningArtisan App => fixture.App;

    [Fact]
    public async Task Every_code_stands_in_the_document_and_every_endpoint_points_to_it()
    {
        typeof(ErrorCode).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).ShouldBe(ErrorCode.All, ignoreOrder: true);
        using HttpClient client = App.Client(null);
        JsonElement document = await client.GetFromJsonAsync<JsonElement>("/docs/v1.json");
        JsonElement schema = document.GetProperty("components").GetProperty("schemas").GetProperty("AiErrorResponse");
        schema.GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray().Select(c => c.GetString()).ShouldBe(ErrorCode.All);
        JsonElement conversation = document.GetProperty("paths").GetProperty("/api/v1/ai/conversation").GetProperty("post").GetProperty("responses");
        conversation.GetProperty("default").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/AiErrorResponse");
        JsonElement content = conversation.GetProperty("200").GetProperty("content");
        content.GetProperty("text/event-stream").GetProperty("schema").GetProperty("description").GetString()!.ShouldContain("`error`");
        content.GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!.ShouldEndWith("ConversationResponseV1");
    }

    [Fact]
    public void Every_code_has_a_status_of_its_own_kind() =>
        ErrorCode.All.Where(c => c != ErrorCode.Internal).ShouldAllBe(c => Failure.StatusOf(c) != 500 && Failure.StatusOf(c) >= 400);

    public static TheoryData<string, string, int> VendorFaults => new()
    {
        { "429", "rate_limited", 429 },
        { "500", "provider_error", 502 },
        { "401", "provider_error", 502 },
        { "404", "model_not_found", 404 },
        { """{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}""", "context_too_long", 400 },
        { """{"error":{"message":"refused","type":"invalid_request_error","code":"content_filter"}}""", "content_refused", 422 },
        { """{"error":{"message":"wrong","type":"invalid_request_error","code":null}}""", "invalid_input", 400 },
    };

    [Theory]
    [MemberData(nameof(VendorFaults))]
    public async Task A_vendors_fault_comes_out_under_its_code(string fault, string code, int status)
    {
        App.Vendor.FaultFor = _ => int.TryParse(fault, out int answer) ? new VendorFault { Status = answer, Headers = new Dictionary<string, string> { ["Retry-After"] = "120" } } : new VendorFault { Status = 400, Body = fault };
        try
        {
            using HttpClient client = App.Client(App.Home.ApiKey);
            (int told, string named, _, JsonElement problem) = await client.BadAsync(Path, new { text = "Hello there.", model = "gpt-4o-mini" });
            (named, told).ShouldBe((code, status), problem.ToString());
            problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }
}
