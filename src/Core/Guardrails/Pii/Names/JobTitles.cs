using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Finds job titles where the text says that they are a person's: behind a name and a comma, on a line of their own, behind "works as".</summary>
internal static class JobTitles
{
    private const int MostWords = 9;

    public static void Find(in Scan scan)
    {
        Span<Token> tokens = scan.Tokens;
        for (int i = scan.Next(0, Interest.Job); i < tokens.Length; i = scan.Next(i + 1, Interest.Job))
        {
            if (!tokens[i].Has(WordFlags.Job) || !tokens[i].IsWord || tokens[i].Taken)
                continue;
            int first = i;
            while (first > 0 && i - first < MostWords && scan.Tokens[first].Gap <= Gap.Space && Belongs(in scan, first - 1))
                first--;
            int end = i + 1;
            bool lineStarts = scan.Tokens[first].Gap >= Gap.Line, lineEnds = end >= scan.Count || scan.Tokens[end].Gap >= Gap.Line;
            if (lineStarts && lineEnds && first > 0)
            {
                scan.Add(PiiType.Title, first, end, 0.6f);
                scan.Take(first, end);
                continue;
            }
            int start = first;
            while (start < i && (scan.Tokens[start].Kind == TokenKind.Symbol || scan.Is(start, "a") || scan.Tokens[start].Has(WordFlags.Function) && scan.Tokens[start].Shape == Shape.Lower))
                start++;
            int before = start - 1;
            bool article = scan.Is(before, "the") || scan.Is(before, "a") || scan.Is(before, "an") || scan.Is(before, "our");
            if (article)
                before--;
            bool apposition = article && scan.IsSymbol(before, ',') && (scan.IsSymbol(end, ',') || scan.Is(end, "at") || scan.Is(end, "of") || scan.Is(end, "for"));
            bool works = scan.Is(before, "as") && (scan.Has(before - 1, WordFlags.PersonVerb) || scan.Is(before - 1, "working") || scan.Is(before - 1, "work") || scan.Is(before - 1, "job"));
            bool labelled = scan.IsSymbol(before, ':') && (scan.Is(before - 1, "title") || scan.Is(before - 1, "position") || scan.Is(before - 1, "occupation") || scan.Is(before - 1, "job") || scan.Is(before - 1, "profession"));
            if (apposition || works || labelled)
                scan.Add(PiiType.Title, start, end, 0.6f);
        }
    }

    private static bool Belongs(in Scan scan, int token)
    {
        ref Token its = ref scan.Tokens[token];
        if (its.Taken)
            return false;
        if (its.IsWord)
            return !its.Has(WordFlags.PersonVerb) && !(its.Has(WordFlags.Function) && its.Shape != Shape.Capital && !(scan.Is(token, "and") || scan.Is(token, "of") || scan.Is(token, "for")));
        return its.Kind == TokenKind.Symbol && its.Length == 1 && (its.First is '-' or '/' or '&' || (its.First == ',' && scan.Tokens[token + 1].Gap == Gap.Space && LineEndsWithJob(in scan, token)));
    }

    /// <summary>A comma belongs to a title only on a line of its own: "Crushing, grinding, and polishing machine tender".</summary>
    private static bool LineEndsWithJob(in Scan scan, int token)
    {
        int i = token;
        for (int words = 0; words < MostWords && i > 0 && scan.Tokens[i].Gap < Gap.Line; words++)
            i--;
        return i > 0 && scan.Tokens[i].Gap >= Gap.Line;
    }
}
