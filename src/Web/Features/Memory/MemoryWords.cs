using System.Text.Json;
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
        MemoryType.EmailThread => "Email thread",
        MemoryType.MeetingSummary => "Meeting summary",
        MemoryType.CampaignResult => "Campaign result",
        _ => "Chat conversation",
    };

    /// <summary>Where a memory comes from.</summary>
    public static string Of(MemorySource source) => source switch
    {
        MemorySource.Api => "A program",
        MemorySource.Console => "The console",
        MemorySource.Summary => "A summary of older memories",
        _ => "A use case",
    };
}
