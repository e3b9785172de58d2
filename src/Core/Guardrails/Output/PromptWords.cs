using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Guardrails.Output;

/// <summary>
/// The words of a system prompt as a suffix automaton (Blumer et al., 1985): while an answer's words go by, it knows how many of the last ones stand in the
/// prompt in this order, in constant time a word.
/// </summary>
internal sealed class PromptWords
{
    /// <summary>A longer run of letters is not one word.</summary>
    public const int LongestWord = 64;
    private readonly List<State> states = [new State(0, -1)];

    // Programs send the same prompt with every call. One place for each, where a newer one takes the place of the one before it.
    private const int LongestKept = 8 * 1024;
    private const int Places = 64;
    private static readonly Known?[] s_known = new Known?[Places];

    // By its hash: the prompt itself is kept no longer than its call.
    private sealed record Known(byte[] Hash, PromptWords Words);

    /// <summary>The words of a prompt; those of the last prompts are remembered.</summary>
    public static PromptWords Of(string prompt)
    {
        if (prompt.Length > LongestKept)
            return new PromptWords(prompt);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(prompt.AsSpan()), hash);
        ref Known? known = ref s_known[hash[0] % Places];
        if (known is { } here && hash.SequenceEqual(here.Hash))
            return here.Words;
        var words = new PromptWords(prompt);
        known = new Known(hash.ToArray(), words);
        return words;
    }

    /// <summary>Takes a prompt in.</summary>
    private PromptWords(string prompt)
    {
        int last = 0;
        foreach (ulong word in Words(prompt))
        {
            last = Extend(last, word);
            Count++;
        }
    }

    /// <summary>How many words the prompt has.</summary>
    public int Count { get; }

    /// <summary>The state before any word.</summary>
    public static (int State, int Length) Beginning => (0, 0);

    /// <summary>The longest end of what was read, with one more word, that stands in the prompt.</summary>
    public (int State, int Length) Next((int State, int Length) at, ulong word)
    {
        (int state, int length) = at;
        while (state >= 0)
        {
            if (states[state].Next.TryGetValue(word, out int next))
                return (next, length + 1);
            state = states[state].Link;
            length = state >= 0 ? states[state].Length : 0;
        }
        return Beginning;
    }

    /// <summary>The words of a text, hashed as read: case, accents and hidden characters do not matter.</summary>
    public static IEnumerable<ulong> Words(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int end = at;
            while (end < text.Length && end - at < LongestWord && IsWordCharacter(text[end]))
                end++;
            if (end > at)
                yield return Hash(text.AsSpan(at, end - at));
            at = Math.Max(end, at + 1);
        }
    }

    /// <summary>Whether a character is part of a word, or hidden inside of one.</summary>
    public static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character > 127 && !char.IsSurrogate(character) && CharacterFolding.Fold(character) == CharacterFolding.Dropped;

    /// <summary>The hash of a word as read.</summary>
    public static ulong Hash(ReadOnlySpan<char> word)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in word)
        {
            char read = CharacterFolding.Fold(character);
            if (read == CharacterFolding.Several)
            {
                foreach (char part in CharacterFolding.FoldSeveral(character))
                    hash = (hash ^ part) * 1099511628211;
            }
            else if (read != CharacterFolding.Dropped)
                hash = (hash ^ read) * 1099511628211;
        }
        return hash;
    }

    private int Extend(int last, ulong word)
    {
        int current = states.Count;
        states.Add(new State(states[last].Length + 1, 0));
        int from = last;
        while (from >= 0 && states[from].Next.TryAdd(word, current))
            from = states[from].Link;
        if (from < 0)
            return current;
        int next = states[from].Next[word];
        if (next == current)
            return current;
        if (states[next].Length == states[from].Length + 1)
        {
            states[current].Link = next;
            return current;
        }
        int copy = states.Count;
        states.Add(new State(states[from].Length + 1, states[next].Link, new Dictionary<ulong, int>(states[next].Next)));
        for (; from >= 0 && states[from].Next.GetValueOrDefault(word, -1) == next; from = states[from].Link)
            states[from].Next[word] = copy;
        states[next].Link = copy;
        states[current].Link = copy;
        return current;
    }

    private sealed class State(int length, int link, Dictionary<ulong, int>? next = null)
    {
        public int Length { get; } = length;
        public int Link { get; set; } = link;
        public Dictionary<ulong, int> Next { get; } = next ?? [];
    }
}
