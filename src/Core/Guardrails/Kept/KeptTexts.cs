using System.Buffers;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Documents;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Kept;

/// <summary>Takes out of texts what their tenant's policy does not let be kept. In process: saving never waits for a service.</summary>
public sealed class KeptTexts(GuardrailPolicies policies, TextRedaction redaction) : IKeptTextGuard
{
    [ThreadStatic]
    private static List<PiiMatch>? t_matches;

    private static readonly CleanTexts s_cleanLines = new();

    // Longer texts are rarely sent twice.
    private const int LongestRemembered = 32 * 1024;

    private readonly CleanTexts _clean = new(LongestRemembered);

    /// <inheritdoc/>
    public string Text(Guid tenantId, KeptPlace place, string text, string? store = null) => Text(tenantId, place, text, [], store);

    /// <summary>The text as it may be kept, with places in it moved along.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="place">Which part of the policy holds.</param>
    /// <param name="text">The text.</param>
    /// <param name="places">Places in the text, in UTF-16 units; changed to where they stand in the result.</param>
    /// <param name="store">Under which place what is taken out is counted; null for the usual one of this part of the policy.</param>
    public string Text(Guid tenantId, KeptPlace place, string text, Span<int> places, string? store = null)
    {
        TenantGuardrails guardrails = policies.Of(tenantId);
        if (guardrails.KeptIn(place) is not { } policy)
            return text;
        List<PiiMatch> matches = Find(text, policy.Options);
        if (matches.Count == 0)
            return text;
        PiiRedactor redactor = redaction.For(tenantId, guardrails, policy, new PlaceholderMap(), store ?? UsualOf(place));
        return places.IsEmpty ? redactor.Redact(text).Text : TextRedaction.Apply(redactor, text, matches, places);
    }

    /// <summary>A text with placeholders in place of what is found; for what has no tenant, or must not reach the vault.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What is looked for.</param>
    /// <param name="found">Told of what was found; null for nobody.</param>
    public static string WithPlaceholders(string text, PiiOptions options, Action<IReadOnlyList<PiiMatch>>? found = null)
    {
        if (s_cleanLines.Knows(text, options))
            return text;
        List<PiiMatch> matches = Find(text, options);
        if (matches.Count > 0)
        {
            found?.Invoke(matches);
            return TextRedaction.Placeholders(text, matches, new PlaceholderMap(), []);
        }
        s_cleanLines.Add(text, options);
        return text;
    }

