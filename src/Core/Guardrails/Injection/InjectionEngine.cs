using System.Collections.Concurrent;
using Artisan.Core.Guardrails.Injection.SecondReading;

namespace Artisan.Core.Guardrails.Injection;

/// <summary>
/// Recognises attempts to give a model instructions that are not its user's or system's, by rules over words (<c>injection.rules</c>), in many languages, and
/// through disguises: look-alike and hidden characters, digits for letters, encodings inside of each other. Linear in the length of the text whatever it says;
/// nothing is allocated where nothing is found. May be used from many threads.
/// </summary>
public sealed class InjectionEngine
{
    private const int KeptScans = 64;
    private readonly InjectionRules rules = InjectionRules.Default;
    private readonly LearnedModel? learned;
    private readonly ConcurrentQueue<InjectionScan> scans = new();
    private InjectionScan? lastUsed;
    private int kept;

    /// <summary>The engine with the rules and the wording that Artisan comes with.</summary>
    public InjectionEngine()
        : this(LearnedModel.Default)
    {
    }

    /// <summary>The engine with another learned wording; with the rules alone where it is null.</summary>
    internal InjectionEngine(LearnedModel? learned) => this.learned = learned;

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text, of any length.</param>
    /// <param name="source">Where it comes from. What is retrieved has no business giving orders, and is judged harder.</param>
    /// <param name="thresholds">From which scores on it is flagged or blocked.</param>
    /// <returns>The verdict, with evidence in UTF-16 code units of <paramref name="text"/>.</returns>
    public InjectionResult Inspect(string text, TextSource source, InjectionThresholds thresholds) => Inspect(text, source, thresholds, gate: null, out _);

    /// <summary>Looks at a text, and says what of it is worth a second reading.</summary>
    /// <param name="text">The text, of any length.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="thresholds">From which scores on it is flagged or blocked.</param>
    /// <param name="gate">From which sum of its wording on a stretch is in doubt, or any where the text would be flagged; null where nobody reads again.</param>
    /// <param name="doubts">The stretches in doubt.</param>
    internal InjectionResult Inspect(string text, TextSource source, InjectionThresholds thresholds, float? gate, out IReadOnlyList<DoubtfulStretch> doubts)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(thresholds);
        doubts = [];
        if (text.Length == 0)
            return InjectionResult.Clean;
        InjectionScan scan = Rent();
        try
        {
            InjectionResult result = InjectionResult.Of(scan.Run(text, source, learned is null || gate is not { } sum ? null : new DoubtBar(sum, thresholds.Flag)), thresholds);
            doubts = scan.Doubts;
            return result;
        }
        finally
        {
            Return(scan);
        }
    }

    /// <summary>How much work looking at a text takes, counted in steps: what tests of its growth compare.</summary>
    internal long Measure(string text, TextSource source)
    {
        var scan = new InjectionScan(rules, learned);
        scan.Run(text, source);
        return scan.Work;
    }

    private InjectionScan Rent()
    {
        if (Interlocked.Exchange(ref lastUsed, null) is InjectionScan last)
            return last;
        if (!scans.TryDequeue(out InjectionScan? scan))
            return new InjectionScan(rules, learned);
        Interlocked.Decrement(ref kept);
        return scan;
    }

    private void Return(InjectionScan scan)
    {
        if (Interlocked.CompareExchange(ref lastUsed, scan, null) is null)
            return;
        if (Interlocked.Increment(ref kept) <= KeptScans)
            scans.Enqueue(scan);
        else
            Interlocked.Decrement(ref kept);
    }
}
