using Artisan.Core.Guardrails.Documents;

namespace Artisan.Infrastructure.Guardrails.Documents;

/// <summary>What was read last, by a digest of the file; those longest unused give way.</summary>
/// <param name="time">The clock.</param>
internal sealed class DocumentReadings(TimeProvider time)
{
    private const int Most = 64, MostCharacters = 16 * 1024 * 1024;
    private static readonly TimeSpan Passing = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Known> _known = new();
    private long _characters;

    /// <summary>What a file was found to say; null where that is not known.</summary>
    public DocumentReading? Find(UInt128 key)
    {
        lock (_lock)
        {
            if (NodeOf(key) is not { } node)
                return null;
            Remove(node);
            if (node.Value.Until is { } until && time.GetUtcNow() >= until)
                return null;
            Add(node.Value);
            return node.Value.Reading;
        }
    }

    /// <summary>Keeps a reading.</summary>
    /// <param name="key">The file's digest.</param>
    /// <param name="reading">What it says.</param>
    /// <param name="lasts">Whether it stays so; else it is forgotten after a minute.</param>
    public void Keep(UInt128 key, DocumentReading reading, bool lasts)
    {
        lock (_lock)
        {
            if (NodeOf(key) is { } before)
                Remove(before);
            Add(new Known(key, reading, lasts ? null : time.GetUtcNow() + Passing));
            while (_known.Count > Most || (_known.Count > 1 && _characters > MostCharacters))
                Remove(_known.Last!);
        }
    }

    private LinkedListNode<Known>? NodeOf(UInt128 key)
    {
        LinkedListNode<Known>? node = _known.First;
        while (node is not null && node.Value.Key != key)
            node = node.Next;
        return node;
    }

    private void Add(in Known known)
    {
        _known.AddFirst(known);
        _characters += known.Reading.Text.Length;
    }

    private void Remove(LinkedListNode<Known> node)
    {
        _known.Remove(node);
        _characters -= node.Value.Reading.Text.Length;
    }

    private readonly record struct Known(UInt128 Key, DocumentReading Reading, DateTimeOffset? Until);
}
