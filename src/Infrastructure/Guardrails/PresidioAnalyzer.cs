using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Kernel;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>
/// A Microsoft Presidio Analyzer as a detector (<c>POST /analyze</c>). Its places are counted in Unicode code points and become UTF-16 units; names of types
/// that Artisan does not have are left out; of overlapping findings the surer, then the longer one stays.
/// </summary>
/// <param name="client">Sends.</param>
/// <param name="endpoint">The service's address, for instance <c>https://presidio.example.com</c>.</param>
/// <param name="timeout">How long one call may take.</param>
public sealed class PresidioAnalyzer(HttpClient client, Uri endpoint, TimeSpan timeout) : IPiiDetector
{
    private const int TextsPerCall = 50;
    private const int LongestAnswer = 16 * 1024 * 1024;

    // Presidio's own names of what Artisan calls otherwise.
    private static readonly Dictionary<string, PiiType> s_otherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["US_PASSPORT"] = PiiType.Passport,
        ["UK_NHS"] = PiiType.NationalId,
        ["UK_NINO"] = PiiType.NationalId,
        ["US_ITIN"] = PiiType.NationalId,
        ["ES_NIF"] = PiiType.NationalId,
        ["ES_NIE"] = PiiType.NationalId,
        ["IT_FISCAL_CODE"] = PiiType.NationalId,
        ["IT_PASSPORT"] = PiiType.Passport,
        ["IT_DRIVER_LICENSE"] = PiiType.UsDriverLicense,
        ["PL_PESEL"] = PiiType.NationalId,
        ["SG_NRIC_FIN"] = PiiType.NationalId,
        ["AU_TFN"] = PiiType.NationalId,
        ["AU_MEDICARE"] = PiiType.NationalId,
        ["IN_PAN"] = PiiType.NationalId,
        ["IN_AADHAAR"] = PiiType.NationalId,
        ["IN_PASSPORT"] = PiiType.Passport,
        ["FI_PERSONAL_IDENTITY_CODE"] = PiiType.NationalId,
        ["STREET_ADDRESS"] = PiiType.Location,
        ["GPE"] = PiiType.Location,
        ["ORG"] = PiiType.Organization,
    };

    private readonly Uri _address = new(endpoint, "analyze");

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IReadOnlyList<PiiMatch>>> FindAsync(IReadOnlyList<string> texts, PiiOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(options);
        var results = new List<IReadOnlyList<PiiMatch>>(texts.Count);
        foreach (string[] chunk in texts.Chunk(TextsPerCall))
        {
            Finding[][] found = await AskAsync(chunk, options, cancellationToken);
            for (int i = 0; i < chunk.Length; i++)
                results.Add(Read(chunk[i], found[i], options));
        }
        return results;
    }

    private async Task<Finding[][]> AskAsync(string[] texts, PiiOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = JsonContent.Create(new Question(texts, "en", options.Threshold), PresidioJson.Default.Question) };
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!response.IsSuccessStatusCode)
                throw new ArtisanException(ErrorCode.ProviderUnavailable, $"The Presidio Analyzer answered {(int)response.StatusCode}. Check its address in Guardrails → Policy, or use Artisan's own engine.");
            await response.Content.LoadIntoBufferAsync(LongestAnswer, limit.Token);
            Finding[][]? answer = await response.Content.ReadFromJsonAsync(PresidioJson.Default.FindingArrayArray, limit.Token);
            return answer?.Length == texts.Length ? answer : throw new JsonException("An analysis is missing.");
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ArtisanException(ErrorCode.ProviderUnavailable, $"The Presidio Analyzer did not answer within {timeout.TotalSeconds:0.#} s. Try again, or use Artisan's own engine.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or IOException)
        {
            throw new ArtisanException(ErrorCode.ProviderUnavailable, "The Presidio Analyzer could not be reached or answered nonsense. Check its address in Guardrails → Policy, or use Artisan's own engine.", fault);
        }
    }

    private static List<PiiMatch> Read(string text, Finding[] findings, PiiOptions options)
    {
        int[]? places = PlacesOf(text);
        int points = places?.Length - 1 ?? text.Length;
        var kept = new List<PiiMatch>();
        foreach (Finding finding in findings.OrderByDescending(f => f.Score).ThenByDescending(f => f.End - f.Start))
        {
            if (!TypeOf(finding.EntityType, out PiiType type) || !options.Types.Contains(type) || finding.Score < options.ThresholdOf(type) || finding.Start < 0 || finding.End > points || finding.Start >= finding.End)
                continue;
            int start = places?[finding.Start] ?? finding.Start, end = places?[finding.End] ?? finding.End;
            var match = new PiiMatch(type, start, end - start, (float)finding.Score);
            bool allowed = options.Allowed.TryGetValue(type, out IReadOnlySet<string>? values) && values.Contains(text[start..end].Trim());
            if (!allowed && !kept.Exists(k => k.Start < match.End && match.Start < k.End))
                kept.Add(match);
        }
        kept.Sort((a, b) => a.Start.CompareTo(b.Start));
        return kept;
    }

    // Where each code point begins; null where every one is a single UTF-16 unit.
    private static int[]? PlacesOf(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udbff'))
            return null;
        var places = new List<int>(text.Length + 1);
        for (int i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1)
            places.Add(i);
        places.Add(text.Length);
        return [.. places];
    }

    private static bool TypeOf(string? name, out PiiType type)
    {
        type = default;
        return name is not null && (PiiTypes.TryParse(name, out type) || s_otherNames.TryGetValue(name, out type));
    }

    internal sealed record Question(string[] Text, string Language, double ScoreThreshold);

    internal sealed record Finding(string? EntityType, int Start, int End, double Score);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PresidioAnalyzer.Question))]
[JsonSerializable(typeof(PresidioAnalyzer.Finding[][]))]
internal sealed partial class PresidioJson : JsonSerializerContext;
