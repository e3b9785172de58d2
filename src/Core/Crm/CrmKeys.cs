using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Artisan.Core.Crm;

/// <summary>Makes the keys by which records of the CRM are matched and found.</summary>
public static class CrmKeys
{
    private static readonly IdnMapping Idn = new();

    /// <summary>Longest search text that is kept, in UTF-16 units.</summary>
    public const int MaxSearch = 1000;

    /// <summary>
    /// An e-mail address for matching: trimmed, lower case, the domain in its ASCII form. Nothing that some vendors ignore (dots, +tags) is
    /// dropped, since for others these are different people.
    /// </summary>
    /// <returns>Null when the text is no address.</returns>
    public static string? Email(string? text)
    {
        string trimmed = text?.Trim().Trim('<', '>', '"', '\'').Trim() ?? "";
        if (trimmed.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            trimmed = trimmed[7..];
        if (trimmed.Length is 0 or > 254 || trimmed.Contains(' ') || !MailAddress.TryCreate(trimmed, out MailAddress? address) || address.Address != trimmed)
            return null;
        string? domain = Domain(address.Host);
        return domain is null ? null : $"{address.User.ToLowerInvariant()}@{domain}";
    }

    /// <summary>A domain for matching: from a domain, a web address or an e-mail address; lower case, ASCII, without <c>www.</c>, port and path.</summary>
    /// <returns>Null when the text holds no domain.</returns>
    public static string? Domain(string? text)
    {
        string host = text?.Trim().ToLowerInvariant() ?? "";
        int scheme = host.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            host = host[(scheme + 3)..];
        int end = host.IndexOfAny(['/', '?', '#']);
        if (end >= 0)
            host = host[..end];
        int at = host.LastIndexOf('@');
        if (at >= 0)
            host = host[(at + 1)..];
        int port = host.IndexOf(':');
        if (port >= 0)
            host = host[..port];
        host = host.TrimEnd('.');
        if (host.StartsWith("www.", StringComparison.Ordinal))
            host = host[4..];
        if (host.Length is 0 or > 253 || !host.Contains('.'))
            return null;
        try
        {
            host = Idn.GetAscii(host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
        return host.Split('.').All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) ? host : null;
    }

    /// <summary>A name or company for matching: Unicode form KC, lower case, single spaces, without punctuation.</summary>
    public static string Name(string? text)
    {
        var key = new StringBuilder();
        foreach (char c in (text ?? "").Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Surrogate)
                key.Append(c);
            else if (key.Length > 0 && key[^1] != ' ')
                key.Append(' ');
        }
        return key.ToString().TrimEnd();
    }

    /// <summary>What is searched in: the texts in lower case, separated by spaces, at most <see cref="MaxSearch"/> long.</summary>
    public static string Search(params ReadOnlySpan<string?> texts)
    {
        var search = new StringBuilder();
        foreach (string? text in texts)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            if (search.Length > 0)
                search.Append(' ');
            search.Append(text.Trim().ToLowerInvariant());
        }
        return search.Length > MaxSearch ? search.ToString(0, MaxSearch) : search.ToString();
    }
}
