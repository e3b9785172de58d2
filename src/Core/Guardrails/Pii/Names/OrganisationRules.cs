using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>When a run of words is an organisation.</summary>
internal static class OrganisationRules
{
    /// <summary>Adds an organisation where the run is one or begins with one.</summary>
    /// <returns>The first token behind it, <paramref name="first"/> where there is none.</returns>
    public static int Find(in Scan scan, int first, int end)
    {
        int start = first;
        while (start < end && scan.Tokens[start].Has(WordFlags.Function) && !scan.Tokens[start].Has(WordFlags.Given) && (scan.Tokens[start].StartsSentence || IsArticle(in scan, start)))
            start++;
        if (start >= end)
            return first;
        // A legal form: Smith Ltd., Müller & Co. KG, Davis, Reynolds and Williamson LLP.
        int legal = LegalFormEnd(in scan, start, end);
        if (legal > start)
        {
            scan.Add(PiiType.Organization, start, legal, 0.85f);
            return legal;
        }
        int partners = Partners(in scan, start, end);
        if (partners > start)
        {
            scan.Add(PiiType.Organization, start, partners, 0.7f);
            return partners;
        }
        // "The X office", "works at X", "a company called X"
        bool article = scan.Is(start - 1, "the") || (start > first && scan.Is(first, "the"));
        bool possessor = article && scan.SameLine(end) && scan.Has(end, WordFlags.ContextOrganisation) && !scan.Tokens[end].IsCapitalised;
        if ((possessor || IsEmployer(in scan, start)) && !scan.Tokens[start].CaseTellsNothing && !scan.Tokens[start].Has(WordFlags.AnyPlace & ~WordFlags.City | WordFlags.Group | WordFlags.Month | WordFlags.Weekday))
        {
            scan.Add(PiiType.Organization, start, end, 0.6f);
            return end;
        }
        if (end - start is > 1 and < 5 && scan.Is(start - 1, "at") && scan.Tokens[start] is { CaseTellsNothing: false } head && !head.Has(WordFlags.CommonGiven | WordFlags.AnyPlace | WordFlags.Month | WordFlags.Weekday) && scan.SameLine(start))
        {
            scan.Add(PiiType.Organization, start, end, 0.52f);
            return end;
        }
        int ampersand = end;
        if (scan.IsSymbol(ampersand, '&') && scan.SameLine(ampersand) && scan.SameLine(ampersand + 1) && scan.IsWord(ampersand + 1) && NameRun.IsNameLike(scan.Tokens[ampersand + 1]))
        {
            int whole = NameRun.End(in scan, ampersand + 1);
            scan.Add(PiiType.Organization, start, whole, 0.6f);
            return whole;
        }
        ref Token last = ref scan.Tokens[end - 1];
        if (end - start > 1 && last.Has(WordFlags.OrganisationWord) && !last.Has(WordFlags.CommonGiven))
        {
            scan.Add(PiiType.Organization, start, end, 0.65f);
            return end;
        }
        // University of X, Bank of X
        if (scan.Tokens[start].Has(WordFlags.OrganisationWord) && scan.SameLine(end) && (scan.Is(end, "of") || scan.Is(end, "für") || scan.Is(end, "de") || scan.Is(end, "di")) && end + 1 < scan.Count)
        {
            int name = scan.Is(end + 1, "the") || scan.Is(end + 1, "la") ? end + 2 : end + 1;
            if (scan.SameLine(name) && scan.IsWord(name) && scan.Tokens[name].IsCapitalised)
            {
                int whole = NameRun.End(in scan, name);
                scan.Add(PiiType.Organization, start, whole, 0.65f);
                return whole;
            }
        }
        if (end - start == 1 && scan.Tokens[start].Has(WordFlags.Organisation))
        {
            scan.Add(PiiType.Organization, start, end, 0.6f);
            return end;
        }
        return first;
    }

    /// <summary>Capitals behind "at", "with", "by" or "joined", whatever the words, are an organisation where nothing else claims them: "at Northern Reflections".</summary>
    public static bool Behind(in Scan scan, int first, int end)
    {
        ref Token token = ref scan.Tokens[first];
        int words = 0;
        for (int i = first; i < end; i++)
            words += scan.Tokens[i].IsWord ? 1 : 0;
        if (token.CaseTellsNothing || token.StartsSentence || words is < 2 or > 5 || !scan.SameLine(first) || token.Has(WordFlags.Month | WordFlags.Weekday | WordFlags.Group) || scan.Tokens[end - 1].Has(WordFlags.StreetAfter))
            return false;
        int before = first - 1;
        bool led = scan.Is(before, "at") || scan.Is(before, "with") || scan.Is(before, "by") || scan.Is(before, "for") || scan.Is(before, "from") || scan.Is(before, "joined") || scan.Is(before, "acquired") || scan.Is(before, "founded") || (scan.Is(before, "of") && scan.Has(before - 1, WordFlags.Job | WordFlags.ContextOrganisation));
        if (!led)
            return false;
        scan.Add(PiiType.Organization, first, end, 0.5f);
        return true;
    }

