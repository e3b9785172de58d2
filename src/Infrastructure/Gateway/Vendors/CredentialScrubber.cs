using System.Text;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Configuration;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>
/// Takes credentials out of what a vendor says. Vendors repeat them whole, masked (<c>sk-ab****yz</c>) or in part, so whatever looks like one or shares
/// a run of characters with the one in use is taken out.
/// </summary>
internal static partial class CredentialScrubber
{
    private const string Mark = "[credential]";
    private const int Run = 8;

    public static string Scrub(string text, ProviderInstance instance)
    {
        text = Masked().Replace(text, Mark);
        text = Keys().Replace(text, Mark);
        text = Bearer().Replace(text, "$1 " + Mark);
        text = RemoveRuns(text, instance.ApiKey);
        foreach ((string name, string value) in instance.Headers)
        {
            if (IsSecretName(name))
                text = RemoveRuns(text, value);
        }
        return text;
    }

    private static bool IsSecretName(string header) =>
        header.Contains("auth", StringComparison.OrdinalIgnoreCase) || header.Contains("key", StringComparison.OrdinalIgnoreCase)
        || header.Contains("token", StringComparison.OrdinalIgnoreCase) || header.Contains("secret", StringComparison.OrdinalIgnoreCase);

    /// <summary>Replaces every stretch of the text made of pieces of the secret that are at least <see cref="Run"/> characters long.</summary>
    private static string RemoveRuns(string text, string? secret)
    {
        if (secret is null || secret.Length < Run || text.Length < Run)
            return text;
        var pieces = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i + Run <= secret.Length; i++)
            pieces.Add(secret.Substring(i, Run));
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        StringBuilder? output = null;
        int copied = 0;
        for (int i = 0; i + Run <= text.Length; i++)
        {
            if (!lookup.Contains(text.AsSpan(i, Run)))
                continue;
            int end = i + Run;
            while (end < text.Length && lookup.Contains(text.AsSpan(end - Run + 1, Run)))
                end++;
            (output ??= new StringBuilder()).Append(text, copied, i - copied).Append(Mark);
            copied = end;
            i = end - 1;
        }
        return output is null ? text : output.Append(text, copied, text.Length - copied).ToString();
    }

    [GeneratedRegex(@"[\w\-\.]*(\*{3,}|•{3,})[\w\-\.\*]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Masked();

    [GeneratedRegex(@"\b(sk|pk|gsk|xai|key|ak)[-_][A-Za-z0-9][\w\-]{10,}", RegexOptions.CultureInvariant)]
    private static partial Regex Keys();

    [GeneratedRegex(@"\b(Bearer|Basic)\s+[A-Za-z0-9\-\._~\+/]{6,}=*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Bearer();
}
