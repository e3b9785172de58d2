using System.Text;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Memory.Governance;

namespace Artisan.Core.Memory;

/// <summary>A text as the policy lets it be remembered.</summary>
/// <param name="Content">The text.</param>
/// <param name="FieldsJson">The fields; null for none.</param>
/// <param name="Redactions">Kinds that were taken out, with how many.</param>
/// <param name="ContainsPii">Whether personal data stayed that the policy lets stay.</param>
public sealed record ScrubbedMemory(string Content, string? FieldsJson, IReadOnlyDictionary<string, int> Redactions, bool ContainsPii);

/// <summary>Takes personal data out of what is to be remembered, by the policy of its type.</summary>
public sealed class MemoryScrubber(TextRedaction redaction)
{
    /// <summary>Scrubs.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="guardrails">The tenant's guardrails: operators, keys, allowed values.</param>
    /// <param name="rules">The type's rules.</param>
    /// <param name="content">The text.</param>
    /// <param name="fieldsJson">The fields.</param>
    public ScrubbedMemory Scrub(Guid tenantId, TenantGuardrails guardrails, MemoryTypeRules rules, string content, string? fieldsJson)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string kept = content;
        string? keptFields = fieldsJson;
        if (rules.PiiScrubbing)
        {
            PiiPolicy policy = guardrails.PolicyFor(rules.PiiEntityTypes);
            PiiRedactor redactor = redaction.For(tenantId, guardrails, policy, new PlaceholderMap());
            kept = Take(redactor, content, counts);
            if (fieldsJson is not null && JsonStrings.Rewrite(Encoding.UTF8.GetBytes(fieldsJson), text => Find(text.ToString(), policy.Options).Count == 0 ? null : Take(redactor, text.ToString(), counts)) is { } changed)
                keptFields = Encoding.UTF8.GetString(changed);
        }
        bool contains = Find(kept, PiiOptions.Default).Count > 0 || keptFields is not null && Find(MemoryFields.Read(keptFields)!.Words(), PiiOptions.Default).Count > 0;
        return new ScrubbedMemory(kept, keptFields, counts, contains);
    }

    private static string Take(PiiRedactor redactor, string text, SortedDictionary<string, int> counts)
    {
        PiiRedaction done = redactor.Redact(text);
        foreach (PiiMatch match in done.Matches)
        {
            string name = PiiTypes.NameOf(match.Type);
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
        return done.Text;
    }

    private static List<PiiMatch> Find(string text, PiiOptions options)
    {
        var matches = new List<PiiMatch>();
        PiiEngine.Shared.Find(text, options, matches);
        return matches;
    }
}
