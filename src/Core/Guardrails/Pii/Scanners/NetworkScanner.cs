using System.Net;
using System.Net.Sockets;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds IP and hardware addresses.</summary>
internal static class NetworkScanner
{
    private const int LongestIp6 = 45;
    private const int LongestRun = 64;
    private const int MacLength = 17;

    /// <summary>Four numbers with full stops between.</summary>
    /// <returns>The first token behind the address; <paramref name="first"/> where there is none.</returns>
    public static int Ip4(in Scan scan, int first)
    {
        int i = first;
        for (int part = 0; part < 4; part++)
        {
            if (!scan.IsNumber(i) || scan.Tokens[i].Length > 3 || scan.Tokens[i].Hash > 255 || (part > 0 && !scan.Joined(i)))
                return first;
            i++;
            if (part < 3 && !(scan.IsSymbol(i, '.') && scan.Joined(i)))
                return first;
            i += part < 3 ? 1 : 0;
        }
        bool longer = (scan.IsSymbol(i, '.') && scan.Joined(i) && scan.Joined(i + 1) && scan.IsNumber(i + 1)) || !scan.EndsFresh(i)
            || !scan.StartsFresh(first) || (scan.IsSymbol(first - 1, '.') && scan.Joined(first) && scan.IsNumber(first - 2));
        if (longer)
            return first;
        bool version = scan.Is(first - 1, "version") || scan.Is(first - 1, "v") || scan.Is(first - 1, "release") || scan.Is(first - 1, "build");
        scan.Add(PiiType.IpAddress, first, i, version ? 0.3f : 0.95f, validated: !version);
        return i;
    }

    /// <summary>Looks at hexadecimal digits and colons from a place on.</summary>
    /// <param name="scan">The text.</param>
    /// <param name="colon">The first colon (or, in a hardware address, hyphen or full stop) of a run.</param>
    /// <returns>The first token behind what was looked at.</returns>
    public static int Colons(in Scan scan, int colon)
    {
        ReadOnlySpan<char> text = scan.Text;
        int start = scan.Tokens[colon].Start, end = start;
        char separator = scan.Tokens[colon].First;
        while (start > 0 && char.IsAsciiHexDigit(text[start - 1]) && scan.Tokens[colon].Start - start < 5)
            start--;
        while (end < text.Length && (char.IsAsciiHexDigit(text[end]) || text[end] == separator || (text[end] == '.' && separator == ':')))
            end++;
        int next = colon + 1;
        while (next < scan.Count && scan.Tokens[next].Start < end)
            next++;
        int stop = end;
        while (stop > start && text[stop - 1] is '.' || (stop - start > 2 && text[stop - 1] == ':' && text[stop - 2] != ':'))
            stop--;
        bool touches = (start > 0 && CharacterClasses.Of[text[start - 1]] is CharacterClass.Lower or CharacterClass.Upper or CharacterClass.Digit) || (end < text.Length && CharacterClasses.IsLetter(text[end]) && text[end] != '%');
        if (touches || end - start > LongestRun)
            return next;
        ReadOnlySpan<char> value = text[start..stop];
        if (IsMac(value))
            scan.AddChars(PiiType.MacAddress, start, stop, 0.95f, validated: true);
        else if (separator == ':' && IsIp6(value))
            scan.AddChars(PiiType.IpAddress, start, stop, 0.95f, validated: true);
        else
            return Math.Min(next, colon + 1);
        return next;
    }

    private static bool IsMac(ReadOnlySpan<char> value)
    {
        if (value.Length != MacLength)
            return false;
        for (int i = 0; i < MacLength; i++)
        {
            if (i % 3 == 2 ? value[i] != value[2] || value[i] is not (':' or '-') : !char.IsAsciiHexDigit(value[i]))
                return false;
        }
        return true;
    }

    private static bool IsIp6(ReadOnlySpan<char> value)
    {
        if (value.Length is < 4 or > LongestIp6 || value.Count(':') < 2 || (value.IndexOf("::") < 0 && value.Count(':') < 6))
            return false;
        return value.ContainsAnyInRange('0', 'f') && IPAddress.TryParse(value, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
