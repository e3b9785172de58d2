namespace Artisan.Core.Guardrails.Output;

/// <summary>Judges where a link or image points to.</summary>
internal sealed class LinkSafety(OutputPolicy policy, PromptWords? prompt)
{
    private const int LongSegment = 40;
    private const int LongImageSegment = 64;
    private const int ManyEscapes = 8;
    private const int ManyWords = 6;
    private const int PromptRun = 4;

    /// <summary>Why an address is unsafe, or null where it is not.</summary>
    /// <param name="address">The address as written.</param>
    /// <param name="isImage">Whether it is an image: browsers fetch it without being asked, so it may carry nothing at all.</param>
    public string? Fault(ReadOnlySpan<char> address, bool isImage)
    {
        ReadOnlySpan<char> scheme = Scheme(address);
        if (scheme.Equals("javascript", StringComparison.OrdinalIgnoreCase) || scheme.Equals("vbscript", StringComparison.OrdinalIgnoreCase) || scheme.Equals("file", StringComparison.OrdinalIgnoreCase))
            return "script_scheme";
        if (scheme.Equals("data", StringComparison.OrdinalIgnoreCase))
            return "data_scheme";
        int slashes = address.IndexOf("//", StringComparison.Ordinal);
        if (slashes < 0 || scheme.IsEmpty && slashes != 0)
            return null;
        ReadOnlySpan<char> rest = address[(slashes + 2)..];
        int end = rest.IndexOfAny("/?#\\");
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        ReadOnlySpan<char> tail = end < 0 ? default : rest[end..];
        int at = authority.LastIndexOf('@');
        if (at >= 0)
            return "credentials";
        int port = authority.IndexOf(':');
        return IsAllowed(port < 0 ? authority : authority[..port]) ? null : Carried(tail, isImage);
    }

    private string? Carried(ReadOnlySpan<char> tail, bool isImage)
    {
        int query = tail.IndexOfAny('?', '#');
        if (isImage && query >= 0 && query + 1 < tail.Length)
            return "image_with_data";
        if (CarriesPrompt(tail))
            return "carries_prompt";
        int start = 0;
        for (int i = 0; i <= tail.Length; i++)
        {
            if (i < tail.Length && tail[i] is not ('/' or '?' or '&' or '#' or '=' or '.' or ';'))
                continue;
            if (IsData(tail[start..i], inQuery: query >= 0 && i > query, isImage))
                return isImage ? "image_with_data" : "carries_data";
            start = i + 1;
        }
        return null;
    }

    private static bool IsData(ReadOnlySpan<char> segment, bool inQuery, bool isImage)
    {
        int escapes = segment.Count('%');
        if (escapes >= ManyEscapes)
            return true;
        if (inQuery && segment.Count('+') + segment.Count("%20") >= ManyWords)
            return true;
        if (segment.Length < (isImage ? LongImageSegment : LongSegment))
            return false;
        // Titles in addresses are long too, but they are words with hyphens between.
        bool digits = segment.IndexOfAnyInRange('0', '9') >= 0;
        int separators = segment.Count('-') + segment.Count('_');
        return separators * 12 < segment.Length && (digits || segment.IndexOfAnyInRange('A', 'Z') >= 0);
    }

    private bool CarriesPrompt(ReadOnlySpan<char> tail)
    {
        if (prompt is null || tail.Length == 0)
            return false;
        var at = PromptWords.Beginning;
        foreach (ulong word in PromptWords.Words(Uri.UnescapeDataString(tail.ToString()).Replace('_', ' ')))
        {
            at = prompt.Next(at, word);
            if (at.Length >= PromptRun)
                return true;
        }
        return false;
    }

    private bool IsAllowed(ReadOnlySpan<char> host)
    {
        foreach (string allowed in policy.AllowedHosts)
        {
            if (host.Equals(allowed, StringComparison.OrdinalIgnoreCase)
                || host.Length > allowed.Length && host.EndsWith(allowed, StringComparison.OrdinalIgnoreCase) && host[host.Length - allowed.Length - 1] == '.')
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> Scheme(ReadOnlySpan<char> address)
    {
        int colon = address.IndexOf(':');
        ReadOnlySpan<char> scheme = colon < 0 ? default : address[..colon];
        return scheme.IndexOfAny("/?#") >= 0 ? default : scheme.Trim();
    }
}
