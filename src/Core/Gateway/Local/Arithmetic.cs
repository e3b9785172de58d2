using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local;

/// <summary>Works out sums: + - * / % ^ and brackets, exactly in decimals.</summary>
internal static partial class Arithmetic
{
    private const int MaxDepth = 40;

    public static bool IsAsked(string text) => text.Length < 200 && Asked().Match(text) is { Success: true } match && Evaluate(match.Groups["sum"].Value) is not null;

    /// <summary>The sum and its value as text; null when the text is none.</summary>
    public static (string Sum, string Value)? Solve(string text)
    {
        Match match = Asked().Match(text);
        return match.Success && Evaluate(match.Groups["sum"].Value) is { } value
            ? (match.Groups["sum"].Value.Trim(), value.ToString("0.############", CultureInfo.InvariantCulture))
            : null;
    }

    private static decimal? Evaluate(string sum)
    {
        string compact = string.Concat(sum.Where(c => !char.IsWhiteSpace(c))).Replace('×', '*').Replace('÷', '/').Replace('x', '*').Replace("**", "^", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        int at = 0;
        try
        {
            decimal? value = Sum(compact, ref at, 0);
            return at == compact.Length ? value : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal? Sum(string text, ref int at, int depth)
    {
        decimal? value = Product(text, ref at, depth);
        while (value is not null && at < text.Length && text[at] is '+' or '-')
        {
            char sign = text[at++];
            decimal? next = Product(text, ref at, depth);
            value = sign == '+' ? value + next : value - next;
        }
        return value;
    }

    private static decimal? Product(string text, ref int at, int depth)
    {
        decimal? value = Power(text, ref at, depth);
        while (value is not null && at < text.Length && text[at] is '*' or '/' or '%')
        {
            char sign = text[at++];
            decimal? next = Power(text, ref at, depth);
            if (sign != '*' && next == 0)
                return null;
            value = sign == '*' ? value * next : sign == '/' ? value / next : value % next;
        }
        return value;
    }

    private static decimal? Power(string text, ref int at, int depth)
    {
        decimal? value = Atom(text, ref at, depth);
        if (value is null || at >= text.Length || text[at] != '^' || depth > MaxDepth)
            return value;
        at++;
        decimal? exponent = Power(text, ref at, depth + 1);
        return exponent is { } e && e == decimal.Truncate(e) && e is >= 0 and <= 64 ? Raise(value.Value, (int)e) : null;
    }

    private static decimal Raise(decimal value, int exponent)
    {
        decimal result = 1;
        for (int i = 0; i < exponent; i++)
            result *= value;
        return result;
    }

    private static decimal? Atom(string text, ref int at, int depth)
    {
        if (at >= text.Length || depth > MaxDepth)
            return null;
        if (text[at] == '-')
        {
            at++;
            return -Atom(text, ref at, depth + 1);
        }
        if (text[at] == '(')
        {
            at++;
            decimal? inner = Sum(text, ref at, depth + 1);
            return at < text.Length && text[at++] == ')' ? inner : null;
        }
        int start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            at++;
        return decimal.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) ? value : null;
    }

    [GeneratedRegex(@"^\W*(what is|what's|calculate|compute|how much is|was ist|wie viel ist|berechne|rechne|combien font|calcule|cuánto es|calcula)?\s*:?\s*(?<sum>[-(]*\d[\d.,\s()]*[-+*/%^×÷x][-+*/%^×÷x\d.,\s()]*\d\)*)\s*[=?.]*\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();
}
