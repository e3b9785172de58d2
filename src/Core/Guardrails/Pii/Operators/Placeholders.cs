namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>What the operators write in place of personal data, and how it is recognised again: <c>[EMAIL_ADDRESS]</c>, <c>&lt;PERSON_1&gt;</c>, <c>&lt;PERSON:9f86d081884c7d65&gt;</c>.</summary>
public static class Placeholders
{
    private const int Longest = 64;

    /// <summary>Whether the whole value is a placeholder.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value) => value.Length > 0 && LengthAt(value, 0) == value.Length;

    /// <summary>The length of the placeholder that begins at a position, 0 where there is none.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int position)
    {
        char open = text[position];
        if (open is not ('[' or '<'))
            return 0;
        ReadOnlySpan<char> rest = text[(position + 1)..Math.Min(text.Length, position + Longest)];
        int name = 0;
        while (name < rest.Length && (char.IsAsciiLetterUpper(rest[name]) || rest[name] == '_'))
            name++;
        if (name == 0 || name == rest.Length)
            return 0;
        if (open == '[')
            return rest[name] == ']' && IsType(rest[..name]) ? name + 2 : 0;
        int end = name;
        if (rest[name] == ':')
        {
            end++;
            int id = end;
            while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] is '_' or '-'))
                end++;
            if (end == id)
                return 0;
        }
        else
        {
            while (end < rest.Length && char.IsAsciiDigit(rest[end]))
                end++;
            if (end == name || rest[name - 1] != '_')
                return 0;
            name--;
        }
        return end < rest.Length && rest[end] == '>' && IsType(rest[..name]) ? end + 2 : 0;
    }

    private static bool IsType(ReadOnlySpan<char> name)
    {
        foreach (PiiType type in PiiTypes.All)
        {
            if (name.SequenceEqual(PiiTypes.NameOf(type)))
                return true;
        }
        return false;
    }
}
