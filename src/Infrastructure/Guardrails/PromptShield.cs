using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Kernel;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>
/// Azure AI Content Safety's Prompt Shields as a detector (<c>POST /contentsafety/text:shieldPrompt</c>). It says yes or no without naming a place, so that its
/// evidence spans the text and nothing can be taken out of it. Documented limits are kept: 10,000 characters a text, five documents a call; a longer text is
/// looked at in overlapping parts.
/// </summary>
/// <param name="client">Sends.</param>
/// <param name="options">Where to.</param>
public sealed class PromptShield(HttpClient client, PromptShieldOptions options) : IInjectionDetector
{
    private const int LongestText = 10_000;
    private const int Overlap = 500;
    private const int MostDocuments = 5;
    private const int LongestAnswer = 1 << 20;
    private const float Certain = 0.95f;

    private readonly Uri address = new(options.Endpoint, $"/contentsafety/text:shieldPrompt?api-version={PromptShieldOptions.ApiVersion}");

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<InjectionResult>> InspectAsync(IReadOnlyList<string> texts, TextSource source, InjectionThresholds thresholds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(thresholds);
        var results = new InjectionResult[texts.Count];
        Array.Fill(results, InjectionResult.Clean);
        List<Part> parts = [.. texts.SelectMany(Parts)];
        int perCall = source == TextSource.User ? 1 : MostDocuments;
        foreach (Part[] chunk in parts.Chunk(perCall))
        {
            bool[] attacks = await AskAsync([.. chunk.Select(part => texts[part.Text].Substring(part.Start, part.Length))], source, cancellationToken);
            for (int i = 0; i < chunk.Length; i++)
            {
                if (attacks[i])
                    results[chunk[i].Text] = Attack(results[chunk[i].Text], chunk[i], source, thresholds);
            }
        }
        return results;
    }

    private static IEnumerable<Part> Parts(string text, int index)
    {
        for (int start = 0; start < text.Length; start += LongestText - Overlap)
        {
            int length = Math.Min(LongestText, text.Length - start);
            yield return new Part(index, start, length);
            if (start + length == text.Length)
                yield break;
        }
    }

    private static InjectionResult Attack(InjectionResult before, Part part, TextSource source, InjectionThresholds thresholds)
    {
        string family = source == TextSource.User ? InjectionFamilies.SafetyBypass : InjectionFamilies.IndirectInstruction;
        var evidence = new InjectionEvidence(family, "prompt_shield", part.Start, part.Length, Certain, "plain");
        InjectionVerdict verdict = Certain >= thresholds.Block ? InjectionVerdict.Block : Certain >= thresholds.Flag ? InjectionVerdict.Flag : InjectionVerdict.Allow;
        return new InjectionResult(verdict, Certain, [.. before.Evidence, evidence]);
    }

    private async Task<bool[]> AskAsync(string[] texts, TextSource source, CancellationToken cancellationToken)
    {
        ShieldRequest body = source == TextSource.User ? new ShieldRequest(texts[0], []) : new ShieldRequest("", texts);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body, PromptShieldJson.Default.ShieldRequest) };
            request.Headers.Add("Ocp-Apim-Subscription-Key", options.Key);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (!response.IsSuccessStatusCode)
                throw Refused(response);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, timeout.Token);
            ShieldAnswer? answer = await response.Content.ReadFromJsonAsync(PromptShieldJson.Default.ShieldAnswer, timeout.Token);
            return Read(answer, texts.Length, source);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ArtisanException(ErrorCode.ProviderUnavailable, $"Prompt Shields did not answer within {options.Timeout.TotalSeconds:0.#} s. Try again, or use the detector in process.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or IOException)
        {
            throw new ArtisanException(ErrorCode.ProviderUnavailable, "Prompt Shields could not be reached or answered nonsense. Check its endpoint, or use the detector in process.", fault);
        }
    }

    private static bool[] Read(ShieldAnswer? answer, int count, TextSource source)
    {
        bool?[] found = source == TextSource.User
            ? [answer?.UserPromptAnalysis?.AttackDetected]
            : [.. (answer?.DocumentsAnalysis ?? []).Select(analysis => analysis?.AttackDetected)];
        if (found.Length != count || found.Contains(null))
            throw new JsonException("An analysis is missing.");
        return [.. found.Select(attack => attack == true)];
    }

    private static ArtisanException Refused(HttpResponseMessage response)
    {
        string advice = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "Check its key and region.",
            HttpStatusCode.NotFound => "Check its endpoint.",
            HttpStatusCode.TooManyRequests => "Its rate limit is reached; wait, or raise the resource's tier.",
            _ => "Try again, or use the detector in process.",
        };
        return new ArtisanException(ErrorCode.ProviderUnavailable, $"Prompt Shields answered with status {(int)response.StatusCode}. {advice}") { RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    private readonly record struct Part(int Text, int Start, int Length);
}
