using Artisan.Core.Data;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Feedback;

/// <summary>What a person made of an AI result.</summary>
/// <param name="Verdict"><c>helpful</c>, <c>not_helpful</c>, <c>accepted</c>, <c>edited</c>, <c>dismissed</c>.</param>
/// <param name="OriginalText">What the model wrote, at most 50,000 characters; needed with <c>edited</c>.</param>
/// <param name="EditedText">What became of it, at most 50,000 characters; needed with <c>edited</c>.</param>
/// <param name="Comment">More, at most 2,000 characters.</param>
public sealed record FeedbackRequestV1(FeedbackVerdict? Verdict, string? OriginalText = null, string? EditedText = null, string? Comment = null);

/// <summary>A verdict.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="EditDistance">Characters that had to be inserted, deleted or replaced (Levenshtein); absent unless edited.</param>
/// <param name="EditShare">Share of the text that was changed, 0 to 1; absent unless edited.</param>
/// <param name="Comment">What was said.</param>
/// <param name="ActorName">Who gave it.</param>
/// <param name="Own">Whether the caller gave it.</param>
/// <param name="At">When (UTC).</param>
public sealed record FeedbackV1(Guid RequestId, FeedbackVerdict Verdict, int? EditDistance, double? EditShare, string? Comment, string ActorName, bool Own, DateTimeOffset At);

