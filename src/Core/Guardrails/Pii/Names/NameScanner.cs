using System.Runtime.InteropServices;
using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Finds persons, organisations, places, nationalities and forms of address, by lexicons, case and the words around.</summary>
internal static class NameScanner
{
    public static void Find(in Scan scan)
    {
        ReadOnlySpan<Phrase> phrases = CollectionsMarshal.AsSpan(scan.Phrases);
        // The phrase that comes next, and the token that it begins with.
        (int at, int next) = (-1, -1);
        for (int i = scan.Next(0, Interest.Name); i < scan.Count; i = scan.Next(i, Interest.Name))
        {
            ref Token token = ref scan.Tokens[i];
            while (next < i)
                next = phrases.Length > ++at ? phrases[at].First : int.MaxValue;
            bool phrase = next == i;
            // Most words neither look like a name nor stand where one is introduced.
            if (!token.IsWord | token.Taken | !(phrase | MayBeName(token) | (PersonRules.IsWorthAsking(token) & PersonRules.MayBeIntroduced(in scan, i))))
            {
                i++;
                continue;
            }
            if (phrase && PlaceRules.Phrase(in scan, phrases[at]))
            {
                i = phrases[at].End;
                continue;
            }
            if (token is { Shape: Shape.Lower, CaseTellsNothing: false })
            {
                if ((token.Flags & (WordFlags.Given | WordFlags.Family | WordFlags.Honorific)) != 0 || token.Flags == WordFlags.None)
                    i = PersonRules.Introduced(in scan, i);
                else
                    i++;
                continue;
            }
            if (token.Has(WordFlags.Honorific) && PersonRules.Honorific(in scan, i) is int name && name > i)
            {
                i = Run(in scan, name, honorific: true);
                continue;
            }
            if (NameRun.IsNameLike(token) || IsGivenBeforeFamily(in scan, i))
                i = Run(in scan, i, honorific: false);
            else
                i = token.CaseTellsNothing ? Math.Max(PlaceRules.Group(in scan, i), PersonRules.Introduced(in scan, i)) : i + 1;
        }
    }

    /// <summary>Whether a word may begin a name by itself: it is not written in small letters, or, where the case tells nothing, the lexicons say so.</summary>
    public static bool MayBeName(in Token token)
    {
        bool known = token.Has(WordFlags.Honorific | WordFlags.CommonGiven | WordFlags.Group) | (token.Has(NameRun.Names) & !token.Has(NameRun.NoName));
        return token.CaseTellsNothing ? known : token.Shape != Shape.Lower;
    }

    /// <summary>"mark zielinski": in text without capitals a word that is also a given name counts as one before a family name.</summary>
    private static bool IsGivenBeforeFamily(in Scan scan, int i) =>
        scan.Tokens[i] is { CaseTellsNothing: true } token && token.Has(WordFlags.CommonGiven) && !token.Has(WordFlags.Function) && scan.SameLine(i + 1) && scan.IsWord(i + 1) && ((NameRun.IsNameLike(scan.Tokens[i + 1]) && scan.Tokens[i + 1].Has(WordFlags.Family) && !NameRun.IsOrdinary(scan.Tokens[i + 1])) || (NameRun.IsUnknown(scan.Tokens[i + 1]) && scan.Tokens[i + 1].Length > 4));

    private static int Run(in Scan scan, int first, bool honorific)
    {
        int end = NameRun.End(in scan, first);
        int organisation = OrganisationRules.Find(in scan, first, end);
        if (organisation > first)
            return organisation;
        if (!honorific && LabelRules.Find(in scan, first, end))
            return end;
        int whole = first;
        if (!honorific && PlaceRules.Led(in scan, first, end))
            return end;
        // What opens a sentence has a capital anyway.
        while (!honorific && first < end && IsOpening(in scan, first, end))
            first++;
        if (first >= end)
        {
            OrganisationRules.Behind(in scan, whole, end);
            return end;
        }
        if (!honorific && PlaceRules.Run(in scan, first, end))
            return end;
        if (!honorific && OrganisationRules.Line(in scan, first, end))
            return end;
        int found = scan.Candidates.Count;
        int next = PersonRules.Run(in scan, first, end, honorific);
        if (!honorific && (scan.Candidates.Count == found || scan.Candidates[^1].Score < 0.5f) && OrganisationRules.Behind(in scan, whole, end))
            return Math.Max(next, end);
        return next;
    }

    /// <summary>An ordinary word at the beginning of a run that does not belong to the name behind it.</summary>
    private static bool IsOpening(in Scan scan, int first, int end)
    {
        ref Token token = ref scan.Tokens[first];
        if (token.Kind != TokenKind.Word)
            return true;
        if (first + 2 < end && scan.IsSymbol(first + 1, '-') && scan.Joined(first + 2))
            return false;
        if (end - first == 1 && token.Has(WordFlags.Given) && PersonRules.IsSpeaker(in scan, first, end))
            return false;
        if (token.Has(WordFlags.Function) && !token.Has(WordFlags.CommonGiven) && (token.Shape != Shape.Initial || token.First == 'I'))
            return true;
        if (!token.Has(WordFlags.CommonWord | WordFlags.Month | WordFlags.Weekday))
            return false;
        if (end - first > 1 && token.Has(WordFlags.CommonGiven) && !token.StartsSentence)
            return false;
        if (token.Has(WordFlags.CommonGiven) && end - first > 1 && ((scan.Tokens[first + 1].Has(WordFlags.Family) && !scan.Tokens[first + 1].Has(WordFlags.Function)) || NameRun.IsUnknown(scan.Tokens[first + 1])))
            return false;
        return token.StartsSentence || end - first > 1 || !token.Has(WordFlags.AnyName | WordFlags.AnyPlace | WordFlags.Group);
    }
}
