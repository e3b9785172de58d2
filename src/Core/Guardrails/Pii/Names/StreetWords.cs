using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>How one knows that words are the name of a street.</summary>
internal enum StreetForm
{
    /// <summary>By nothing but the numbers around.</summary>
    None,
    /// <summary>A word behind the name: "Kogil Street".</summary>
    After,
    /// <summary>A word before the name: "rue Joseph Vernet".</summary>
    Before,
    /// <summary>The end of the word: "Hauptstraße".</summary>
    Compound,
}

/// <summary>Recognises names of streets.</summary>
internal static class StreetWords
{
    private const int MostWords = 7;
    private const int LeastBeforeEnding = 3;

    /// <summary>Endings that make a word the name of a street, folded.</summary>
    private static readonly string[] s_endings =
    [
        "strasse", "straße", "strase", "stasse", "gasse", "weg", "platz", "allee", "ring", "damm", "ufer", "brucke", "steig", "chaussee", "strase", "markt",
        "straat", "laan", "plein", "kade", "dreef", "steenweg", "gracht", "singel", "dijk", "pad", "hof", "lei",
        "gatan", "gata", "vagen", "vag", "grand", "torget", "gade", "vej", "vejen", "stræde", "alle", "vegen", "veien", "veg", "vei", "gate", "gaten", "plads", "bakken", "torvet", "toften", "parken", "strati", "vegur", "gerdi",
        "katu", "kuja", "tie", "polku", "raitti", "kaari", "penger", "utca", "tanav", "ulica",
    ];

    /// <summary>Endings that also stand alone without a number, since hardly another word ends so.</summary>
    private static readonly string[] s_strong = ["strasse", "straße", "strase", "stasse", "gasse", "straat", "steenweg", "gatan", "vagen", "gade", "vejen", "utca", "katu", "kuja"];

    private static readonly string[][] s_endingsByLast = ByLast(s_endings);

    private static readonly string[][] s_strongByLast = ByLast(s_strong);

    /// <summary>Endings by their last letter, so that most words are compared with few.</summary>
    private static string[][] ByLast(string[] endings) => [.. Enumerable.Range('a', 26).Select(last => endings.Where(e => e[^1] == last).ToArray())];

    /// <summary>Whether a word for a street stands here that goes before its name.</summary>
    public static bool IsBefore(in Scan scan, int token) => scan.Has(token, WordFlags.StreetBefore);

    /// <summary>The end of the name of a street.</summary>
    /// <param name="scan">The text.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="numbered">Whether a house number stands before it.</param>
    /// <param name="form">How it is known.</param>
    public static int End(in Scan scan, int first, bool numbered, out StreetForm form)
    {
        form = StreetForm.None;
        bool before = IsBefore(in scan, first) && scan.Tokens[first].IsWord;
        int i = first, words = 0, lastName = first, afterAt = -1;
        while (i < scan.Count && words < MostWords)
        {
            ref Token token = ref scan.Tokens[i];
            if (i > first && token.Gap > Gap.Space)
                break;
            if (token.Kind == TokenKind.Symbol)
            {
                // "C/ Mayor 5" in Spain.
                if (i == first + 1 && before && token.Is('/') && scan.Joined(i) && scan.SameLine(i + 1))
                {
                    i++;
                    continue;
                }
                // A stop behind an abbreviation, a hyphen or apostrophe inside a name.
                bool inside = token.Length == 1 && scan.Joined(i) && (token.First is '-' or '\'' or '’' ? scan.Joined(i + 1) && !IsPossessive(in scan, i) : token.First == '.' && (scan.Tokens[i - 1].Length <= 5 && words < 3 || scan.Has(i - 1, WordFlags.StreetAfter)) && scan.SameLine(i + 1) && !IsStreetEnd(in scan, i - 1, words, before));
                if (!inside || i == first)
                    break;
                i++;
                continue;
            }
            if (token.IsNumber)
            {
                bool ordinal = scan.Joined(i + 1) && scan.IsWord(i + 1) && scan.Tokens[i + 1].Length == 2;
                if (!ordinal)
                    break;
                words++;
                i += 2;
                lastName = i;
                continue;
            }
            // "Apt. 12" no longer belongs to the street.
            if (words > 0 && token.Has(WordFlags.Unit) && (scan.IsNumber(i + 1) || scan.IsSymbol(i + 1, '.')))
                break;
            bool after = words > 0 && token.Has(WordFlags.StreetAfter) && IsWritten(scan, i, numbered);
            // A second word for a street, "Kogil Street street", is not part of its name.
            if (after && afterAt == i && (token.Shape == Shape.Lower || token.Hash == scan.Tokens[i - 1].Hash || scan.Is(i - 1, "street") || scan.Is(i - 1, "road") || scan.Is(i - 1, "avenue") || scan.Is(i - 1, "boulevard")))
                break;
            bool name = IsName(token, numbered || before) || (i == first && before);
            if (!after && !name && !(token.Has(WordFlags.Particle | WordFlags.Function) && words > 0 && Follows(in scan, i + 1)))
                break;
            if (after && !(before && words == 1))
                afterAt = i + 1;
            else if (name && IsCompound(in scan, i, numbered || scan.IsNumber(i + 1)))
            {
                form = StreetForm.Compound;
                lastName = i + 1;
                return lastName;
            }
            if (name || after)
                lastName = i + 1;
            words++;
            i++;
        }
        if (afterAt > 0 && (!before || afterAt == lastName))
        {
            form = StreetForm.After;
            return WithDirection(in scan, afterAt);
        }
        if (before && words >= 2 && lastName > first + 1 && (numbered || scan.IsNumber(lastName) || (scan.Tokens[first].IsCapitalised && scan.Tokens[first].Length > 2)))
        {
            form = StreetForm.Before;
            return lastName;
        }
        return words > 0 && lastName > first ? lastName : first;
    }

