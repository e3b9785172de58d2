using System.Text.Json;

namespace Artisan.Core.Crm.Leads;

/// <summary>A lead's facts at one moment, to tell what a change changed.</summary>
public sealed record LeadFacts
{
    private readonly (string Name, string? Value)[] _facts;

    private LeadFacts((string, string?)[] facts) => _facts = facts;

    /// <summary>Takes them down.</summary>
    public static LeadFacts Of(Lead lead) => new(
    [
        ("first_name", Blank(lead.FirstName)), ("last_name", Blank(lead.LastName)), ("email", lead.Email), ("phone", lead.Phone), ("title", lead.Title), ("company", lead.Company),
        ("account_id", lead.AccountId?.ToString()), ("country", lead.Country), ("city", lead.City), ("source", lead.Source),
        ("stage", JsonNamingPolicy.SnakeCaseLower.ConvertName(lead.Stage.ToString())), ("owner_id", lead.OwnerId?.ToString()), ("custom", lead.CustomJson == "{}" ? null : lead.CustomJson),
    ]);

    /// <summary>All of them, in their order; null where nothing is known.</summary>
    public IReadOnlyList<(string Name, string? Value)> All => _facts;

    /// <summary>What is different in a later state: field → before and after.</summary>
    public IReadOnlyDictionary<string, string?[]> ChangesTo(LeadFacts later) =>
        _facts.Zip(later._facts).Where(p => p.First.Value != p.Second.Value).ToDictionary(p => p.First.Name, p => new[] { p.First.Value, p.Second.Value });

    /// <summary>Changes in one line, for a timeline.</summary>
    public static string Words(IReadOnlyDictionary<string, string?[]> changes)
    {
        if (changes.TryGetValue("stage", out string?[]? stage))
            return $"Stage changed from {Title(stage[0])} to {Title(stage[1])}" + (changes.Count > 1 ? $" and {changes.Count - 1} more" : "");
        if (changes.ContainsKey("owner_id"))
            return changes["owner_id"][1] is null ? "Owner taken away" : "Owner changed";
        string names = string.Join(", ", changes.Keys.Take(3).Select(k => k.Replace('_', ' ')));
        return $"Changed {names}" + (changes.Count > 3 ? $" and {changes.Count - 3} more" : "");
    }

    private static string? Blank(string text) => text.Length == 0 ? null : text;

    private static string Title(string? word) => word is null ? "nothing" : word.Replace('_', ' ');
}
