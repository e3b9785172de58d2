using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds dates and times in numbers and in words, dates of birth, days of the week and ages.</summary>
internal static class DateScanner
{
    private const int BirthWords = 7;

    /// <summary>Looks at a number.</summary>
    /// <returns>The first token behind a date or time, <paramref name="first"/> where there is none.</returns>
    public static int Number(in Scan scan, int first)
    {
        if (!scan.StartsFresh(first) || scan.Tokens[first].Length > 4)
            return first;
        int end = NumericDate(in scan, first);
        float score = 0.8f;
        if (end == first)
        {
            end = DayAndMonth(in scan, first);
            score = 0.8f;
        }
        if (end == first)
        {
            end = Time(in scan, first);
            score = 0.65f;
            if (end == first)
                return first;
        }
        else
        {
            // A time may follow: 2004-12-06 08:35:20, 12 March at 5 pm, 2020-01-02T03:04:05Z.
            int time = end;
            if (scan.IsSymbol(time, ',') || (scan.Joined(time) && scan.Is(time, "T")) || scan.Is(time, "at") || scan.Is(time, "um") || scan.Is(time, "à"))
                time++;
            if (time < scan.Count && scan.IsNumber(time) && (scan.Tokens[time].Gap == Gap.Space || time > end))
            {
                int after = Time(in scan, time);
                end = after > time ? after : end;
            }
        }
        AddDate(in scan, first, end, score);
        return end;
    }

    /// <summary>Looks at a month: "March 12, 2020", "March 2020".</summary>
    public static int Month(in Scan scan, int month)
    {
        int i = month + 1;
        if (scan.IsSymbol(i, '.') && scan.Joined(i))
            i++;
        if (!scan.IsNumber(i) || scan.Tokens[i].Gap > Gap.Space)
            return month;
        bool name = scan.Tokens[month].IsCapitalised || scan.Tokens[month].CaseTellsNothing;
        if (!name && scan.Tokens[month].Has(WordFlags.CommonWord | WordFlags.Function))
            return month;
        if (IsYear(scan.Tokens[i]))
        {
            AddDate(in scan, month, i + 1, 0.65f);
            return i + 1;
        }
        bool word = scan.Tokens[month].Shape == Shape.Lower && scan.Tokens[month].Has(WordFlags.CommonWord | WordFlags.Function);
        if (!IsDay(scan.Tokens[i]) || (scan.IsSymbol(i + 1, ':') && scan.Joined(i + 1)))
            return month;
        i = AfterOrdinal(in scan, i + 1);
        int year = scan.IsSymbol(i, ',') ? i + 1 : i;
        if (scan.IsNumber(year) && scan.Tokens[year].Gap <= Gap.Space && IsYear(scan.Tokens[year]))
            i = year + 1;
        else if (word)
            return month;
        int time = scan.Is(i, "at") ? i + 1 : i;
        if (scan.IsNumber(time) && scan.Tokens[time].Gap == Gap.Space)
        {
            int after = Time(in scan, time);
            i = after > time ? after : i;
        }
        AddDate(in scan, month, i, 0.8f);
        return i;
    }

    /// <summary>Looks at a day of the week.</summary>
    public static void Weekday(in Scan scan, int day)
    {
        ref Token token = ref scan.Tokens[day];
        if (token.Length > 4 && (token.IsCapitalised || (token.CaseTellsNothing && !token.Has(WordFlags.AnyName))))
            scan.Add(PiiType.DateTime, day, day + 1, 0.55f);
    }