/// <summary>Keeps a person's verdict on a result; a later one of the same person replaces it.</summary>
public sealed class GiveFeedback(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Longest text that edits are measured on, in UTF-16 units.</summary>
    public const int LongestText = 50_000;
    private const int LongestComment = 2000;

    // A request's id reaches its caller before its row has left the journal.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30), Patience = TimeSpan.FromSeconds(3), Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Keeps it.</summary>
    /// <exception cref="ArtisanException">With every wrong field, or with <see cref="ErrorCode.NotFound"/> when the request does not exist for the caller.</exception>
    public async Task<FeedbackV1> ExecuteAsync(TenantScope scope, Guid requestId, FeedbackRequestV1 request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        Check(request);
        string? comment = request.Comment?.Replace("\0", "").Trim() is { Length: > 0 } said ? said : null;
        await using ArtisanDb db = databases.Open(scope);
        RequestRow r = await FindAsync(db, scope, requestId, cancellationToken);
        bool edited = request.Verdict == FeedbackVerdict.Edited;
        int? distance = edited ? EditDistance.Between(request.OriginalText!, request.EditedText!) : null;
        var kept = new RequestFeedback
        {
            TenantId = scope.TenantId,
            RequestId = requestId,
            ActorId = scope.ActorId,
            ActorName = scope.ActorName,
            Verdict = request.Verdict!.Value,
            EditDistance = distance,
            EditShare = distance is { } d ? EditDistance.Share(d, request.OriginalText!, request.EditedText!) : null,
            Comment = comment,
            UseCase = r.UseCase,
            Model = r.Model,
            Provider = r.Provider,
            At = DateTimeOffset.UtcNow,
        };
        await SaveAsync(db, kept, cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Feedback, requestId.ToString("N")));
        return GetFeedback.Of(kept, scope.ActorId);
    }

    private static async Task SaveAsync(ArtisanDb db, RequestFeedback kept, CancellationToken cancellationToken)
    {
        if (await ReplaceAsync(db, kept, cancellationToken))
            return;
        db.RequestFeedback.Add(kept);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The same person's other tab was quicker; the later verdict holds.
            if (!await ReplaceAsync(db, kept, cancellationToken))
                throw;
        }
    }

    private static async Task<bool> ReplaceAsync(ArtisanDb db, RequestFeedback kept, CancellationToken cancellationToken)
    {
        string? comment = db.Kept(kept.TenantId, KeptPlace.Requests, kept.Comment);
        return await db.RequestFeedback.Where(f => f.RequestId == kept.RequestId && f.ActorId == kept.ActorId).ExecuteUpdateAsync(set => set
            .SetProperty(f => f.ActorName, kept.ActorName).SetProperty(f => f.Verdict, kept.Verdict).SetProperty(f => f.EditDistance, kept.EditDistance)
            .SetProperty(f => f.EditShare, kept.EditShare).SetProperty(f => f.Comment, comment).SetProperty(f => f.At, kept.At), cancellationToken) > 0;
    }

    private static void Check(FeedbackRequestV1 request)
    {
        var faults = new Dictionary<string, string[]>();
        if (request.Verdict is not { } verdict || !Enum.IsDefined(verdict))
            faults["verdict"] = ["Say helpful, not_helpful, accepted, edited or dismissed."];
        if (request.Verdict == FeedbackVerdict.Edited)
        {
            if (string.IsNullOrWhiteSpace(request.OriginalText))
                faults["original_text"] = ["What was edited is needed: the text as the model wrote it."];
            if (string.IsNullOrWhiteSpace(request.EditedText))
                faults["edited_text"] = ["What became of it is needed."];
        }
        if (request.OriginalText?.Length > LongestText)
            faults["original_text"] = [$"At most {LongestText:N0} characters."];
        if (request.EditedText?.Length > LongestText)
            faults["edited_text"] = [$"At most {LongestText:N0} characters."];
        if (request.Comment?.Length > LongestComment)
            faults["comment"] = [$"At most {LongestComment:N0} characters."];
        if (faults.Count > 0)
            throw new ArtisanException(ErrorCode.InvalidInput, $"{faults.First().Key}: {faults.First().Value[0]}") { Field = faults.First().Key, Faults = faults };
    }

    private static async Task<RequestRow> FindAsync(ArtisanDb db, TenantScope scope, Guid requestId, CancellationToken cancellationToken)
    {
        long began = Environment.TickCount64;
        TimeSpan age = DateTimeOffset.UtcNow - TimeIds.TimeOf(requestId);
        while (true)
        {
            if (await GetFeedback.FindAsync(db, scope, requestId, cancellationToken) is { } found)
                return found;
            if (age < TimeSpan.Zero || age > Fresh || Environment.TickCount64 - began > Patience.TotalMilliseconds)
                throw ArtisanException.NotFound("The request");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>What feedback needs of a request.</summary>
    internal sealed record RequestRow(string UseCase, string? Model, string? Provider);
}

/// <summary>Reads the verdicts on a request, the latest first.</summary>
public sealed class GetFeedback(IArtisanDbFactory databases)
{
    private const int Most = 50;

    /// <summary>Reads.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when the request does not exist for the caller.</exception>
    public async Task<IReadOnlyList<FeedbackV1>> ExecuteAsync(TenantScope scope, Guid requestId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        if (await FindAsync(db, scope, requestId, cancellationToken) is null)
            throw ArtisanException.NotFound("The request");
        RequestFeedback[] rows = await db.RequestFeedback.AsNoTracking().Where(f => f.RequestId == requestId).OrderByDescending(f => f.At).Take(Most).ToArrayAsync(cancellationToken);
        return [.. rows.Select(f => Of(f, scope.ActorId))];
    }

    /// <summary>The caller's own verdict; null for none. Asks nothing of the request, so that a fresh result shows at once.</summary>
    public async Task<FeedbackV1?> OwnAsync(TenantScope scope, Guid requestId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        Guid own = scope.ActorId;
        return await db.RequestFeedback.AsNoTracking().SingleOrDefaultAsync(f => f.RequestId == requestId && f.ActorId == own, cancellationToken) is { } found ? Of(found, own) : null;
    }

    internal static FeedbackV1 Of(RequestFeedback f, Guid caller) => new(f.RequestId, f.Verdict, f.EditDistance, f.EditShare, f.Comment, f.ActorName, f.ActorId == caller, f.At);

    internal static Task<GiveFeedback.RequestRow?> FindAsync(ArtisanDb db, TenantScope scope, Guid requestId, CancellationToken cancellationToken)
    {
        Reach reach = scope.Demand(Area.RequestFigures, Level.See);
        return RequestReach.Narrow(db.Requests.AsNoTracking(), scope, reach).Where(r => r.Id == requestId).Select(r => new GiveFeedback.RequestRow(r.UseCase, r.Model, r.Provider)).SingleOrDefaultAsync(cancellationToken);
    }
}

/// <summary>What people made of a use case's results in a time.</summary>
/// <param name="Helpful">Thumbs up.</param>
/// <param name="NotHelpful">Thumbs down.</param>
/// <param name="Accepted">Taken as they were.</param>
/// <param name="Edited">Taken after changes.</param>
/// <param name="Dismissed">Put away.</param>
/// <param name="MeanEditShare">Mean share of the text that was changed, of the edited ones, 0 to 1; null when there are none.</param>
public sealed record FeedbackSums(int Helpful, int NotHelpful, int Accepted, int Edited, int Dismissed, double? MeanEditShare)
{
    /// <summary>Verdicts in all.</summary>
    public int Count => Helpful + NotHelpful + Accepted + Edited + Dismissed;

    /// <summary>Share of the results decided upon that were taken, changed or not, 0 to 1; null when none was decided upon.</summary>
    public double? AcceptedShare => Accepted + Edited + Dismissed is > 0 and var decided ? (double)(Accepted + Edited) / decided : null;

    /// <summary>Share of the thumbs that were up, 0 to 1; null when there were none.</summary>
    public double? HelpfulShare => Helpful + NotHelpful is > 0 and var thumbs ? (double)Helpful / thumbs : null;
}

/// <summary>Adds up the verdicts on a use case.</summary>
public sealed class SumFeedback(IArtisanDbFactory databases)
{
    /// <summary>Adds up.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="useCase">The use case.</param>
    /// <param name="since">From when (UTC).</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When the scope may not see AI control.</exception>
    public async Task<FeedbackSums> ExecuteAsync(TenantScope scope, string useCase, DateTimeOffset since, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        var sums = await db.RequestFeedback.AsNoTracking().Where(f => f.UseCase == useCase && f.At >= since).GroupBy(f => f.Verdict)
            .Select(g => new { Verdict = g.Key, Count = g.Count(), Share = g.Average(f => f.EditShare) }).ToDictionaryAsync(g => g.Verdict, cancellationToken);
        int Of(FeedbackVerdict verdict) => sums.GetValueOrDefault(verdict)?.Count ?? 0;
        return new FeedbackSums(Of(FeedbackVerdict.Helpful), Of(FeedbackVerdict.NotHelpful), Of(FeedbackVerdict.Accepted), Of(FeedbackVerdict.Edited), Of(FeedbackVerdict.Dismissed), sums.GetValueOrDefault(FeedbackVerdict.Edited)?.Share);
    }
}
