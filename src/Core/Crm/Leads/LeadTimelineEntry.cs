using System.Text.Json;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Leads;

/// <summary>One entry of a lead's timeline.</summary>
/// <param name="Id">Id of the interaction or event.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Type"><c>interaction</c> or <c>event</c>.</param>
/// <param name="Kind">Interaction or event kind, snake_case.</param>
/// <param name="Title">In one line.</param>
/// <param name="Body">The text; null for none.</param>
/// <param name="Outcome"><c>positive</c>, <c>neutral</c>, <c>negative</c>.</param>
/// <param name="ActorName">Who.</param>
/// <param name="DetailsJson">Facts as JSON.</param>
/// <param name="ReferenceId">Import, score, draft or merge behind it.</param>
/// <param name="RequestId">AI request behind it.</param>
public sealed record LeadTimelineEntry(Guid Id, DateTimeOffset At, string Type, string Kind, string Title, string? Body, string? Outcome, string ActorName, string? DetailsJson, Guid? ReferenceId, Guid? RequestId)
{
    /// <summary>Makes an event; saved by the caller's <c>SaveChangesAsync</c>.</summary>
    public static LeadEvent Event(TenantScope scope, Guid leadId, LeadEventKind kind, string title, Guid? referenceId = null, Guid? requestId = null, object? details = null) => new()
    {
        TenantId = scope.TenantId,
        Id = Guid.CreateVersion7(),
        LeadId = leadId,
        At = DateTimeOffset.UtcNow,
        Kind = kind,
        Title = title.Length > 400 ? title[..400] : title,
        DetailsJson = details is null ? null : JsonSerializer.Serialize(details, ArtisanJson.Options),
        ActorName = scope.ActorName,
        ReferenceId = referenceId,
        RequestId = requestId,
    };
}
