using System.Linq.Expressions;
using System.Text;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Requests;

/// <summary>A request's texts, as they are exported and hashed.</summary>
internal sealed record RequestTexts(Guid Id, DateTimeOffset At, string UseCase, string ActorName, Guid? LeadId, string? Provider, string? Model, string? Request, string? Answer, string? ErrorMessage, string TraceJson, IReadOnlyList<string> Comments);

/// <summary>The texts of the request log: prompts, answers, messages of errors, traces, comments. The figures stay, since the ledger stands on them.</summary>
public sealed class RequestTextStore(ISubjectHolds holds) : PersonalStore<RequestRecord>
{
    private const string Nothing = "{}";

    /// <inheritdoc/>
    public override string Name => "requests";
    /// <inheritdoc/>
    public override string Title => "Prompts and answers";
    /// <inheritdoc/>
    public override int Order => 15;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Requests];
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<RequestRecord, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<RequestRecord, DateTimeOffset>> At => r => r.At;
    /// <inheritdoc/>
    protected override Expression<Func<RequestRecord, Guid?>> Lead => r => r.LeadId;
    /// <inheritdoc/>
    protected override Expression<Func<RequestRecord, Guid?>> Owner => r => r.ActorId;
    // Each may have half a megabyte of texts.
    /// <inheritdoc/>
    protected override int Piece => 50;

    /// <inheritdoc/>
    protected override IQueryable<RequestRecord> Matching(ArtisanDb db, PurgeScope scope) => base.Matching(db, scope).Where(r => r.ErrorMessage != null || r.TraceJson != Nothing
        || db.RequestContents.Any(c => c.RequestId == r.Id) || db.RequestFeedback.Any(f => f.RequestId == r.Id && f.Comment != null));

    /// <inheritdoc/>
    protected override async Task<object[]> ContentsAsync(ArtisanDb db, RequestRecord[] rows, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. rows.Select(r => r.Id)];
        Dictionary<Guid, RequestContent> contents = await db.RequestContents.AsNoTracking().Where(c => ids.Contains(c.RequestId)).ToDictionaryAsync(c => c.RequestId, cancellationToken);
        var comments = (await db.RequestFeedback.AsNoTracking().Where(f => ids.Contains(f.RequestId) && f.Comment != null).Select(f => new { f.RequestId, f.Comment }).ToArrayAsync(cancellationToken)).ToLookup(f => f.RequestId, f => f.Comment!);
        return [.. rows.Select(r => new RequestTexts(r.Id, r.At, r.UseCase, r.ActorName, r.LeadId, r.Provider, r.Model, TextOf(contents.GetValueOrDefault(r.Id)?.Request), TextOf(contents.GetValueOrDefault(r.Id)?.Answer), r.ErrorMessage, r.TraceJson, [.. comments[r.Id]]))];
    }

    /// <inheritdoc/>
    protected override async Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken)
    {
        await db.RequestContents.Where(c => ids.Contains(c.RequestId)).ExecuteDeleteAsync(cancellationToken);
        await db.RequestFeedback.Where(f => ids.Contains(f.RequestId)).ExecuteUpdateAsync(set => set.SetProperty(f => f.Comment, (string?)null), cancellationToken);
        await db.Requests.Where(r => ids.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(r => r.ErrorMessage, (string?)null).SetProperty(r => r.TraceJson, Nothing), cancellationToken);
    }

    private static string? TextOf(byte[]? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8);
}
