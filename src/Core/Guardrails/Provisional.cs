#pragma warning disable
namespace Artisan.Core.Guardrails.Pii
{
    public enum PiiOperator { Redact, Mask, Replace, Hash, Token }
    public static class PiiOperators { public static bool TryParse(string n, out PiiOperator o) => Enum.TryParse(n, true, out o); public static PiiOperator Parse(string n) => Enum.Parse<PiiOperator>(n, true); }
    public sealed class PiiEngine { public static readonly PiiEngine Shared = new(); public void Find(ReadOnlySpan<char> t, PiiOptions o, List<PiiMatch> m) { foreach (var x in System.Text.RegularExpressions.Regex.EnumerateMatches(t, @"[\w.]+@[\w.]+\w")) m.Add(new(PiiType.EmailAddress, x.Index, x.Length, 1)); } }
    public sealed class LocalPiiDetector : IPiiDetector { public ValueTask<IReadOnlyList<IReadOnlyList<PiiMatch>>> FindAsync(IReadOnlyList<string> texts, PiiOptions options, CancellationToken c) => new(texts.Select(t => { var l = new List<PiiMatch>(); PiiEngine.Shared.Find(t, options, l); return (IReadOnlyList<PiiMatch>)l; }).ToArray()); }
}
namespace Artisan.Core.Guardrails.Injection
{
    public sealed class LocalInjectionDetector : IInjectionDetector { public ValueTask<IReadOnlyList<InjectionResult>> InspectAsync(IReadOnlyList<string> texts, TextSource s, InjectionThresholds t, CancellationToken c) => new(texts.Select(x => x.Contains("ignore all previous", StringComparison.OrdinalIgnoreCase) ? new InjectionResult(InjectionVerdict.Block, .9f, [new("instruction_override", "x", 0, 10, .9f, "plain")]) : InjectionResult.Clean).ToArray()); }
}
namespace Artisan.Core.Guardrails.Pii
{
    public sealed class PlaceholderMap { readonly Dictionary<string,string> d = new(StringComparer.OrdinalIgnoreCase); readonly Dictionary<PiiType,int> n = []; public string Of(PiiType t, string v) { if (d.TryGetValue(t + v, out var x)) return x; n[t] = n.GetValueOrDefault(t) + 1; return d[t + v] = $"<{PiiTypes.NameOf(t)}_{n[t]}>"; } }
    public static class PiiRedactor { public static string Of(PiiType t, string v, PiiOperator o, PlaceholderMap m, ReadOnlySpan<byte> key, Action<string, PiiType, string> sink) => m.Of(t, v); }
}
namespace Artisan.Core.Guardrails.Injection
{
    public static class InjectionSanitiser { public static string Sanitise(string text, InjectionResult r) => "[removed]"; }
}
