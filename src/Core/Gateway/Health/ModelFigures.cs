using System.Collections.Concurrent;
using Artisan.Core.Gateway.Configuration;

namespace Artisan.Core.Gateway.Health;

/// <summary>A model at a provider instance, as a tenant reaches it: instances of the deployment are shared by all tenants.</summary>
/// <param name="TenantId">The instance's tenant; <see cref="Guid.Empty"/> for the deployment's.</param>
/// <param name="Provider">Name of the instance.</param>
/// <param name="Model">Catalogue name, or <c>provider/name</c>.</param>
public readonly record struct ModelKey(Guid TenantId, string Provider, string Model)
{
    /// <summary>The key of a model at an instance.</summary>
    public static ModelKey Of(ProviderInstance instance, string model) => new(instance.TenantId ?? Guid.Empty, instance.Name, model);
}

/// <summary>How a model lately did on this node.</summary>
/// <param name="Attempts">Attempts of the last minutes.</param>
/// <param name="Failures">Of these, failures of the vendor.</param>
/// <param name="AnswerMs">Milliseconds to a whole answer, recent ones weighing more; null without any.</param>
/// <param name="FirstTokenMs">Milliseconds to a stream's first output, likewise.</param>
/// <param name="Open">Calls under way.</param>
/// <param name="LastAt">When the last attempt ended (UTC); null for none.</param>
/// <param name="LastFault">Why the last failed attempt failed; null for none.</param>
public readonly record struct ModelFigure(int Attempts, int Failures, double? AnswerMs, double? FirstTokenMs, int Open, DateTimeOffset? LastAt, string? LastFault)
{
    /// <summary>Share of attempts that failed, 0 to 1.</summary>
    public double FailureShare => Attempts == 0 ? 0 : (double)Failures / Attempts;

    /// <summary>Milliseconds until a caller has something: the first output of a stream, else the whole answer; null when nothing is known.</summary>
    public double? WaitMs(bool streamed) => streamed ? FirstTokenMs ?? AnswerMs : AnswerMs ?? FirstTokenMs;
}

/// <summary>
/// How models lately did on this node, from real traffic: what routing by latency and by load goes by, and what health is told from. Means are
/// exponentially weighted over some ten attempts; what is older than ten minutes is forgotten, so that a model that was slow is tried again.
/// </summary>
public sealed class ModelFigures(TimeProvider time)
{
    private const double Newest = 0.2;
    private const int Slots = 10;
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<ModelKey, Entry> _entries = new();

    /// <summary>A call begins.</summary>
    public void Began(in ModelKey key) => Interlocked.Increment(ref EntryOf(key).Open);

    /// <summary>A call has ended.</summary>
    /// <param name="key">Of which model.</param>
    /// <param name="failed">Whether the vendor failed.</param>
    /// <param name="answerMs">Milliseconds to the whole answer; null when it failed.</param>
    /// <param name="firstTokenMs">Milliseconds to a stream's first output; null when unstreamed or failed.</param>
    /// <param name="fault">Why it failed.</param>
    public void Ended(in ModelKey key, bool failed, double? answerMs, double? firstTokenMs, string? fault)
    {
        Entry entry = EntryOf(key);
        Interlocked.Decrement(ref entry.Open);
        Note(entry, failed, answerMs, firstTokenMs, fault);
    }

    /// <summary>Notes what a probe found.</summary>
    public void Probed(in ModelKey key, bool failed, double? answerMs, string? fault) => Note(EntryOf(key), failed, answerMs, null, fault);

    /// <summary>How a model lately did.</summary>
    public ModelFigure Of(in ModelKey key) => _entries.TryGetValue(key, out Entry? entry) ? Read(entry) : default;

    /// <summary>All models that were called lately, as a tenant sees them: its own instances' and the deployment's.</summary>
    public IReadOnlyDictionary<ModelKey, ModelFigure> Of(Guid tenantId) =>
        _entries.Where(e => e.Key.TenantId == tenantId || e.Key.TenantId == Guid.Empty).ToDictionary(e => e.Key, e => Read(e.Value));

    /// <summary>All that is known on this node.</summary>
    public IReadOnlyDictionary<ModelKey, ModelFigure> All => _entries.ToDictionary(e => e.Key, e => Read(e.Value));

    private Entry EntryOf(in ModelKey key) => _entries.GetOrAdd(key, static _ => new Entry());

    private void Note(Entry entry, bool failed, double? answerMs, double? firstTokenMs, string? fault)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (entry)
        {
            Forget(entry, now);
            int slot = (int)(now.Ticks / Slot.Ticks % Slots);
            entry.Attempts[slot]++;
            if (failed)
            {
                entry.Failures[slot]++;
                entry.LastFault = fault;
            }
            if (answerMs is { } answer)
                entry.AnswerMs = entry.AnswerMs is { } old ? old + Newest * (answer - old) : answer;
            if (firstTokenMs is { } first)
                entry.FirstTokenMs = entry.FirstTokenMs is { } old ? old + Newest * (first - old) : first;
            entry.LastAt = now;
        }
    }

    private ModelFigure Read(Entry entry)
    {
        lock (entry)
        {
            Forget(entry, time.GetUtcNow());
            return new ModelFigure(entry.Attempts.Sum(), entry.Failures.Sum(), entry.AnswerMs, entry.FirstTokenMs, Math.Max(0, Volatile.Read(ref entry.Open)), entry.LastAt, entry.LastFault);
        }
    }

    // The slots of minutes that have passed since the last look are emptied.
    private static void Forget(Entry entry, DateTimeOffset now)
    {
        long minute = now.Ticks / Slot.Ticks;
        long passed = minute - entry.Minute;
        if (passed <= 0)
            return;
        for (long m = Math.Max(entry.Minute + 1, minute - Slots + 1); m <= minute; m++)
            (entry.Attempts[m % Slots], entry.Failures[m % Slots]) = (0, 0);
        entry.Minute = minute;
        if (entry.LastAt is { } last && now - last > Slot * Slots)
            (entry.AnswerMs, entry.FirstTokenMs, entry.LastFault) = (null, null, null);
    }

    private sealed class Entry
    {
        public readonly int[] Attempts = new int[Slots];
        public readonly int[] Failures = new int[Slots];
        public int Open;
        public long Minute;
        public double? AnswerMs;
        public double? FirstTokenMs;
        public DateTimeOffset? LastAt;
        public string? LastFault;
    }
}
