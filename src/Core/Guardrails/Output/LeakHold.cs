using System.Text;

namespace Artisan.Core.Guardrails.Output;

/// <summary>
/// Holds back words that also stand in the system prompt in the same order until it is known whether they become a leak. So many in a row are one: a mark takes
/// their place, and the stretch goes on until a word differs.
/// </summary>
/// <param name="prompt">The prompt's words, or null where there is none.</param>
/// <param name="leakAfter">So many words in a row are a leak.</param>
/// <param name="found">Told where a leak stands: its first character and its length.</param>
internal sealed class LeakHold(PromptWords? prompt, int leakAfter, Action<int, int> found)
{
    private const string Mark = "[removed: system prompt]";
    private const int MostHeld = 1024;
    private const int MostBetween = 64;
    private readonly StringBuilder held = new();
    private readonly Queue<(int Start, int HeldFrom)> words = new();
    private (int State, int Length) run = PromptWords.Beginning;
    private bool leaking;
    private int leakStart;
    private int leakEnd;

    /// <summary>How many words leaked so far.</summary>
    public int LeakedWords { get; private set; }

    /// <summary>Takes a word.</summary>
    /// <param name="word">As it stands in the answer.</param>
    /// <param name="visible">What of it may leave.</param>
    /// <param name="start">Its place in the answer.</param>
    /// <param name="released">Receives what may leave.</param>
    public void Word(ReadOnlySpan<char> word, ReadOnlySpan<char> visible, int start, StringBuilder released)
    {
        if (prompt is null)
        {
            released.Append(visible);
            return;
        }
        ulong hash = PromptWords.Hash(word);
        (int State, int Length) next = prompt.Next(run, hash);
        if (leaking)
        {
            if (next.Length == run.Length + 1)
            {
                held.Clear();
                (run, leakEnd) = (next, start + word.Length);
                LeakedWords++;
                return;
            }
            End(released);
            next = prompt.Next(run, hash);
        }
        run = next;
        LetGo(released);
        if (run.Length == 0)
        {
            released.Append(visible);
            return;
        }
        words.Enqueue((start, held.Length));
        held.Append(visible);
        if (run.Length >= leakAfter)
            Begin(start + word.Length);
    }

    /// <summary>Takes what stands between words.</summary>
    public void Other(ReadOnlySpan<char> visible, StringBuilder released)
    {
        if (!leaking && words.Count == 0)
        {
            released.Append(visible);
            return;
        }
        held.Append(visible);
        if (held.Length > (leaking ? MostBetween : MostHeld))
            End(released);
    }

    /// <summary>Lets all go that is held: the answer ends, or what is held grows too long.</summary>
    public void End(StringBuilder released)
    {
        if (leaking)
        {
            found(leakStart, leakEnd - leakStart);
            released.Append(Mark);
        }
        released.Append(held);
        held.Clear();
        words.Clear();
        (leaking, run) = (false, PromptWords.Beginning);
    }

    private void Begin(int end)
    {
        (leaking, leakStart, leakEnd) = (true, words.Peek().Start, end);
        LeakedWords += run.Length;
        held.Clear();
        words.Clear();
    }

    /// <summary>Lets the words go that the run, which a new word is about to join, no longer begins with.</summary>
    private void LetGo(StringBuilder released)
    {
        while (words.Count > Math.Max(0, run.Length - 1))
            words.Dequeue();
        int free = words.Count > 0 ? words.Peek().HeldFrom : held.Length;
        if (free == 0)
            return;
        released.Append(held, 0, free);
        held.Remove(0, free);
        for (int i = words.Count; i > 0; i--)
        {
            (int start, int heldFrom) = words.Dequeue();
            words.Enqueue((start, heldFrom - free));
        }
    }
}