    private static bool IsArticle(in Scan scan, int token) => scan.TextOf(token).Length < 5 && (scan.Is(token, "the") || scan.Is(token, "a") || scan.Is(token, "an") || scan.Is(token, "our") || scan.Is(token, "your") || scan.Is(token, "my") || scan.Is(token, "in") || scan.Is(token, "at") || scan.Is(token, "of") || scan.Is(token, "for") || scan.Is(token, "from") || scan.Is(token, "by") || scan.Is(token, "with") || scan.Is(token, "to") || scan.Is(token, "and"));

    /// <summary>The company in a signature or on a card: alone on its line, below a person or a job title.</summary>
    public static bool Line(in Scan scan, int first, int end)
    {
        ref Token token = ref scan.Tokens[first];
        if (token.CaseTellsNothing || (end < scan.Count && scan.Tokens[end].Gap < Gap.Line) || token.Has(WordFlags.CommonGiven) || scan.Candidates.Count == 0)
            return false;
        int before = first - 1;
        if (token.Gap < Gap.Line && !(before > 0 && scan.Tokens[before].Kind == TokenKind.Symbol && scan.Tokens[before--].Gap >= Gap.Line))
            return false;
        if (before < 0 || scan.Tokens[before + 1].Gap == Gap.Paragraph)
            return false;
        for (int i = scan.Candidates.Count - 1; i >= 0 && i >= scan.Candidates.Count - 3; i--)
        {
            Candidate above = scan.Candidates[i];
            if (above.Type is PiiType.Person or PiiType.Title && above.Score >= 0.5f && above.End >= scan.Tokens[before].Start && above.End <= scan.Tokens[before].End)
            {
                scan.Add(PiiType.Organization, first, end, 0.55f);
                return true;
            }
        }
        return false;
    }

    /// <summary>"Davis, Reynolds and Williamson", where the words before say that it is one thing and no list of people.</summary>
    private static int Partners(in Scan scan, int start, int end)
    {
        bool one = scan.Is(start - 1, "the") || scan.Is(start - 1, "at") || scan.Is(start - 1, "by") || scan.Is(start - 1, "for") || (start > 0 && scan.Has(start - 1, WordFlags.ContextOrganisation));
        if (end != start + 1 || !scan.IsSymbol(end, ',') || !IsFamily(in scan, start) || !IsFamily(in scan, end + 1))
            return start;
        int and = scan.IsSymbol(end + 2, ',') ? end + 3 : end + 2;
        one |= scan.Tokens[start].Gap == Gap.Line && (and + 2 >= scan.Count || scan.Tokens[and + 2].Gap >= Gap.Line);
        one |= scan.Is(and + 2, "is") || scan.Is(and + 2, "was") || scan.Is(and + 2, "has");
        return one && (scan.Is(and, "and") || scan.IsSymbol(and, '&')) && IsFamily(in scan, and + 1) ? and + 2 : start;
    }

    private static bool IsFamily(in Scan scan, int token) => scan.SameLine(token) && scan.IsWord(token) && scan.Tokens[token].Has(WordFlags.Family) && (scan.Tokens[token].IsCapitalised || scan.Tokens[token].CaseTellsNothing);

    private static bool IsEmployer(in Scan scan, int start)
    {
        int before = start - 1;
        return scan.SameLine(start) && ((scan.Is(before, "at") || scan.Is(before, "for")) && (scan.Is(before - 1, "work") || scan.Is(before - 1, "works") || scan.Is(before - 1, "worked") || scan.Is(before - 1, "working") || scan.Is(before - 1, "employed"))
            || (scan.Is(before, "called") && scan.Has(before - 1, WordFlags.ContextOrganisation)));
    }

    private static int LegalFormEnd(in Scan scan, int start, int end)
    {
        for (int i = start + 1; i <= end && i < scan.Count; i++)
        {
            int form = i;
            if (scan.IsSymbol(form, ',') && scan.SameLine(form))
                form++;
            if (!scan.SameLine(form) || !scan.Has(form, WordFlags.LegalForm))
                continue;
            ref Token token = ref scan.Tokens[form];
            bool written = token.Shape is Shape.Upper or Shape.Capital or Shape.Mixed || token.CaseTellsNothing || (token.Shape == Shape.Lower && token.Length > 2 && !token.Has(WordFlags.CommonWord));
            if (!written || (token.Has(WordFlags.Function | WordFlags.Particle | WordFlags.RegionCode) && (token.Length < 3 || token.Has(WordFlags.CommonWord)) && (token.CaseTellsNothing || (token.Shape != Shape.Upper && token.Shape != Shape.Capital))))
                continue;
            int after = form + 1;
            if (scan.IsSymbol(after, '.') && scan.Joined(after))
                after++;
            return after;
        }
        return start;
    }
}
