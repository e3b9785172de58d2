#pragma warning disable
namespace Artisan.Core.Guardrails.Pii
{
    public enum PiiOperator { Redact, Mask, Replace, Hash, Token }
    public static class PiiOperators { public static bool TryParse(string n, out PiiOperator o) => Enum.TryParse(n, true, out o); public static PiiOperator Parse(string n) => Enum.Parse<PiiOperator>(n, true); }
}
namespace Artisan.Core.Guardrails.Injection
{
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
