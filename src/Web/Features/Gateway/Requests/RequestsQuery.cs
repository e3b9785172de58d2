using System.Globalization;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Requests;
using Artisan.Web.Shell;
using Microsoft.AspNetCore.WebUtilities;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>
/// What the address of the requests page asks for. Compared by value, so that the list is read anew only when it changes; the range stays text,
/// since "the last 24 hours" is another moment at every look.
/// </summary>
public sealed record RequestsQuery(
    string? Range, string? Status, string? Model, string? Provider, string? UseCase, Guid? WorkspaceId, Guid? ActorId, bool? Streamed, double? MinLatencyMs, string? Search, Guid? PromptId = null)
{
    /// <summary>The range where the address names none.</summary>
    public const string DefaultRange = "24h";

    /// <summary>Reads the address.</summary>
    public static RequestsQuery Read(UrlState url) => new(
        url.Get("range"), url.Get("status"), url.Get("model"), url.Get("provider"), url.Get("use_case"),
        Guid.TryParse(url.Get("workspace"), out Guid workspace) ? workspace : null,
        Guid.TryParse(url.Get("caller"), out Guid caller) ? caller : null,
        bool.TryParse(url.Get("streamed"), out bool streamed) ? streamed : null,
        double.TryParse(url.Get("min_latency"), CultureInfo.InvariantCulture, out double latency) ? latency : null,
        url.Get("q"),
        Guid.TryParse(url.Get("prompt"), out Guid prompt) ? prompt : null);

    /// <summary>Whether anything but the range narrows the list.</summary>
    public bool Narrows => this with { Range = null } != new RequestsQuery(null, null, null, null, null, null, null, null, null, null);

    /// <summary>As the use case takes it. A range up to now stays open at its end, so that what comes in is in it.</summary>
    public RequestFilter Filter(DateTimeOffset now, TimeZoneInfo zone)
    {
        TimeRange range = RangeAt(now, zone);
        return new RequestFilter
        {
            From = range.From,
            To = range.To >= now ? null : range.To,
            Status = Status is null ? null : RequestStates.Parse(Status),
            Model = Model,
            Provider = Provider,
            UseCase = UseCase,
            PromptId = PromptId,
            WorkspaceId = WorkspaceId,
            ActorId = ActorId,
            Streamed = Streamed,
            MinLatencyMs = MinLatencyMs,
            Search = Search,
        };
    }

    /// <summary>The range in words and times.</summary>
    public TimeRange RangeAt(DateTimeOffset now, TimeZoneInfo zone) => TimeRange.Parse(Range, now, zone, DefaultRange);

    /// <summary>Where the same requests are had as CSV.</summary>
    /// <param name="now">Now.</param>
    /// <param name="zone">The viewer's zone.</param>
    /// <param name="sort">The order as in the address: <c>-cost</c>.</param>
    public string ExportHref(DateTimeOffset now, TimeZoneInfo zone, string? sort)
    {
        TimeRange range = RangeAt(now, zone);
        var query = new Dictionary<string, string?>
        {
            // To the minute, so that the link does not change with every look.
            ["from"] = range.From.AddTicks(-(range.From.Ticks % TimeSpan.TicksPerMinute)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["to"] = range.To >= now ? null : range.To.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["status"] = Status,
            ["model"] = Model,
            ["provider"] = Provider,
            ["use_case"] = UseCase,
            ["prompt_id"] = PromptId?.ToString(),
            ["workspace_id"] = WorkspaceId?.ToString(),
            ["actor_id"] = ActorId?.ToString(),
            ["streamed"] = Streamed is { } streamed ? streamed ? "true" : "false" : null,
            ["min_latency_ms"] = MinLatencyMs?.ToString(CultureInfo.InvariantCulture),
            ["search"] = Search,
            ["sort"] = sort?.TrimStart('-'),
            ["order"] = sort is null || sort.StartsWith('-') ? null : "asc",
        };
        return QueryHelpers.AddQueryString("/api/v1/ai/requests/export", query.Where(p => p.Value is not null));
    }
}

/// <summary>Names of the states of requests, in addresses and on the API.</summary>
public static class RequestStates
{
    /// <summary>In the order in which they are offered.</summary>
    public static readonly IReadOnlyList<(string Name, RequestStatus Status)> All =
        [("ok", RequestStatus.Ok), ("failed", RequestStatus.Failed), ("broken_off", RequestStatus.BrokenOff), ("cancelled", RequestStatus.Cancelled), ("refused", RequestStatus.Refused)];

    /// <summary>The state of a name; null when it is none.</summary>
    public static RequestStatus? Parse(string name) => All.Where(s => s.Name == name).Select(s => (RequestStatus?)s.Status).FirstOrDefault();
}
