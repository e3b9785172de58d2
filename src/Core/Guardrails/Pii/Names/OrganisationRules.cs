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
        while (start < end && scan.Tokens[start].Has(WordFlags.Function) && !scan.Tokens[start].Has(WordFlags.Given))
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
            if (!written || (token.Has(WordFlags.Function | WordFlags.Particle | WordFlags.RegionCode) && token.Shape != Shape.Upper && token.Shape != Shape.Capital))
                continue;
            int after = form + 1;
            if (scan.IsSymbol(after, '.') && scan.Joined(after))
                after++;
            return after;
        }
        return start;
    }
}
