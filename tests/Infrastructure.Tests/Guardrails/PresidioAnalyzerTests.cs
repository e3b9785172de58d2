using System.Text.Json;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Kernel;
using Artisan.Infrastructure.Guardrails;
using Artisan.Infrastructure.Tests.Gateway.OpenAI;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Guardrails;

/// <summary>A Presidio Analyzer is asked as its documentation says, its places become ours, and its faults too.</summary>
public sealed class PresidioAnalyzerTests : IDisposable
{
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    private PresidioAnalyzer Analyzer(HandVendor vendor, double seconds = 10) => new(_client, vendor.Address, TimeSpan.FromSeconds(seconds));

    private static Task<HandVendor> AnswersAsync(string body, int status = 200) => HandVendor.StartAsync(async (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    });

    [Fact]
    public async Task Places_in_code_points_become_places_in_utf16_units()
    {
        await using HandVendor vendor = await AnswersAsync("""[[{"entity_type":"EMAIL_ADDRESS","start":3,"end":11,"score":1.0,"analysis_explanation":null},{"entity_type":"URL","start":5,"end":11,"score":0.5}]]""");
        IReadOnlyList<PiiMatch> found = (await Analyzer(vendor).FindAsync(["😀😀 a@b.exam!"], PiiOptions.Default, CancellationToken.None)).ShouldHaveSingleItem();
        found.ShouldBe([new PiiMatch(PiiType.EmailAddress, 5, 8, 1f)]);
        (string url, _, byte[] body) = vendor.Received.First();
        url.ShouldBe("/analyze");
        JsonElement asked = JsonDocument.Parse(body).RootElement;
        asked.GetProperty("text")[0].GetString().ShouldBe("😀😀 a@b.exam!");
        asked.GetProperty("language").GetString().ShouldBe("en");
        asked.GetProperty("score_threshold").GetDouble().ShouldBe(0.5);
    }

    [Fact]
    public async Task Types_thresholds_and_allowed_values_of_the_tenant_hold()
    {
        await using HandVendor vendor = await AnswersAsync("""[[{"entity_type":"PERSON","start":0,"end":4,"score":0.85},{"entity_type":"US_PASSPORT","start":5,"end":9,"score":0.9},{"entity_type":"MEDICAL_LICENSE","start":10,"end":14,"score":0.9},{"entity_type":"PERSON","start":15,"end":19,"score":0.4}]]""");
        var options = new PiiOptions { Allowed = new Dictionary<PiiType, IReadOnlySet<string>> { [PiiType.Person] = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "anna" } } };
        IReadOnlyList<PiiMatch> found = (await Analyzer(vendor).FindAsync(["Anna 1234 5678 Otto"], options, CancellationToken.None))[0];
        found.ShouldHaveSingleItem().Type.ShouldBe(PiiType.Passport);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "<html>busy</html>")]
    [InlineData(200, "[]")]
    [InlineData(200, """[[{"entity_type":"PERSON","start":"x"}]]""")]
    public async Task What_is_no_answer_is_a_failure_and_never_nothing_found(int status, string body)
    {
        await using HandVendor vendor = await AnswersAsync(body, status);
        ArtisanException fault = await Should.ThrowAsync<ArtisanException>(async () => await Analyzer(vendor).FindAsync(["Anna"], PiiOptions.Default, CancellationToken.None));
        fault.Code.ShouldBe(ErrorCode.ProviderUnavailable);
    }

    [Fact]
    public async Task A_service_that_hangs_is_given_up()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) => await Task.Delay(Timeout.Infinite, context.RequestAborted));
        ArtisanException fault = await Should.ThrowAsync<ArtisanException>(async () => await Analyzer(vendor, 0.3).FindAsync(["Anna"], PiiOptions.Default, CancellationToken.None));
        fault.Code.ShouldBe(ErrorCode.ProviderUnavailable);
        fault.Message.ShouldContain("0.3 s");
    }

    [Fact]
    public async Task Places_outside_the_text_are_left_out()
    {
        await using HandVendor vendor = await AnswersAsync("""[[{"entity_type":"PERSON","start":-1,"end":3,"score":0.9},{"entity_type":"PERSON","start":2,"end":99,"score":0.9},{"entity_type":"PERSON","start":3,"end":3,"score":0.9}]]""");
        (await Analyzer(vendor).FindAsync(["Anna"], PiiOptions.Default, CancellationToken.None))[0].ShouldBeEmpty();
    }
}