    private static bool IsStreetEnd(in Scan scan, int token, int words, bool before) => !before && words > 1 && scan.Has(token, WordFlags.StreetAfter) && (!scan.IsWord(token + 2) || !scan.Has(token + 2, WordFlags.StreetAfter));

    private static bool IsPossessive(in Scan scan, int apostrophe) => scan.Tokens[apostrophe].First != '-' && scan.Is(apostrophe + 1, "s") && scan.SameLine(apostrophe + 2) && !scan.Has(apostrophe + 2, WordFlags.StreetAfter) && !scan.IsWord(apostrophe + 2);

    private static bool Follows(in Scan scan, int next) => scan.SameLine(next) && scan.IsWord(next) && (IsName(scan.Tokens[next], true) || scan.Has(next, WordFlags.Particle));

    private static bool IsName(in Token token, bool expected)
    {
        if (token.Taken)
            return false;
        if (!token.CaseTellsNothing)
            return token.IsCapitalised || (expected && token.Has(WordFlags.StreetBefore) && token.Length > 2);
        return !token.Has(WordFlags.Function) || token.Has(WordFlags.StreetBefore | WordFlags.StreetAfter | WordFlags.Particle) ? expected || !token.Has(WordFlags.CommonWord) : false;
    }

    /// <summary>Whether a word for a street is written like one: "Thai place" is none, "Emily Place" is.</summary>
    private static bool IsWritten(in Scan scan, int at, bool numbered)
    {
        ref Token token = ref scan.Tokens[at];
        ref Token before = ref scan.Tokens[at - 1];
        if (token.IsCapitalised && !token.CaseTellsNothing)
            return token.Length > 1 || scan.IsSymbol(at + 1, '.');
        if (numbered)
            return token.Length > 1 || scan.IsSymbol(at + 1, '.');
        bool unmistakable = scan.Is(at, "street") || scan.Is(at, "road") || scan.Is(at, "avenue") || scan.Is(at, "boulevard") || scan.Is(at, "lane") || scan.Is(at, "utca") || scan.Is(at, "ulica") || scan.Is(at, "gatan");
        return unmistakable && (before.IsCapitalised || (token.CaseTellsNothing && !before.Has(WordFlags.CommonWord | WordFlags.Function | WordFlags.Group)))
            || (token.First is 'u' or 'ú' && before.IsCapitalised && (scan.IsNumber(at + 1) || (scan.IsSymbol(at + 1, '.') && scan.IsNumber(at + 2))));
    }

    private static bool IsCompound(in Scan scan, int token, bool numbered)
    {
        ReadOnlySpan<char> word = scan.TextOf(token);
        if (word.Length < 6 || scan.Tokens[token].Has(WordFlags.CommonWord))
            return false;
        if (scan.IsSymbol(token + 1, '.') && scan.Joined(token + 1) && EndsWith(word, "str"))
            return true;
        int last = CharacterClasses.Folded[word[^1]] - 'a';
        if (last is < 0 or >= 26)
            return false;
        foreach (string ending in (numbered ? s_endingsByLast : s_strongByLast)[last])
        {
            if (word.Length >= ending.Length + LeastBeforeEnding && EndsWith(word, ending))
                return true;
        }
        return false;
    }

    private static bool EndsWith(ReadOnlySpan<char> word, string ending)
    {
        ReadOnlySpan<char> end = word[^ending.Length..];
        for (int i = end.Length - 1; i >= 0; i--)
        {
            if (CharacterClasses.Folded[end[i]] != ending[i])
                return false;
        }
        return true;
    }

    private static int WithDirection(in Scan scan, int end)
    {
        int i = end;
        if (scan.IsSymbol(i, '.') && scan.Joined(i) && scan.Tokens[end - 1].Length < 5)
        {
            // The stop of an abbreviation belongs to the street unless the sentence may end with it.
            if (i + 1 < scan.Count && (scan.Tokens[i + 1].Gap == Gap.Line || scan.IsNumber(i + 1) || scan.Tokens[i + 1].Kind == TokenKind.Symbol || scan.Tokens[i + 1].Shape == Shape.Lower))
                return i + 1;
            i++;
        }
        if (!scan.SameLine(i) || !scan.IsWord(i))
            return end;
        ReadOnlySpan<char> word = scan.TextOf(i);
        return word is "N" or "S" or "E" or "W" or "NE" or "NW" or "SE" or "SW" or "North" or "South" or "East" or "West" ? i + 1 : end;
    }
}
