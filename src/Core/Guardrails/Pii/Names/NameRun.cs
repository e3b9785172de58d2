using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Words that follow one another and are written like a name: with capitals, or, where the case tells nothing, known as names.</summary>
internal static class NameRun
{
    private const int MostWords = 8;
    private const WordFlags Ordinary = WordFlags.Word | WordFlags.CommonWord | WordFlags.Foreign | WordFlags.Function | WordFlags.Month | WordFlags.Weekday;

    /// <summary>What makes a word one of a name where the case tells nothing.</summary>
    public const WordFlags Names = WordFlags.AnyName | WordFlags.City | WordFlags.Country | WordFlags.Region;

    /// <summary>What makes it none there, whatever else it is.</summary>
    public const WordFlags NoName = WordFlags.Function | WordFlags.CommonWord;

    /// <summary>Whether a word may be one of a name.</summary>
    public static bool IsNameLike(in Token token)
    {
        if (token.Kind != TokenKind.Word || token.Taken)
            return false;
        if (!token.CaseTellsNothing)
            return token.IsCapitalised;
        return token.Length > 1 && token.Has(Names) && !token.Has(NoName);
    }

    /// <summary>Whether a word is in no lexicon at all.</summary>
    public static bool IsUnknown(in Token token) => token.Kind == TokenKind.Word && (token.Flags & (Ordinary | WordFlags.AnyName | WordFlags.AnyPlace | WordFlags.Honorific | WordFlags.OrganisationWord | WordFlags.AnyContext)) == 0;

    /// <summary>Whether a word is an ordinary one, whatever else it may be.</summary>
    public static bool IsOrdinary(in Token token) => token.Has(Ordinary);

    /// <summary>The end of the run that begins with a token.</summary>
    public static int End(in Scan scan, int first)
    {
        int end = first + 1;
        for (int words = 1; words < MostWords; words++)
        {
            int next = end;
            // The full stop of an initial, the hyphen or apostrophe inside a name.
            if (scan.Joined(next) && scan.Tokens[next].Kind == TokenKind.Symbol && scan.Tokens[next].Length == 1)
            {
                char symbol = scan.Tokens[next].First;
                bool initial = symbol == '.' && scan.Tokens[next - 1].Length == 1;
                bool inside = symbol is '-' or '\'' or '’' or '‐' or '‑' && scan.Joined(next + 1) && !(symbol is '\'' or '’' && scan.IsWord(next + 1) && scan.Tokens[next + 1].Length == 1);
                if (!initial && !inside)
                    break;
                next++;
            }
            if (!scan.SameLine(next) || !scan.IsWord(next))
                break;
            if (Continues(in scan, next, end))
            {
                end = next + 1;
                continue;
            }
            // Particles: van der Voet, de la Cruz.
            int particle = next;
            while (particle < next + 3 && scan.Has(particle, WordFlags.Particle) && !scan.Tokens[particle].Taken && scan.SameLine(particle) && scan.Tokens[particle].Length > 1)
                particle++;
            if (scan.IsSymbol(particle, '\'') && scan.Joined(particle))
                particle++;
            if (particle == next || !scan.SameLine(particle) || !IsNameLike(scan.Tokens[particle]))
                break;
            end = particle + 1;
        }
        return end;
    }

    private static bool Continues(in Scan scan, int next, int end)
    {
        ref Token token = ref scan.Tokens[next];
        if (token.Has(WordFlags.Honorific) && !token.Has(WordFlags.CommonGiven) && token.Length < 5 && (scan.IsSymbol(next + 1, '.') || !token.Has(WordFlags.AnyName)))
            return false;
        if (IsNameLike(token))
            return true;
        // In text without capitals an unknown word beside a given name is its family name.
        return token is { CaseTellsNothing: true, Taken: false, Length: > 2 } && IsUnknown(token) && scan.Tokens[end - 1].Has(WordFlags.Given);
    }
}