    /// <summary>Looks at a number that may be an age: "45 years old", "aged 45", "45-year-old", "45 Jahre alt".</summary>
    public static void Age(in Scan scan, int number)
    {
        ref Token token = ref scan.Tokens[number];
        if (token.Length > 3 || token.Hash is 0 or > 125 || !scan.StartsFresh(number))
            return;
        int i = number + 1;
        if (scan.IsSymbol(i, '-') && scan.Joined(i))
            i++;
        bool years = i < scan.Count && scan.Tokens[i].Gap <= Gap.Space && (scan.Is(i, "year") || scan.Is(i, "years") || scan.Is(i, "yr") || scan.Is(i, "yrs") || scan.Is(i, "month") || scan.Is(i, "months") || scan.Is(i, "jahre") || scan.Is(i, "jaar") || scan.Is(i, "år"));
        bool old = years && (scan.Is(i + 1, "old") || scan.Is(i + 1, "alt") || scan.Is(i + 1, "oud") || scan.Is(i + 1, "gammal") || scan.Is(i + 1, "gammel") || (scan.IsSymbol(i + 1, '-') && scan.Is(i + 2, "old")) || (years && scan.Is(i + 1, "of") && scan.Is(i + 2, "age")));
        bool shortForm = scan.Is(i, "yo") || (scan.Is(i, "y") && (scan.Is(i + 1, "o") || (scan.IsSymbol(i + 1, '/') && scan.Is(i + 2, "o")))) || scan.Is(i, "ans") || scan.Is(i, "anni") || scan.Is(i, "años") || scan.Is(i, "anos") || scan.Is(i, "jährige") || scan.Is(i, "jähriger");
        bool before = false;
        for (int b = number - 1; b >= 0 && b >= number - 3 && scan.Tokens[b + 1].Gap <= Gap.Space && !before; b--)
            before = scan.Is(b, "age") || scan.Is(b, "aged") || scan.Is(b, "turned") || scan.Is(b, "turning") || scan.Is(b, "turns") || scan.Is(b, "alter") || scan.Is(b, "âge") || scan.Is(b, "edad") || scan.Is(b, "idade") || scan.Is(b, "età") || scan.Is(b, "leeftijd") || scan.Is(b, "ålder");
        bool subject = (scan.Is(number - 1, "am") && scan.Is(number - 2, "i")) || (scan.Is(number - 1, "m") && scan.IsSymbol(number - 2, '\'')) || (scan.Is(number - 1, "is") && (scan.Is(number - 2, "he") || scan.Is(number - 2, "she")));
        bool ends = i >= scan.Count || scan.Tokens[i].Kind == TokenKind.Symbol || scan.Tokens[i].Gap >= Gap.Line || scan.Is(i, "and") || scan.Is(i, "but");
        if (old || (shortForm && token.Hash is > 2 and < 121) || before)
            scan.Add(PiiType.Age, number, number + 1, old ? 0.85f : before ? 0.7f : 0.55f);
        else if (subject && (years || ends) && token.Hash is > 2 and < 121 && !(scan.IsSymbol(i, '%') || scan.IsSymbol(i, '.') && scan.Joined(i + 1)))
            scan.Add(PiiType.Age, number, number + 1, 0.6f);
    }

    private static int NumericDate(in Scan scan, int first)
    {
        int middle = first + 2, last = first + 4;
        if (!scan.Joined(first + 1) || scan.Tokens[first + 1].Length != 1 || scan.Tokens[first + 1].First is not ('/' or '-' or '.') || !scan.IsNumber(middle) || scan.Tokens[middle].Gap > Gap.Space)
            return first;
        char separator = scan.Tokens[first + 1].First;
        bool spaced = scan.Tokens[middle].Gap == Gap.Space;
        if (spaced && separator != '.')
            return first;
        ulong a = scan.Tokens[first].Hash, b = scan.Tokens[middle].Hash;
        int la = scan.Tokens[first].Length, lb = scan.Tokens[middle].Length;
        if (!scan.IsSymbol(first + 3, separator) || !scan.Joined(first + 3) || !scan.IsNumber(last) || scan.Tokens[last].Gap > Gap.Space || (scan.Tokens[last].Gap == Gap.Space && !spaced))
        {
            // "03/2024" is a month of a year.
            return separator == '/' && !spaced && la <= 2 && a is >= 1 and <= 12 && lb == 4 && b is >= 1900 and <= 2199 && scan.EndsFresh(middle + 1) ? middle + 1 : first;
        }
        ulong c = scan.Tokens[last].Hash;
        int lc = scan.Tokens[last].Length;
        bool continues = scan.Joined(last + 1) && scan.Tokens[last + 1].First == separator && scan.IsNumber(last + 2) && scan.Joined(last + 2);
        bool letters = scan.Joined(last + 1) && scan.IsWord(last + 1) && !scan.Is(last + 1, "T");
        if (continues || letters || lb > 2)
            return first;
        bool yearFirst = la == 4 && a is >= 1000 and <= 2999 && b is >= 1 and <= 12 && c is >= 1 and <= 31 && lc <= 2;
        bool yearLast = la <= 2 && ((lc == 4 && c is >= 1000 and <= 2999) || (lc == 2 && !spaced && separator is '/' or '-' or '.' && (separator != '.' || la == 2)));
        bool dayMonth = (a is >= 1 and <= 31 && b is >= 1 and <= 12) || (a is >= 1 and <= 12 && b is >= 1 and <= 31);
        return yearFirst || (yearLast && dayMonth) ? last + 1 : first;
    }

