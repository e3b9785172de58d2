using System.Text.Json;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Tenancy.Settings;

/// <summary>The audit in words.</summary>
public static class AuditWords
{
    /// <summary>What entries can be about. The value is the begins of their actions.</summary>
    public static readonly IReadOnlyList<FilterOption> Families =
    [
        new("sign_in.,sign_out.,password.", "Sign-ins and passwords"),
        new("member.", "Members"),
        new("api_key.", "API keys"),
        new("workspace.", "Workspaces"),
        new("organisation.,tenant.", "Organisation"),
        new("feature.,setting.", "Features and settings"),
        new("provider.", "Providers and credentials"),
        new("use_case.,model_policy.", "Model policy and use cases"),
        new("prompt.", "Prompts"),
        new("price.,ledger.,vendor_usage.", "Prices and re-rating"),
        new("budget.", "Budgets and quotas"),
        new("cache.", "Cache"),
        new("guardrails.,security_event.", "Guardrails and findings"),
        new("vault.", "Reveals of tokens"),
        new("memory.", "Memories and their policy"),
        new("memory.purge,data_subject.eras", "Purges and erasures"),
        new("legal_hold.", "Legal holds"),
        new("export.,data_subject.export", "Exports"),
        new("audit.", "The audit itself"),
        new("lead.,leads.,contact.,account.,campaign.,interaction.,crm.", "Leads and records"),
        new("job.", "Jobs"),
    ];

    /// <summary>An action as people read it: <c>api_key.revoked</c> becomes "API key revoked".</summary>
    public static string Of(string action)
    {
        int dot = action.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return StateWords.Words(action);
        string about = action[..dot] switch { "api_key" => "API key", "crm" => "CRM", "sign_in" => "Sign-in", "sign_out" => "Sign-out", { } name => StateWords.Words(name) };
        return $"{about} {StateWords.Words(action[(dot + 1)..]).ToLowerInvariant()}";
    }

    /// <summary>The details of an entry, field by field; where they tell before and after, only what differs.</summary>
    public static IReadOnlyList<AuditFact> Facts(string? json)
    {
        if (json is null)
            return [];
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return [new AuditFact("", null, Text(root))];
        var facts = new List<AuditFact>();
        foreach (JsonProperty property in root.EnumerateObject().Where(p => p.Name is not ("before" or "after")))
            facts.AddRange(Flat(property.Name, property.Value).Select(f => new AuditFact(Title(f.Path), null, f.Value)));
        Dictionary<string, string> before = Side(root, "before"), after = Side(root, "after");
        foreach (string path in after.Keys.Concat(before.Keys).Distinct().Where(p => before.GetValueOrDefault(p) != after.GetValueOrDefault(p)))
            facts.Add(new AuditFact(Title(path), before.GetValueOrDefault(path, "–"), after.GetValueOrDefault(path, "–")));
        return facts;
    }

    private static Dictionary<string, string> Side(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement side) ? Flat("", side).ToDictionary(f => f.Path, f => f.Value) : [];

    private static IEnumerable<(string Path, string Value)> Flat(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return [(path, Text(value))];
        return value.EnumerateObject().SelectMany(p => Flat(path.Length == 0 ? p.Name : $"{path}.{p.Name}", p.Value));
    }

    private static string Title(string path) => path.Length == 0 ? "Value" : string.Join(" · ", path.Split('.').Select(StateWords.Words));

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Null => "nothing",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "none",
        JsonValueKind.Array when value.EnumerateArray().All(i => i.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) => string.Join(", ", value.EnumerateArray().Select(Text)),
        _ => value.GetRawText(),
    };
}

/// <summary>A field of an audit entry's details.</summary>
/// <param name="Name">For people.</param>
/// <param name="Before">What it was; null where nothing was changed.</param>
/// <param name="Value">What it is.</param>
public sealed record AuditFact(string Name, string? Before, string Value);
