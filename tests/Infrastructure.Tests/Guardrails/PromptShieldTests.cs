using System.Text;
using System.Text.Json;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Kernel;
using Artisan.Infrastructure.Guardrails;
using Artisan.Infrastructure.Tests.Gateway.OpenAI;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Guardrails;

/// <summary>Prompt Shields is asked as its documentation says, and its faults become ours.</summary>
public sealed class PromptShieldTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private readonly HttpClient client = new();

    public void Dispose() => client.Dispose();

    private PromptShield Shield(HandVendor vendor, double seconds = 10) => new(client, new PromptShieldOptions(vendor.Address, Key, TimeSpan.FromSeconds(seconds)));

    private static Task<HandVendor> MarksAttacksAsync() => HandVendor.StartAsync(async (context, body) =>
    {
        using JsonDocument request = JsonDocument.Parse(body);
        bool Detected(string? text) => text!.Contains("attack", StringComparison.Ordinal);
        string documents = string.Join(',', request.RootElement.GetProperty("documents").EnumerateArray().Select(item => $"{{\"attackDetected\":{(Detected(item.GetString()) ? "true" : "false")}}}"));
        string prompt = Detected(request.RootElement.GetProperty("userPrompt").GetString()) ? "true" : "false";
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($"{{\"userPromptAnalysis\":{{\"attackDetected\":{prompt}}},\"documentsAnalysis\":[{documents}]}}");
    });

    [Fact]
    public async Task A_users_text_is_sent_as_the_prompt_with_version_and_key()
    {
        await using HandVendor vendor = await MarksAttacksAsync();
        IReadOnlyList<InjectionResult> results = await Shield(vendor).InspectAsync(["an attack", "hello"], TextSource.User, InjectionThresholds.Default, CancellationToken.None);
        results[0].Verdict.ShouldBe(InjectionVerdict.Block);
        results[0].Evidence[0].ShouldBe(new InjectionEvidence(InjectionFamilies.SafetyBypass, "prompt_shield", 0, 9, 0.95f, "plain"));
        results[1].ShouldBe(InjectionResult.Clean);
        vendor.Received.Count.ShouldBe(2);
        (string url, IHeaderDictionary headers, byte[] body) = vendor.Received.First();
        url.ShouldBe("/contentsafety/text:shieldPrompt?api-version=2024-09-01");
        headers["Ocp-Apim-Subscription-Key"].ToString().ShouldBe(Key);
        Encoding.UTF8.GetString(body).ShouldBe("""{"userPrompt":"an attack","documents":[]}""");
    }

    [Fact]
    public async Task Retrieved_texts_are_sent_as_documents_five_at_a_time()
    {
        await using HandVendor vendor = await MarksAttacksAsync();
        string[] texts = [.. Enumerable.Range(0, 7).Select(i => i == 6 ? "attack" : $"text {i}")];
        IReadOnlyList<InjectionResult> results = await Shield(vendor).InspectAsync(texts, TextSource.Retrieved, InjectionThresholds.Default, CancellationToken.None);
        results.Select(result => result.Verdict == InjectionVerdict.Block).ShouldBe([false, false, false, false, false, false, true]);
        results[6].Evidence[0].Family.ShouldBe(InjectionFamilies.IndirectInstruction);
        vendor.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_long_text_is_looked_at_in_parts_that_overlap()
    {
        await using HandVendor vendor = await MarksAttacksAsync();
        string text = new string('x', 9_998) + "attack" + new string('y', 9_000);
        InjectionResult result = (await Shield(vendor).InspectAsync([text], TextSource.Retrieved, InjectionThresholds.Default, CancellationToken.None))[0];
        result.Verdict.ShouldBe(InjectionVerdict.Block);
        InjectionEvidence evidence = result.Evidence.ShouldHaveSingleItem();
        text.Substring(evidence.Start, evidence.Length).ShouldContain("attack");
    }

    [Theory]
    [InlineData(401, "{}", "key")]
    [InlineData(404, "", "endpoint")]
    [InlineData(429, "{}", "rate limit")]
    [InlineData(500, "oops", "500")]
    [InlineData(200, "not json", "nonsense")]
    [InlineData(200, "{}", "nonsense")]
    [InlineData(200, """{"userPromptAnalysis":{}}""", "nonsense")]
    public async Task Faults_say_what_to_do_and_never_the_key(int status, string body, string names)
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(status, body, headers: headers => headers.RetryAfter = "7");
        ArtisanException fault = await Should.ThrowAsync<ArtisanException>(async () => await Shield(vendor).InspectAsync(["text"], TextSource.User, InjectionThresholds.Default, CancellationToken.None));
        fault.Code.ShouldBe(ErrorCode.ProviderUnavailable);
        fault.Message.ShouldContain(names);
        fault.ToString().ShouldNotContain(Key);
        fault.RetryAfter.ShouldBe(status == 200 ? null : TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Slowness_is_a_fault_and_cancelling_is_not()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) => await Task.Delay(Timeout.Infinite, context.RequestAborted));
        ArtisanException fault = await Should.ThrowAsync<ArtisanException>(async () => await Shield(vendor, 0.3).InspectAsync(["text"], TextSource.User, InjectionThresholds.Default, CancellationToken.None));
        fault.Code.ShouldBe(ErrorCode.ProviderUnavailable);
        using var cancelled = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Shield(vendor, 60).InspectAsync(["text"], TextSource.User, InjectionThresholds.Default, cancelled.Token));
    }

    [Fact]
    public async Task Nobody_listening_is_a_fault()
    {
        var shield = new PromptShield(client, new PromptShieldOptions(new Uri("http://127.0.0.1:1"), Key, TimeSpan.FromSeconds(5)));
        (await Should.ThrowAsync<ArtisanException>(async () => await shield.InspectAsync(["text"], TextSource.User, InjectionThresholds.Default, CancellationToken.None))).Code.ShouldBe(ErrorCode.ProviderUnavailable);
    }
}
