using System.Globalization;

namespace Artisan.Web.Shell;

/// <summary>How figures are written everywhere in the console. Pure; a missing value is an en dash.</summary>
public static class Format
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "–";

    private static readonly CultureInfo Culture = CultureInfo.GetCultureInfo("en-US");

    /// <summary>
    /// Money with enough digits to be true: $1,204.50, $0.42, $0.0042, $0.0000031. From one unit on two decimals, below up to four, below a
    /// hundredth two significant digits.
    /// </summary>
    /// <param name="amount">In units of the currency, not cents.</param>
    /// <param name="currency">ISO code; USD, EUR and GBP have their sign, others their code.</param>
    public static string Money(decimal? amount, string currency = "USD")
    {
        if (amount is not { } value)
            return None;
        decimal size = Math.Abs(value);
        string number = size switch
        {
            0 => "0.00",
            >= 0.995m => Math.Round(size, 2, MidpointRounding.AwayFromZero).ToString("N2", Culture),
            >= 0.01m => Math.Round(size, 4, MidpointRounding.AwayFromZero).ToString("0.00##", Culture),
            _ => Significant(size, 2),
        };
        string sign = value < 0 ? "−" : "";
        return currency.ToUpperInvariant() switch
        {
            "USD" => $"{sign}${number}",
            "EUR" => $"{sign}€{number}",
            "GBP" => $"{sign}£{number}",
            var code => $"{sign}{number} {code}",
        };
    }

    /// <summary>A count in full: 12,431.</summary>
    public static string Count(long? count) => count is { } value ? value.ToString("N0", Culture) : None;

    /// <summary>Tokens, requests and other large counts in short: 950, 12.4k, 3.1M, 2B.</summary>
    public static string Tokens(long? tokens) => tokens is { } value ? Short(value) : None;

    /// <summary>Any figure in short: 0.4, 950, 12.4k, 3.1M.</summary>
    public static string Short(double value)
    {
        double size = Math.Abs(value);
        string sign = value < 0 ? "−" : "";
        return size switch
        {
            // The borders are where rounding to one decimal would reach the next unit.
            < 10 => sign + size.ToString("0.##", Culture),
            < 999.5 => sign + size.ToString(size < 100 ? "0.#" : "0", Culture),
            < 999_950 => sign + (size / 1e3).ToString("0.#", Culture) + "k",
            < 999_950_000 => sign + (size / 1e6).ToString("0.#", Culture) + "M",
            < 999_950_000_000 => sign + (size / 1e9).ToString("0.#", Culture) + "B",
            _ => sign + (size / 1e12).ToString("#,0.#", Culture) + "T",
        };
    }

    /// <summary>A duration in milliseconds: 0.4 ms, 840 ms, 2.1 s, 3 min 12 s, 2 h 5 min, 3 d 4 h.</summary>
    public static string Milliseconds(double? milliseconds)
    {
        if (milliseconds is not { } ms || double.IsNaN(ms))
            return None;
        if (ms < 0)
            return "−" + Milliseconds(-ms);
        if (ms < 9.95)
            return ms.ToString("0.#", Culture) + " ms";
        if (ms < 999.5)
            return ms.ToString("0", Culture) + " ms";
        if (ms < 59_950)
            return (ms / 1000).ToString("0.0", Culture) + " s";
        long seconds = (long)Math.Round(ms / 1000);
        return seconds switch
        {
            < 3600 => Pair(seconds / 60, "min", seconds % 60, "s"),
            < 86_400 => Pair(seconds / 3600, "h", seconds % 3600 / 60, "min"),
            _ => Pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
        };
    }

    /// <summary>A duration, as <see cref="Milliseconds"/>.</summary>
    public static string Duration(TimeSpan? duration) => Milliseconds(duration?.TotalMilliseconds);

    /// <summary>A share with one decimal: 0.1234 is "12.3 %".</summary>
    public static string Percent(double? ratio) =>
        ratio is { } value && double.IsFinite(value) ? (value < 0 ? "−" : "") + Math.Abs(value * 100).ToString("#,0.0", Culture) + " %" : None;

    /// <summary>The change against the period before: "+12.3 %", "−4.0 %", "no change", "new".</summary>
    public static string Change(double current, double previous) => (current, previous) switch
    {
        (0, 0) => "no change",
        (_, 0) => "new",
        _ when Math.Abs(current / previous - 1) < 0.0005 => "no change",
        _ => (current > previous ? "+" : "") + Percent((current - previous) / Math.Abs(previous)),
    };

    /// <summary>Bytes: 512 B, 3.2 KB, 1.4 MB (of 1,024).</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } value)
            return None;
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        double size = value;
        int unit = 0;
        for (; size >= 1023.95 && unit < units.Length - 1; unit++)
            size /= 1024;
        return size.ToString(unit == 0 ? "0" : "0.#", Culture) + " " + units[unit];
    }

    /// <summary>
    /// How long ago: "just now", "12 s ago", "3 min ago", "2 h ago", "5 d ago", from thirty days on the date; "in 3 min" for the future.
    /// The browser keeps the words true (<c>js/clock.js</c>).
    /// </summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        TimeSpan age = now - at;
        TimeSpan size = age.Duration();
        if (size < TimeSpan.FromSeconds(5))
            return "just now";
        if (size >= TimeSpan.FromDays(30))
            return Date(at);
        string text = size switch
        {
            { TotalSeconds: < 60 } => $"{(int)size.TotalSeconds} s",
            { TotalMinutes: < 60 } => $"{(int)size.TotalMinutes} min",
            { TotalHours: < 24 } => $"{(int)size.TotalHours} h",
            _ => $"{(int)size.TotalDays} d",
        };
        return age > TimeSpan.Zero ? text + " ago" : "in " + text;
    }

    /// <summary>The exact moment in the viewer's zone: "21 Nov 2026, 14:02:11 UTC+01:00".</summary>
    public static string Exact(DateTimeOffset at, TimeZoneInfo? zone = null)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc);
        string offset = local.Offset == TimeSpan.Zero ? "UTC" : "UTC" + local.ToString("zzz", Culture);
        return local.ToString("d MMM yyyy, HH:mm:ss", Culture) + " " + offset;
    }

    /// <summary>A date: "21 Nov 2026".</summary>
    public static string Date(DateTimeOffset at, TimeZoneInfo? zone = null) =>
        TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc).ToString("d MMM yyyy", Culture);

    /// <summary>An id in short: its last characters, which differ between version-7 GUIDs made in the same moment.</summary>
    public static string ShortId(string id, int length = 8)
    {
        string plain = Guid.TryParse(id, out Guid guid) ? guid.ToString("N") : id;
        return plain.Length <= length ? plain : plain[^length..];
    }

    /// <summary>An id in short.</summary>
    public static string ShortId(Guid id, int length = 8) => id.ToString("N")[^Math.Clamp(length, 1, 32)..];

    /// <summary>A count with its noun: "1 row", "3 rows", "1,204 rows".</summary>
    public static string Plural(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    private static string Short(long value) => Short((double)value);

    private static string Pair(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";

    private static string Significant(decimal size, int digits)
    {
        int place = 0;
        for (decimal d = size; d < 1 && place < 27; d *= 10)
            place++;
        int decimals = Math.Min(27, place + digits - 1);
        decimal rounded = Math.Round(size, decimals, MidpointRounding.AwayFromZero);
        return rounded >= 0.01m ? rounded.ToString("0.00", Culture) : rounded.ToString("0." + new string('0', decimals), Culture);
    }
}
