using System.Text.Json;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Output;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Guardrails.Security;

/// <summary>The kinds of evidence of findings, by their stable names.</summary>
public static class SecurityFamilies
{
    /// <summary>All of them: of injection, of answers, of personal data.</summary>
    public static readonly IReadOnlyList<string> All =
        [.. InjectionFamilies.All, .. Enum.GetValues<OutputFindingKind>().Select(k => JsonNamingPolicy.SnakeCaseLower.ConvertName(k.ToString())), .. PiiTypes.All.Select(PiiTypes.NameOf)];
}
