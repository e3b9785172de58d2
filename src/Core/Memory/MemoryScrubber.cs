using System.Text;
using Artisan.Core.Guardrails.Counts;
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
/// <param name="Stayed">Kinds that the policy lets stay, with how many.</param>
/// <param name="Operators">What was done with the kinds that were taken out.</param>
public sealed record ScrubbedMemory(string Content, string? FieldsJson, IReadOnlyDictionary<string, int> Redactions, IReadOnlyDictionary<string, int> Stayed, IReadOnlyDictionary<string, string> Operators)
{
    /// <summary>Whether personal data stayed that the policy lets stay.</summary>
    public bool ContainsPii => Stayed.Count > 0;
}

/// <summary>Takes personal data out of what is to be remembered, by the policy of its type.</summary>
public sealed class MemoryScrubber(TextRedaction redaction, PiiTally tally)
{
    /// <summary>Counts what was found in a memory that was saved.</summary>
    public void Count(Guid tenantId, ScrubbedMemory memory)
    {
        foreach ((string type, int count) in memory.Redactions)
            tally.Add(tenantId, PiiPlaces.Memories, type, memory.Operators[type], count);
        // Names of people, companies and places are what memories are about: counted is what identifies by itself.
        foreach ((string type, int count) in memory.Stayed.Where(s => PersonalDataPolicy.DefaultTypes.Contains(s.Key)))
            tally.Add(tenantId, PiiPlaces.Memories, type, PiiDone.Kept, count);
    }

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
        var done = new Dictionary<string, string>();
        if (rules.PiiScrubbing)
        {
            PiiPolicy policy = guardrails.PolicyFor(rules.PiiEntityTypes);
            PiiRedactor redactor = redaction.For(tenantId, guardrails, policy, new PlaceholderMap());
            kept = Take(redactor, content, counts);
            if (fieldsJson is not null && JsonStrings.Rewrite(Encoding.UTF8.GetBytes(fieldsJson), text => Find(text.ToString(), policy.Options).Count == 0 ? null : Take(redactor, text.ToString(), counts)) is { } changed)
                keptFields = Encoding.UTF8.GetString(changed);
            foreach (string name in counts.Keys)
                done[name] = PiiOperators.NameOf(PiiTypes.TryParse(name, out PiiType type) ? policy.OperatorOf(type) : policy.Default);
        }
        var stayed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Note(Find(kept, PiiOptions.Default), stayed);
        if (keptFields is not null)
            Note(Find(MemoryFields.Read(keptFields)!.Words(), PiiOptions.Default), stayed);
        return new ScrubbedMemory(kept, keptFields, counts, stayed, done);
    }

    private static string Take(PiiRedactor redactor, string text, SortedDictionary<string, int> counts)
    {
        PiiRedaction done = redactor.Redact(text);
        Note(done.Matches, counts);
        return done.Text;
    }

    private static void Note(IEnumerable<PiiMatch> matches, SortedDictionary<string, int> counts)
    {
        foreach (PiiMatch match in matches)
        {
            string name = PiiTypes.NameOf(match.Type);
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
    }

    private static List<PiiMatch> Find(string text, PiiOptions options)
    {
        var matches = new List<PiiMatch>();
        PiiEngine.Shared.Find(text, options, matches);
        return matches;
    }
}
