using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>When words are a place, a nationality or a religion.</summary>
internal static class PlaceRules
{
    /// <summary>A phrase of the lexicons.</summary>
    /// <returns>Whether it was added.</returns>
    public static bool Phrase(in Scan scan, Phrase phrase)
    {
        ref Token first = ref scan.Tokens[phrase.First], last = ref scan.Tokens[phrase.End - 1];
        bool written = first.CaseTellsNothing || (first.IsCapitalised && last.IsCapitalised);
        if (!written)
            return false;
        int end = WithAffix(in scan, phrase.End);
        if ((phrase.Flags & (WordFlags.Country | WordFlags.Region | WordFlags.BigCity)) != 0)
        {
            scan.Add(PiiType.Location, phrase.First, end, 0.75f);
            return true;
        }
        if ((phrase.Flags & WordFlags.City) != 0 && (!first.Has(WordFlags.CommonGiven) || IsLed(in scan, phrase.First)) && (!first.CaseTellsNothing || IsLed(in scan, phrase.First)))
        {
            scan.Add(PiiType.Location, phrase.First, end, 0.6f);
            return true;
        }
        if ((phrase.Flags & WordFlags.Group) != 0)
        {
            scan.Add(PiiType.Nrp, phrase.First, phrase.End, 0.6f);
            return true;
        }
        return false;
    }

    /// <summary>Capitals behind "in" or "from" that begin with an ordinary word: "Cite Essanaouber", "Port Edward".</summary>
    /// <returns>Whether it was added.</returns>
    public static bool Led(in Scan scan, int first, int end)
    {
        ref Token token = ref scan.Tokens[first];
        ref Token last = ref scan.Tokens[end - 1];
        if (end - first is < 2 or > 4 || token.CaseTellsNothing || token.StartsSentence || !token.Has(WordFlags.CommonWord) || token.Has(WordFlags.CommonGiven | WordFlags.Function | WordFlags.Month | WordFlags.Weekday | WordFlags.Honorific) || last.Has(WordFlags.CommonWord | WordFlags.OrganisationWord | WordFlags.LegalForm))
            return false;
        if (!(scan.Is(first - 1, "in") || scan.Is(first - 1, "from") || scan.Is(first - 1, "near") || scan.Is(first - 1, "to")))
            return false;
        scan.Add(PiiType.Location, first, end, 0.55f);
        return true;
    }

    /// <summary>What tells towns of one name apart: "Črni Vrh nad Idrijo", "Turkovice u Přelouče".</summary>
    private static int WithAffix(in Scan scan, int end) =>
        scan.SameLine(end) && scan.SameLine(end + 1) && scan.IsWord(end + 1) && scan.Tokens[end + 1].Shape == Shape.Capital && !scan.Has(end + 1, WordFlags.CommonGiven | WordFlags.CommonWord)
        && (scan.Is(end, "nad") || scan.Is(end, "u") || scan.Is(end, "pod") || scan.Is(end, "pri") || scan.Is(end, "sur") || scan.Is(end, "am") || scan.Is(end, "ob") || scan.Is(end, "na")) ? end + 2 : end;

    /// <summary>A nationality in small letters, where the case tells nothing.</summary>
    /// <returns>The token to go on with.</returns>
    public static int Group(in Scan scan, int token)
    {
        if (!scan.Tokens[token].Has(WordFlags.Group))
            return token;
        scan.Add(PiiType.Nrp, token, token + 1, IsOfPeople(in scan, token + 1) ? 0.55f : 0.4f);
        return token + 1;
    }

    /// <summary>A run of words that is a place, or a nationality at its beginning.</summary>
    /// <returns>Whether it was added as a place.</returns>
    public static bool Run(in Scan scan, int first, int end)
    {
        ref Token token = ref scan.Tokens[first];
        bool led = IsLed(in scan, first);
        if (end - first == 1)
        {
            if (token.Has(WordFlags.Group) && !token.Has(WordFlags.CommonGiven))
            {
                scan.Add(PiiType.Nrp, first, end, IsOfPeople(in scan, end) ? 0.6f : 0.4f);
                return true;
            }
            float score = ScoreOfOne(token, led);
            if (score < 0.3f)
                return false;
            scan.Add(PiiType.Location, first, score >= 0.5f ? WithAffix(in scan, end) : end, score);
            return score >= 0.5f;
        }
        if (!led || token.Has(WordFlags.CommonGiven) || end - first > 5)
            return false;
        bool inside = scan.Is(first - 1, "in") || scan.Is(first - 1, "near");
        int common = 0;
        for (int i = first; i < end; i++)
        {
            common += scan.Tokens[i].Has(WordFlags.CommonWord) ? 1 : 0;
            if (!inside && scan.Tokens[i].Has(WordFlags.CommonGiven))
                return false;
        }
        if (common > 0 && (token.CaseTellsNothing || common == end - first || !inside))
            return false;
        scan.Add(PiiType.Location, first, end, 0.5f);
        return true;
    }

    /// <summary>"A Norwegian", "Norwegian citizen", not "Norwegian salmon".</summary>
    private static bool IsOfPeople(in Scan scan, int next) =>
        !scan.SameLine(next) || !scan.IsWord(next) || scan.Tokens[next].IsCapitalised || (scan.Has(next, WordFlags.Function) && scan.Tokens[next].Length < 5) || scan.Has(next, WordFlags.PersonNoun | WordFlags.Job | WordFlags.PersonVerb | WordFlags.Group);

    private static float ScoreOfOne(in Token token, bool led)
    {
        bool ordinary = token.Has(WordFlags.CommonWord | WordFlags.Function);
        if (token.Has(WordFlags.Country))
            return ordinary && token.CaseTellsNothing ? 0.4f : token.Has(WordFlags.CommonGiven) && !led ? 0.4f : 0.75f;
        if (token.Has(WordFlags.Region))
            return token.Has(WordFlags.CommonGiven) && !led ? 0.35f : 0.65f;
        if (token.Has(WordFlags.BigCity))
            return ordinary ? led ? 0.5f : 0.3f : token.Has(WordFlags.CommonGiven) && !led ? 0.4f : 0.65f;
        if (token.Has(WordFlags.City))
            return ordinary ? 0.2f : led ? 0.65f : token.Has(WordFlags.AnyName) || token.CaseTellsNothing ? 0.35f : 0.52f;
        return led && NameRun.IsUnknown(token) && !token.CaseTellsNothing && token.Length > (token.Shape == Shape.Upper ? 4 : 3) && token.Shape != Shape.Mixed ? 0.52f : 0;
    }

    /// <summary>Whether a word such as "in" or "from" stands before.</summary>
    private static bool IsLed(in Scan scan, int first) => first > 0 && scan.SameLine(first) && scan.Has(first - 1, WordFlags.PlaceLead);
}
