using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>A day or time span that a text names.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Start">Where.</param>
/// <param name="Day">The day, where it is one or can be worked out from the day of writing.</param>
/// <param name="Time">The time of day, where it stands beside the day.</param>
internal sealed record DateMention(string Text, int Start, DateOnly? Day, TimeOnly? Time = null);

/// <summary>Finds dates: written out or in figures in the four languages, weekdays, "tomorrow", "end of the quarter", "Q1 2027".</summary>
internal static partial class Dates
{
    /// <param name="text">Where to look.</param>
    /// <param name="written">The day the text was written, from which "Friday" and "tomorrow" count; null when not known.</param>
    /// <param name="monthFirst">Whether 03/04 is the 4th of March.</param>
    public static List<DateMention> Find(string text, DateOnly? written = null, bool monthFirst = false)
    {
        var found = new Mentions();
        foreach (Match match in Figures().Matches(text))
            AddFigures(match, monthFirst, found);
        foreach (Match match in DayMonth().Matches(text))
            AddWritten(match, Months.Of(match.Groups["month"].ValueSpan), written, found);
        foreach (Match match in MonthDay().Matches(text))
            AddWritten(match, Months.Of(match.Groups["month"].ValueSpan), written, found);
        foreach (Match match in Quarter().Matches(text))
            found.Add(new DateMention(match.Value, match.Index, null));
        foreach (Match match in Relative().Matches(text))
            found.Add(new DateMention(match.Value, match.Index, FromRelative(match.Value.ToLowerInvariant(), written)));
        foreach (Match match in Weekday().Matches(text))
        {
            int day = Months.Weekday(match.Groups["day"].ValueSpan);
            if (day > 0)
                found.Add(new DateMention(match.Value.Trim(), match.Index, written is { } from ? NextWeekday(from, day, match.Value.Contains("next", StringComparison.OrdinalIgnoreCase) || match.Value.Contains("nächste", StringComparison.OrdinalIgnoreCase)) : null));
        }
        return [.. found.InOrder().Select(f => WithTime(text, f))];
    }

    private static void AddFigures(Match match, bool monthFirst, Mentions found)
    {
        int a = int.Parse(match.Groups["a"].ValueSpan, CultureInfo.InvariantCulture);
        int b = int.Parse(match.Groups["b"].ValueSpan, CultureInfo.InvariantCulture);
        int c = int.Parse(match.Groups["c"].ValueSpan, CultureInfo.InvariantCulture);
        bool slashes = match.Value.Contains('/', StringComparison.Ordinal);
        DateOnly? day = a > 31 ? Day(a, b, c)
            : slashes && (monthFirst ? b > 12 || a <= 12 : b > 12) ? Day(Year(c), a, b) : Day(Year(c), b, a);
        if (day is not null)
            found.Add(new DateMention(match.Value, match.Index, day));
    }