    /// <summary>"12 March 2020", "12th of March", "3. Mai 1999", "12-Mar-2020", "5 de mayo de 2020".</summary>
    private static int DayAndMonth(in Scan scan, int first)
    {
        if (!IsDay(scan.Tokens[first]))
            return first;
        int i = AfterOrdinal(in scan, first + 1);
        while (i < first + 4 && i < scan.Count && scan.Tokens[i].Gap <= Gap.Space && (scan.IsSymbol(i, '.') || scan.IsSymbol(i, '-') || scan.IsSymbol(i, '/') || scan.Is(i, "of") || scan.Is(i, "de") || scan.Is(i, "d") || scan.IsSymbol(i, '\'')))
            i++;
        if (!scan.Has(i, WordFlags.Month) || scan.Tokens[i].Gap > Gap.Space)
            return first;
        int month = i;
        i++;
        if (scan.IsSymbol(i, '.') && scan.Joined(i))
            i++;
        int year = i;
        while (year < i + 2 && year < scan.Count && scan.Tokens[year].Gap <= Gap.Space && (scan.IsSymbol(year, ',') || scan.IsSymbol(year, '-') || scan.IsSymbol(year, '/') || scan.Is(year, "de") || scan.Is(year, "del") || scan.IsSymbol(year, '\'')))
            year++;
        if (scan.IsNumber(year) && scan.Tokens[year].Gap <= Gap.Space && (IsYear(scan.Tokens[year]) || (year > i && scan.Tokens[year].Length == 2)))
            return year + 1;
        bool clear = scan.Tokens[month].IsCapitalised || !scan.Tokens[month].Has(WordFlags.CommonWord | WordFlags.Function | WordFlags.Foreign);
        return clear ? month + 1 : first;
    }

    private static int AfterOrdinal(in Scan scan, int i) =>
        scan.Joined(i) && (scan.Is(i, "st") || scan.Is(i, "nd") || scan.Is(i, "rd") || scan.Is(i, "th") || scan.Is(i, "er") || scan.IsSymbol(i, 'º') || scan.IsSymbol(i, '°')) ? i + 1 : i;

    /// <summary>"08:35", "08:35:20.123", "5 pm", "5:30 p.m.", "17h30", "08:35+01:00".</summary>
    private static int Time(in Scan scan, int first)
    {
        if (scan.Tokens[first].Length > 2 || scan.Tokens[first].Hash > 24 || (first > 0 && scan.Joined(first) && scan.Tokens[first - 1].First is ':' or '.' or '-' && scan.IsNumber(first - 2)))
            return first;
        int i = first + 1;
        bool minutes = false;
        if (scan.Joined(i) && (scan.IsSymbol(i, ':') || scan.Is(i, "h")) && scan.Joined(i + 1) && IsSixty(in scan, i + 1))
        {
            minutes = true;
            i += 2;
            if (scan.IsSymbol(i, ':') && scan.Joined(i) && scan.Joined(i + 1) && IsSixty(in scan, i + 1))
            {
                i += 2;
                if (scan.Joined(i) && (scan.IsSymbol(i, '.') || scan.IsSymbol(i, ',')) && scan.Joined(i + 1) && scan.IsNumber(i + 1))
                    i += 2;
            }
            if (scan.IsSymbol(i, ':') && scan.Joined(i) && scan.Joined(i + 1))
                return first;
        }
        bool half = false;
        if (i < scan.Count && scan.Tokens[i].Gap <= Gap.Space && scan.Tokens[first].Hash <= 12 && (scan.Is(i, "am") || scan.Is(i, "pm")))
        {
            half = true;
            i++;
        }
        else if (scan.SameLine(i) && (scan.Is(i, "a") || scan.Is(i, "p")) && scan.IsSymbol(i + 1, '.') && scan.Joined(i + 1) && scan.Is(i + 2, "m") && scan.Joined(i + 2))
        {
            half = true;
            i += scan.IsSymbol(i + 3, '.') && scan.Joined(i + 3) ? 4 : 3;
        }
        else if (scan.SameLine(i) && (scan.Is(i, "uhr") || scan.Is(i, "o") && scan.Is(i + 2, "clock")))
        {
            half = true;
            i += scan.Is(i, "uhr") ? 1 : 3;
        }
        if (!minutes && !half)
            return first;
        if (minutes && scan.Joined(i) && scan.Is(i, "Z"))
            i++;
        else if (minutes && scan.Joined(i) && (scan.IsSymbol(i, '+') || scan.IsSymbol(i, '-')) && scan.IsNumber(i + 1) && scan.Joined(i + 1) && scan.IsSymbol(i + 2, ':') && IsSixty(in scan, i + 3))
            i += 4;
        return scan.EndsFresh(i) ? i : first;
    }

    private static bool IsSixty(in Scan scan, int token) => scan.IsNumber(token) && scan.Tokens[token].Length == 2 && scan.Tokens[token].Hash < 60;

    private static bool IsDay(in Token token) => token.IsNumber && token.Length <= 2 && token.Hash is >= 1 and <= 31;

    private static bool IsYear(in Token token) => token.IsNumber && token.Length == 4 && token.Hash is >= 1000 and <= 2999;

    private static void AddDate(in Scan scan, int first, int end, float score)
    {
        bool birth = (scan.ContextOf(first, end, BirthWords, 0) & WordFlags.ContextBirth) != 0;
        scan.Add(birth ? PiiType.DateOfBirth : PiiType.DateTime, first, end, birth ? score + 0.1f : score, validated: end - first >= 3);
    }
}
