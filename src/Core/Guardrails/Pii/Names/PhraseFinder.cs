using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Finds phrases of several words that the lexicons know: the longest from each word on.</summary>
internal static class PhraseFinder
{
    public static void Find(in Scan scan)
    {
        WordTable words = Lexicon.Table;
        Span<Token> tokens = scan.Tokens;
        for (int i = scan.Next(0, Interest.Phrase); i < tokens.Length - 1; i = scan.Next(i + 1, Interest.Phrase))
        {
            // A third of all words begin some phrase, and hardly any has its next word behind it: both are asked before anything depends on either.
            bool mayGoOn = tokens[i + 1].Kind == TokenKind.Symbol | words.MayBeNeighbours(tokens[i].Hash, tokens[i + 1].Hash);
            if (!(tokens[i].Has(WordFlags.PhraseStart) & tokens[i].IsWord & mayGoOn))
                continue;
            ulong hash = scan.Tokens[i].Hash;
            int last = i, end = 0;
            WordFlags found = WordFlags.None;
            for (int word = 1; word < Lexicon.LongestPhrase; word++)
            {
                int next = Next(in scan, last);
                if (next < 0)
                    break;
                hash = WordTable.Join(hash, scan.Tokens[next].Hash);
                WordFlags flags = words.MayBePhrase(hash) ? words.Find(hash) : WordFlags.None;
                if (flags == WordFlags.None)
                    break;
                last = next;
                if ((flags & ~WordFlags.PhraseStart) != 0)
                {
                    found = flags & ~WordFlags.PhraseStart;
                    end = next + 1;
                }
                if ((flags & WordFlags.PhraseStart) == 0)
                    break;
            }
            if (end == 0)
                continue;
            scan.Tokens[end - 1].Flags |= found & (WordFlags.AnyContext | WordFlags.Country);
            scan.Mark(end - 1, Interest.Name);
            if ((found & ~WordFlags.AnyContext) != 0)
            {
                scan.Phrases.Add(new Phrase(i, end, found));
                scan.Mark(i, Interest.Name);
                i = end - 1;
            }
        }
    }

    private static int Next(in Scan scan, int token)
    {
        int next = token + 1;
        if (next < scan.Count && scan.Joined(next) && scan.Tokens[next].Kind == TokenKind.Symbol && scan.Tokens[next].Length == 1 && scan.Tokens[next].First is '-' or '.' or '\'' or '’' or '&')
            next++;
        return next < scan.Count && scan.Tokens[next].Kind == TokenKind.Word && scan.Tokens[next].Gap <= Gap.Space ? next : -1;
    }
}
