using System.Text.Json;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Memory;

/// <summary>Memory in words.</summary>
public static class MemoryWords
{
    /// <summary>The types as a filter offers them.</summary>
    public static IReadOnlyList<FilterOption> Types { get; } = [.. Enum.GetValues<MemoryType>().Select(t => new FilterOption(JsonNamingPolicy.SnakeCaseLower.ConvertName(t.ToString()), Of(t)))];

    /// <summary>A type.</summary>
    public static string Of(MemoryType type) => type switch
    {
        MemoryType.LeadInteraction => "Lead interaction",
        MemoryType.EmailThread => "E-mail thread",
        MemoryType.MeetingSummary => "Meeting summary",
        MemoryType.CampaignResult => "Campaign result",
        _ => "Chat conversation",
    };

    /// <summary>The fields that are filled in, in their order.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(MemoryFields? fields)
    {
        if (fields is null)
            yield break;
        foreach (JsonProperty field in JsonSerializer.SerializeToElement(fields, ArtisanJson.Options).EnumerateObject())
        {
            string value = field.Value.ValueKind switch
            {
                JsonValueKind.Array => string.Join("; ", field.Value.EnumerateArray().Select(v => v.GetString())),
                JsonValueKind.Object => string.Join(", ", field.Value.EnumerateObject().Select(f => $"{f.Name} {f.Value}")),
                _ => field.Value.ToString(),
            };
            yield return (Field(field.Name), value);
        }
    }

    /// <summary>The label of a field.</summary>
    public static string Field(string name) => name switch
    {
        "interaction_type" => "What it was",
        "thread_id" => "Thread's id",
        "campaign_id" => "Campaign's id",
        "session_id" => "Conversation's id",
        "metrics" => "Figures",
        _ => StateWords.Words(name),
    };

    /// <summary>A retention.</summary>
    public static string Of(MemoryRetention retention) => retention switch
    {
        MemoryRetention.Short => "One hour",
        MemoryRetention.Medium => "30 days",
        MemoryRetention.Long => "A year",
        MemoryRetention.Permanent => "For ever",
        _ => "Until a day",
    };

    /// <summary>What was taken out of a text: "2 e-mail addresses, 1 phone number".</summary>
    public static string Redactions(IReadOnlyDictionary<string, int> redactions) =>
        string.Join(", ", redactions.Select(r => Counted(r.Value, Kind(r.Key))));

    private static string Counted(int count, string kind) => Format.Plural(count, kind, kind.EndsWith('s') ? kind + "es" : null);

    private static string Kind(string type) => type.ToLowerInvariant().Replace("email", "e-mail", StringComparison.Ordinal).Replace('_', ' ');

    /// <summary>A warning of storing or changing.</summary>
    public static string Warning(string code) => code switch
    {
        "retention_shortened" => "It is kept shorter than asked for: the policy of your organisation allows no more.",
        "sentences_removed" => "Sentences that gave orders to models were left out.",
        _ => StateWords.Words(code),
    };

    /// <summary>How strong a hit is.</summary>
    public static string Strength(double score) => score switch { >= 0.55 => "Strong", >= 0.35 => "Good", _ => "Weak" };

    /// <summary>Where a memory comes from.</summary>
    public static string Of(MemorySource source) => source switch
    {
        MemorySource.Api => "A program",
        MemorySource.Console => "The console",
        MemorySource.Summary => "A summary of older memories",
        _ => "A use case",
    };
}
