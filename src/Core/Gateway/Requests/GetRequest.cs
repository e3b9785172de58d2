using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>A request, whole.</summary>
/// <param name="Request">Its figures.</param>
/// <param name="ErrorMessage">What the caller was told.</param>
/// <param name="Policy">Use-case policy.</param>
/// <param name="Door">How it came in.</param>
/// <param name="TraceId">W3C trace id.</param>
/// <param name="Trace">Candidates, attempts, stages, warnings.</param>
/// <param name="Explanation">How it came about, in sentences.</param>
/// <param name="Content">Prompt and answer; null when not kept or not for the caller.</param>
/// <param name="ContentNote">Why <paramref name="Content"/> is null; null when it is there.</param>
public sealed record RequestDetail(
    RequestRow Request, string? ErrorMessage, string Policy, string Door, string? TraceId, RequestTrace Trace,
    IReadOnlyList<string> Explanation, RequestContentView? Content, string? ContentNote);

/// <summary>Prompt and answer.</summary>
/// <param name="Request">Request body, JSON text.</param>
/// <param name="Answer">Answer body, JSON text.</param>
/// <param name="Truncated">Whether one is cut.</param>
public sealed record RequestContentView(string Request, string Answer, bool Truncated);

/// <summary>Reads one request, with prompt and answer where the caller may see them.</summary>
public sealed class GetRequest(IArtisanDbFactory databases)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it does not exist for the caller.</exception>
    public async Task<RequestDetail> ExecuteAsync(TenantScope scope, Guid requestId, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.RequestFigures, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        RequestRecord? r = await RequestReach.Narrow(db.Requests.AsNoTracking(), scope, reach).SingleOrDefaultAsync(r => r.Id == requestId, cancellationToken);
        if (r is null)
            throw ArtisanException.NotFound("The request");
        RequestTrace trace = ReadTrace(r.TraceJson);
        var row = new RequestRow(r.Id, r.At, r.WorkspaceId, r.ActorName, r.UseCase, r.Operation, r.RequestedModel, r.Provider, r.Model, r.Status, r.ErrorCode, r.HttpStatus,
            r.Streamed, r.CacheState, r.Attempts, r.InputTokens, r.OutputTokens, r.CostUsd, r.LatencyMs, r.FirstTokenMs, r.Degraded);
        decimal[] corrections = await db.UsageAdjustments.AsNoTracking().Where(a => a.RequestId == requestId).Select(a => a.DeltaUsd).ToArrayAsync(cancellationToken);
        IReadOnlyList<string> explanation = RequestExplanation.Of(row, trace, r.ErrorMessage);
        if (corrections.Length > 0)
            explanation = [.. explanation, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Its cost was corrected later by {corrections.Sum():+0.00########;-0.00########} USD, to ${(r.CostUsd ?? 0) + corrections.Sum():0.00########}.")];
        Reach contentReach = scope.AccessTo(Area.RequestContent).Reach;
        bool may = RequestReach.Covers(scope, contentReach, r.WorkspaceId, r.ActorId);
        RequestContent? content = may ? await db.RequestContents.AsNoTracking().SingleOrDefaultAsync(c => c.RequestId == requestId, cancellationToken) : null;
        string? note = content is not null ? null
            : may ? "Prompt and answer of this request are not kept: the organisation has switched that off, or their time is over."
            : "Your role may not see prompts and answers of this request.";
        return new RequestDetail(row, r.ErrorMessage, r.Policy, r.Door, r.TraceId, trace, explanation,
            content is null ? null : new RequestContentView(Encoding.UTF8.GetString(content.Request), Encoding.UTF8.GetString(content.Answer), content.Truncated), note);
    }

    private static RequestTrace ReadTrace(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TraceJsonContext.Default.RequestTrace) ?? new RequestTrace();
        }
        catch (JsonException)
        {
            return new RequestTrace();
        }
    }
}
