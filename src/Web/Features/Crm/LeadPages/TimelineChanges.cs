using System.Text.Json;
using Artisan.Core.Crm.Leads;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Crm.LeadPages;

/// <summary>Reads what an entry of the timeline changed, for people.</summary>
public static class TimelineChanges
{
    /// <summary>The changed facts; empty where the entry tells of none.</summary>
    public static IReadOnlyList<DiffLine> Read(LeadTimelineEntry entry, LeadFacets facets)
    {
        // Stage and owner alone stand in the title already; accounts are ids, which tell nobody anything.
        if (entry is not { Kind: "changed", DetailsJson: { } json })
            return [];
        using JsonDocument details = JsonDocument.Parse(json);
        if (details.RootElement.ValueKind != JsonValueKind.Object)
            return [];
        return [.. details.RootElement.EnumerateObject().Where(p => p.Name is not ("account_id" or "custom") && p.Value is { ValueKind: JsonValueKind.Array } && p.Value.GetArrayLength() == 2)
            .Select(p => new DiffLine(CrmWords.Fact(p.Name), Said(p.Name, p.Value[0], facets), Said(p.Name, p.Value[1], facets)))];
    }

    private static string? Said(string name, JsonElement value, LeadFacets facets)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        string text = value.GetString()!;
        return name == "owner_id" && Guid.TryParse(text, out Guid owner) ? facets.OwnerName(owner) ?? "a former member" : text;
    }
}
