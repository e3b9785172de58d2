using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Digits that stand together, in groups between which there is at most a space, hyphen, full stop, slash or bracket.</summary>
internal ref struct DigitGroups
{
    /// <summary>The most groups that are read.</summary>
    public const int MostGroups = 12;
    /// <summary>The most digits that are read.</summary>
    public const int MostDigits = 34;

    /// <summary>The digits, as ASCII.</summary>
    public Span<char> Digits;
    /// <summary>For each group the token of its digits.</summary>
    public Span<int> Tokens;
    /// <summary>For each group the number of digits up to its end.</summary>
    public Span<int> Totals;
    /// <summary>For each group what stands before it: a space, a symbol, or '\0' for the first.</summary>
    public Span<char> Separators;
    public int Count;

    /// <summary>The number of digits in a group.</summary>
    public readonly int LengthOf(int group) => group == 0 ? Totals[0] : Totals[group] - Totals[group - 1];

    /// <summary>The digits of the first groups.</summary>
    public readonly ReadOnlySpan<char> Upto(int groups) => Digits[..Totals[groups - 1]];

    /// <summary>Whether between all groups stands the same.</summary>
    public readonly bool SeparatedBy(char separator, int groups)
    {
        for (int i = 1; i < groups; i++)
        {
            if (Separators[i] != separator)
                return false;
        }
        return true;
    }

    /// <summary>Reads groups from a number on.</summary>
    public void Read(in Scan scan, int first)
    {
        Count = 0;
        int total = 0, i = first;
        char separator = '\0';
        while (Count < MostGroups && scan.IsNumber(i) && total + scan.Tokens[i].Length <= MostDigits)
        {
            ReadOnlySpan<char> digits = scan.TextOf(i);
            foreach (char c in digits)
                Digits[total++] = c <= '9' ? c : (char)('0' + Tokenizer.DigitOf(c));
            Tokens[Count] = i;
            Totals[Count] = total;
            Separators[Count] = separator;
            Count++;
            i++;
            separator = '\0';
            if (i >= scan.Count || scan.Tokens[i].Gap > Gap.Space)
                break;
            if (scan.IsNumber(i))
            {
                // A wider gap is a column of a table.
                if (scan.Tokens[i].Start - scan.Tokens[i - 1].End > 2)
                    break;
                separator = ' ';
                continue;
            }
            int symbols = 0;
            while (symbols < 3 && i < scan.Count && scan.Tokens[i].Kind == TokenKind.Symbol && scan.Tokens[i].Gap <= Gap.Space && scan.Tokens[i].First is '-' or '.' or '/' or '(' or ')' or '–' or '‑' or '·' or '\\' && scan.Tokens[i].Length == 1)
            {
                separator = scan.Tokens[i].First is '–' or '‑' ? '-' : scan.Tokens[i].First;
                symbols++;
                i++;
            }
            if (symbols == 0 || !scan.IsNumber(i) || scan.Tokens[i].Gap > Gap.Space || (separator is '.' && scan.Tokens[i].Gap == Gap.Space))
                break;
        }
    }
}