    private static void AddWritten(Match match, int month, DateOnly? written, Mentions found)
    {
        if (month == 0)
            return;
        int day = int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture);
        DateOnly? date = match.Groups["year"].Success ? Day(int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture), month, day)
            : written is { } from ? NearestYear(from, month, day) : null;
        if (day is >= 1 and <= 31)
            found.Add(new DateMention(match.Value, match.Index, date));
    }

    /// <summary>Keeps mentions that do not overlap; the first pattern that finds one wins.</summary>
    private sealed class Mentions
    {
        private readonly List<DateMention> _found = [];
        private readonly HashSet<int> _covered = [];

        public void Add(DateMention mention)
        {
            int end = mention.Start + mention.Text.Length;
            for (int i = mention.Start; i < end; i++)
            {
                if (_covered.Contains(i))
                    return;
            }
            for (int i = mention.Start; i < end; i++)
                _covered.Add(i);
            _found.Add(mention);
        }

        public IEnumerable<DateMention> InOrder() => _found.OrderBy(f => f.Start);
    }

    private static DateMention WithTime(string text, DateMention mention)
    {
        int from = mention.Start + mention.Text.Length;
        Match match = Time().Match(text, from, Math.Min(28, text.Length - from));
        if (!match.Success || text.AsSpan(from, match.Index - from).ContainsAny(".;!?"))
            return mention;
        int hour = int.Parse(match.Groups["hour"].ValueSpan, CultureInfo.InvariantCulture);
        int minute = match.Groups["minute"].Success ? int.Parse(match.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["half"].ValueSpan.StartsWith("p", StringComparison.OrdinalIgnoreCase) && hour < 12)
            hour += 12;
        return hour < 24 && minute < 60 ? mention with { Time = new TimeOnly(hour, minute) } : mention;
    }

    private static DateOnly? FromRelative(string text, DateOnly? written)
    {
        if (written is not { } from)
            return null;
        return text switch
        {
            "today" or "heute" or "aujourd'hui" or "aujourd’hui" or "hoy" => from,
            "tomorrow" or "morgen" or "demain" or "mañana" => from.AddDays(1),
            "yesterday" or "gestern" or "ayer" => from.AddDays(-1),
            _ when text.Contains("month", StringComparison.Ordinal) && text.Contains("end", StringComparison.Ordinal) => new DateOnly(from.Year, from.Month, DateTime.DaysInMonth(from.Year, from.Month)),
            _ when text.Contains("week", StringComparison.Ordinal) && text.Contains("end of", StringComparison.Ordinal) => NextWeekday(from, 5, false),
            _ => null,
        };
    }

    private static DateOnly NextWeekday(DateOnly from, int day, bool nextWeek)
    {
        int today = from.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)from.DayOfWeek;
        int ahead = (day - today + 7) % 7;
        if (ahead == 0)
            ahead = 7;
        // "Next Friday" said on a Monday is the one after this week's.
        return from.AddDays(nextWeek && day > today ? ahead + 7 : ahead);
    }

    private static DateOnly? NearestYear(DateOnly from, int month, int day)
    {
        DateOnly? same = Day(from.Year, month, day);
        return same is { } date && date.DayNumber < from.DayNumber - 120 ? Day(from.Year + 1, month, day) : same;
    }

    private static int Year(int year) => year < 100 ? 2000 + year : year;

    private static DateOnly? Day(int year, int month, int day) =>
        year is >= 1900 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    [GeneratedRegex(@"(?<![\d.])(?:(?<a>\d{4})-(?<b>\d{1,2})-(?<c>\d{1,2})|(?<a>\d{1,2})(?<s>[./])(?<b>\d{1,2})\k<s>(?<c>\d{4}|\d{2}))(?!\d|\.\d)", RegexOptions.ExplicitCapture)]
    private static partial Regex Figures();

    [GeneratedRegex(@"\b(?<day>\d{1,2})(\.|st|nd|rd|th|er)?\s+(de\s+)?(of\s+)?(?<month>\p{L}{3,10})\.?(,?\s+(de\s+)?(?<year>(19|20)\d\d))?\b", RegexOptions.ExplicitCapture)]
    private static partial Regex DayMonth();

    [GeneratedRegex(@"\b(?<month>\p{Lu}\p{L}{2,9})\.?\s+(?<day>\d{1,2})(st|nd|rd|th)?(,?\s+(?<year>(19|20)\d\d))?\b(?!\s*%)", RegexOptions.ExplicitCapture)]
    private static partial Regex MonthDay();

    [GeneratedRegex(@"\b(Q[1-4](\s*/?\s*(19|20)\d\d)?|H[12]\s+(19|20)\d\d)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Quarter();

    [GeneratedRegex(@"\b(today|tomorrow|yesterday|next week|next month|next quarter|next year|this week|this month|this quarter|(the )?end of( the| this| next)? (day|week|month|quarter|year)|EOD|EOW|in (two|three|four|\d+) (days|weeks|months)|within (two|three|four|\d+) (days|weeks|months)|heute|morgen|gestern|nächste Woche|nächsten Monat|diese Woche|Ende des Monats|Ende der Woche|Monatsende|Quartalsende|in (zwei|drei|vier|\d+) (Tagen|Wochen|Monaten)|aujourd['’]hui|demain|la semaine prochaine|le mois prochain|fin du mois|hoy|mañana|ayer|la próxima semana|el próximo mes|fin de mes)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Relative();

    [GeneratedRegex(@"\b((next|this|coming|last|nächsten|kommenden|diesen)\s+)?(?<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Weekday();

    [GeneratedRegex(@"\b(?<hour>\d{1,2})(:(?<minute>\d\d))\s*(?<half>[ap]\.?m\b)?|\b(?<hour>\d{1,2})\s*(?<half>[ap]\.?m\b)|\b(?<hour>\d{1,2})(:(?<minute>\d\d))?\s*(Uhr|h)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
