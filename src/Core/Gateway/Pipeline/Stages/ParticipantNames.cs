using System.Text;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails.Kept;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// The <c>name</c> of a message, by which a model tells those apart who take part in a conversation. Vendors take neither spaces nor angle brackets in it, so
/// people write <c>Anna_Weber</c>, which is read as the name that it is, and what takes its place stands there without its brackets: <c>PERSON_1</c>.
/// </summary>
internal static class ParticipantNames
{
    // OpenAI: ^[a-zA-Z0-9_-]{1,64}$, the narrowest that vendors have.
    private const int Longest = 64;

    /// <summary>Whether the name of a message with this role is that of somebody who takes part; that of a tool's answer is the function's.</summary>
    public static bool IsOne(string role) => role is not ("tool" or "function");

    /// <summary>The names of a chat as they are read.</summary>
    public static IEnumerable<string> Of(ChatView chat) => chat.Messages.Where(m => m.Name is { Length: > 0 } && IsOne(m.Role)).Select(m => Read(m.Name));

    /// <summary>Changes a name.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="change">What changes a text.</param>
    /// <returns>The new name, in the form that vendors take; null where it stays.</returns>
    public static string? Rewrite(ReadOnlySpan<char> name, JsonStrings.Change change) => change(Read(name)) is { } changed ? Written(changed) : null;

    /// <summary>A text in the form of a name.</summary>
    public static string Written(string text)
    {
        var name = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (name.Length < Longest && c is not ('<' or '>'))
                name.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        }
        return name.Length > 0 ? name.ToString() : "_";
    }

    // An address is one as it stands.
    private static string Read(ReadOnlySpan<char> name)
    {
        if (name.Contains('@'))
            return name.ToString();
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
                text.Append(' ');
            text.Append(name[i] is '_' or '-' or '.' ? ' ' : name[i]);
        }
        return text.ToString();
    }
}
