using Artisan.Core.Guardrails.Kept;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Puts what placeholders stand for back into an answer. Those of texts stand in brackets; those of names stand without, and are known only as whole words.
/// </summary>
/// <param name="values">The placeholders with what they stand for.</param>
internal sealed class PlaceholderReturn(IReadOnlyDictionary<string, string> values)
{
    private const int Longest = 48;

    private readonly string[] _bare = [.. values.Keys.Where(k => !k.StartsWith('<'))];

    /// <summary>The text with what they stand for.</summary>
    public string In(string text)
    {
        if (!MayStandIn(text))
            return text;
        // In a JSON answer or the arguments of a tool a value with a quotation mark must not end its string.
        return JsonStrings.Within(text, part => MayStandIn(part) && Plain(part.ToString()) is { } back && !part.SequenceEqual(back) ? back : null, out string? changed) ? changed ?? text : Plain(text);
    }

    /// <summary>From where on a piece of a stream may be the beginning of a placeholder, so that it waits for the rest; its length where nothing waits.</summary>
    public int WaitsFrom(string text)
    {
        int open = text.LastIndexOf('<');
        int from = open >= 0 && text.IndexOf('>', open) < 0 && text.Length - open <= Longest ? open : text.Length;
        foreach (string name in _bare)
        {
            for (int length = Math.Min(name.Length, text.Length); length > 0; length--)
            {
                // Also the whole: PERSON_1 may become PERSON_12.
                if (text.AsSpan().EndsWith(name.AsSpan(0, length), StringComparison.Ordinal) && Begins(text, text.Length - length))
                    from = Math.Min(from, text.Length - length);
            }
        }
        return from;
    }

    private bool MayStandIn(ReadOnlySpan<char> text)
    {
        if (text.Contains('<'))
            return true;
        foreach (string name in _bare)
        {
            if (text.Contains(name, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private string Plain(string text)
    {
        foreach ((string placeholder, string value) in values)
            text = placeholder[0] == '<' ? text.Replace(placeholder, value, StringComparison.Ordinal) : WithWord(text, placeholder, value);
        return text;
    }

    private static string WithWord(string text, string word, string value)
    {
        for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at, StringComparison.Ordinal))
        {
            int end = at + word.Length;
            bool isWhole = Begins(text, at) && (end == text.Length || !IsWord(text[end]));
            if (isWhole)
                text = $"{text[..at]}{value}{text[end..]}";
            at += isWhole ? value.Length : word.Length;
        }
        return text;
    }

    private static bool Begins(string text, int at) => at == 0 || !IsWord(text[at - 1]);

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
