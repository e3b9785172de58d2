using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.StructuredOutput;

/// <summary>The formats that structured output enforces; an unknown one fits everything, as JSON Schema wants it.</summary>
internal static partial class SchemaFormats
{
    public static bool Fits(string format, string text) => format switch
    {
        "date-time" => DateTimePattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimePattern().IsMatch(text),
        "duration" => text.Length > 1 && DurationPattern().IsMatch(text) && char.IsLetter(text[^1]) && text[^1] is not ('P' or 'T'),
        "email" or "idn-email" => EmailPattern().IsMatch(text),
        "hostname" => text.Length <= 253 && HostPattern().IsMatch(text),
        "ipv4" => IPAddress.TryParse(text, out IPAddress? four) && four.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out IPAddress? six) && six.AddressFamily == AddressFamily.InterNetworkV6,
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uri" or "iri" => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && text.Contains(':', StringComparison.Ordinal) && !uri.OriginalString.StartsWith('/'),
        _ => true,
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)?$")]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^P(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$")]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"^[^\s@""<>]+@[^\s@""<>]+\.[^\s@""<>.]+$")]
    private static partial Regex EmailPattern();

    [GeneratedRegex(@"^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$")]
    private static partial Regex HostPattern();
}
