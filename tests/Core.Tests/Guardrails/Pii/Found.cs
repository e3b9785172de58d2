using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Tests.Guardrails.Pii;

/// <summary>What the engine finds, in a form that reads well in assertions.</summary>
internal static class Found
{
    public static IReadOnlyList<string> In(string text, PiiOptions? options = null) =>
        [.. PiiEngine.Shared.Find(text, options ?? PiiOptions.Default).Select(m => $"{PiiTypes.NameOf(m.Type)} {text.Substring(m.Start, m.Length)}")];

    public static IReadOnlyList<string> Of(PiiType type, string text) =>
        [.. PiiEngine.Shared.Find(text, PiiOptions.Default).Where(m => m.Type == type).Select(m => text.Substring(m.Start, m.Length))];
}
