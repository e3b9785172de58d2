namespace Artisan.Core.Compliance;

/// <summary>Walks along a chain, entry by entry, and tells what does not fit.</summary>
/// <param name="sequence">Sequence of the entry before the first; 0 for none.</param>
/// <param name="hash">Its hash; 32 zero bytes for none.</param>
internal sealed class AuditWalk(long sequence, byte[] hash)
{
    /// <summary>Entries walked over.</summary>
    public long Entries { get; private set; }
    /// <summary>Those whose text was erased.</summary>
    public long Erased { get; private set; }
    /// <summary>Sequence of the last.</summary>
    public long Sequence { get; private set; } = sequence;
    /// <summary>Hash of the last.</summary>
    public byte[] Hash { get; private set; } = hash;

    /// <summary>Goes on to the next entry.</summary>
    /// <returns>What is wrong with it.</returns>
    public IReadOnlyList<string> Step(AuditEntry entry)
    {
        var faults = new List<string>();
        long sequence = entry.Sequence!.Value, expected = Sequence + 1;
        if (sequence != expected)
        {
            string missing = sequence == expected + 1 ? $"Entry {expected} is missing" : $"Entries {expected} to {sequence - 1} are missing";
            faults.Add(Entries == 0 ? $"{missing}: the beginning was cut without a checkpoint." : missing + ".");
        }
        string name = $"entry {sequence} ({entry.Action}, {entry.At:yyyy-MM-dd HH:mm:ss} UTC)";
        if (AuditLog.DigestOf(entry) is not { } digest)
            Erased++;
        else if (!digest.AsSpan().SequenceEqual(entry.Digest))
            faults.Add($"The text of {name} was changed.");
        if (!AuditLog.HashOf(entry, sequence, Hash).AsSpan().SequenceEqual(entry.Hash))
            faults.Add($"E{name[1..]} does not follow from the one before it.");
        (Sequence, Hash) = (sequence, entry.Hash!);
        Entries++;
        return faults;
    }
}