    /// <inheritdoc/>
    public string Json(Guid tenantId, KeptPlace place, string json, string? store = null)
    {
        TenantGuardrails guardrails = policies.Of(tenantId);
        if (guardrails.KeptIn(place) is not { } policy)
            return json;
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            int length = Encoding.UTF8.GetBytes(json, utf8);
            byte[]? changed = JsonStrings.Rewrite(utf8.AsSpan(0, length), Changer(redaction.For(tenantId, guardrails, policy, new PlaceholderMap(), store ?? UsualOf(place))));
            return changed is null ? json : Encoding.UTF8.GetString(changed);
        }
        catch (JsonException)
        {
            return Text(tenantId, place, json, store);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <inheritdoc/>
    public byte[] Json(Guid tenantId, KeptPlace place, ReadOnlySpan<byte> utf8, int longest, out bool cut, string? store = null) => Json(tenantId, place, utf8, longest, new PlaceholderMap(), out cut, store ?? UsualOf(place));

    /// <inheritdoc/>
    public bool MayStay(Guid tenantId, KeptPlace place, string text, ReadOnlySpan<byte> json) =>
        (policies.Of(tenantId).KeptIn(place) is not { } policy || Find(text, policy.Options).Count == 0) && Json(tenantId, place, json, int.MaxValue, new PlaceholderMap(), out _, null).AsSpan().SequenceEqual(json);

    /// <summary>A prompt and its answer as they may be kept: the same value has the same placeholder in both.</summary>
    public (byte[] Request, byte[] Answer, bool Cut) Exchange(Guid tenantId, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int longest)
    {
        var map = new PlaceholderMap();
        byte[] keptRequest = Json(tenantId, KeptPlace.Requests, request, longest, map, out bool requestCut, PiiPlaces.Contents);
        byte[] keptAnswer = Json(tenantId, KeptPlace.Requests, answer, longest, map, out bool answerCut, PiiPlaces.Contents);
        return (keptRequest, keptAnswer, requestCut || answerCut);
    }

    private byte[] Json(Guid tenantId, KeptPlace place, ReadOnlySpan<byte> utf8, int longest, PlaceholderMap map, out bool cut, string? store)
    {
        TenantGuardrails guardrails = policies.Of(tenantId);
        if (guardrails.KeptIn(place) is not { } policy)
            return Cut(utf8, longest, out cut);
        try
        {
            byte[]? changed = JsonStrings.Rewrite(utf8, Changer(redaction.For(tenantId, guardrails, policy, map, store)), longest);
            byte[] kept = changed is null ? Cut(utf8, longest, out cut) : Cut(changed, longest, out cut);
            cut |= utf8.Length > longest;
            return kept;
        }
        catch (JsonException)
        {
            // What a vendor answered in place of JSON, or what was cut before.
            string text = Encoding.UTF8.GetString(Cut(utf8, longest, out cut));
            return Encoding.UTF8.GetBytes(redaction.For(tenantId, guardrails, policy, map, store).Redact(text).Text);
        }
    }

    private JsonStrings.Change Changer(PiiRedactor redactor)
    {
        // Made once: a document has many strings.
        JsonStrings.Change plain = Plain(redactor);
        return text =>
        {
            if (TextFile.Read(text) is { } file)
                return redactor.Redact(file.Text) is { Matches.Count: > 0 } kept ? file.With(kept.Text) : null;
            // What a document says is personal data as often as what a message says, and nothing can be taken out of it.
            if (TextFile.IsFile(text) && TextFile.KindOf(text) is FileKind.Pdf or FileKind.Archive)
                return $"[A document of {text.Length / 4 * 3:N0} bytes is not kept, since personal data cannot be taken out of it]";
            if (JsonStrings.IsData(text))
                return null;
            // In the escapes of JSON inside a string a value would not be recognised.
            if (text.Contains('\\') && JsonStrings.Within(text.ToString(), plain, out string? inner) && inner is not null)
                return redactor.Redact(inner).Text;
            return plain(text);
        };
    }

    private JsonStrings.Change Plain(PiiRedactor redactor) => text =>
    {
        PiiOptions options = redactor.Policy.Options;
        if (_clean.Knows(text, options))
            return null;
        if (Find(text, options).Count > 0)
            return redactor.Redact(text.ToString()).Text;
        _clean.Add(text, options);
        return null;
    };

    // What has no table of its own is counted where the policy's part has most of its texts.
    private static string UsualOf(KeptPlace place) => place switch { KeptPlace.Requests => PiiPlaces.Requests, KeptPlace.Interactions => "interactions", KeptPlace.Records => "leads", _ => PiiPlaces.Logs };

    private static List<PiiMatch> Find(ReadOnlySpan<char> text, PiiOptions options)
    {
        List<PiiMatch> matches = t_matches ??= [];
        matches.Clear();
        PiiEngine.Shared.Find(text, options, matches);
        return matches;
    }

    private static byte[] Cut(ReadOnlySpan<byte> bytes, int longest, out bool cut)
    {
        cut = bytes.Length > longest;
        if (!cut)
            return bytes.ToArray();
        int end = longest;
        while (end > 0 && (bytes[end] & 0b1100_0000) == 0b1000_0000)
            end--; // not in the middle of a UTF-8 character
        return bytes[..end].ToArray();
    }
}
