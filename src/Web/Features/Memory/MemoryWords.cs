using System.Text.Json;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;
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
            yield return (StateWords.Words(field.Name), value);
        }
    }

    /// <summary>Where a memory comes from.</summary>
    public static string Of(MemorySource source) => source switch
    {
        MemorySource.Api => "A program",
        MemorySource.Console => "The console",
        MemorySource.Summary => "A summary of older memories",
        _ => "A use case",
    };
}
