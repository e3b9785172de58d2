using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Compliance.Subjects;

/// <summary>A store that is one table: it says which of its columns name the lead, the owner and the time, and the rest follows.</summary>
/// <typeparam name="T">The row.</typeparam>
public abstract class PersonalStore<T> : IPersonalStore where T : class
{
    /// <inheritdoc/>
    public abstract string Name { get; }
    /// <inheritdoc/>
    public abstract string Title { get; }
    /// <inheritdoc/>
    public virtual int Order => 50;
    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Categories => [];

    /// <summary>The row's id.</summary>
    protected abstract Expression<Func<T, Guid>> Key { get; }
    /// <summary>When the row came to be (UTC).</summary>
    protected abstract Expression<Func<T, DateTimeOffset>> At { get; }
    /// <summary>The lead that it is about; null where the table knows none.</summary>
    protected virtual Expression<Func<T, Guid?>>? Lead => null;
    /// <summary>The member or key whose it is; null where the table knows none.</summary>
    protected virtual Expression<Func<T, Guid?>>? Owner => null;
    /// <summary>Rows of a piece; less where rows are large.</summary>
    protected virtual int Piece => 2000;

    /// <inheritdoc/>
    public virtual bool Serves(PurgeScope scope) => (scope.Category == PurgeScope.All || Categories.Contains(scope.Category)) && (!scope.OfPerson || Lead is not null) && (scope.OwnerId is null || Owner is not null);

    /// <summary>What the scope names.</summary>
    protected virtual IQueryable<T> Matching(ArtisanDb db, PurgeScope scope) => Within(OfPerson(db.Set<T>(), scope), scope);

    /// <summary>Narrows to the person's rows.</summary>
    protected virtual IQueryable<T> OfPerson(IQueryable<T> rows, PurgeScope scope)
    {
        if (scope.LeadIds is not { } leads)
            return rows;
        Guid?[] ids = [.. leads.Select(id => (Guid?)id)];
        Expression<Func<Guid?, bool>> named = id => ids.Contains(id);
        return rows.Where(Predicates.Of(Lead!, named));
    }

    /// <summary>Narrows to owner and time.</summary>
    protected IQueryable<T> Within(IQueryable<T> rows, PurgeScope scope)
    {
        DateTimeOffset until = scope.Until;
        rows = rows.Where(Predicates.Of(At, (DateTimeOffset at) => at < until));
        return scope.OwnerId is { } owner ? rows.Where(Predicates.Of(Owner!, (Guid? id) => id == owner)) : rows;
    }

    /// <summary>Leaves out what a legal hold keeps.</summary>
    protected virtual IQueryable<T> NotHeld(ArtisanDb db, IQueryable<T> rows, IReadOnlyList<SubjectHold> holds)
    {
        foreach (SubjectHold hold in holds)
        {
            // A hold on a member cannot cover what nobody owns; one on a lead not what is about none.
            if ((hold.LeadId is not null && Lead is null) || (hold.OwnerId is not null && Owner is null))
                continue;
            (Guid? lead, Guid? owner) = (hold.LeadId, hold.OwnerId);
            if (lead is not null && owner is not null)
                rows = rows.Where(Predicates.Either(Predicates.Of(Lead!, (Guid? id) => id == null || id != lead), Predicates.Of(Owner!, (Guid? id) => id == null || id != owner)));
            else if (lead is not null)
                rows = rows.Where(Predicates.Of(Lead!, (Guid? id) => id == null || id != lead));
            else if (owner is not null)
                rows = rows.Where(Predicates.Of(Owner!, (Guid? id) => id == null || id != owner));
            else
                return rows.Where(_ => false);
        }
        return rows;
    }

    /// <inheritdoc/>
    public virtual async Task<StoreMatch> CountAsync(ArtisanDb db, PurgeScope scope, IReadOnlyList<SubjectHold> holds, CancellationToken cancellationToken)
    {
        IQueryable<T> rows = Matching(db, scope);
        long matched = await rows.LongCountAsync(cancellationToken);
        return new StoreMatch(matched, matched == 0 ? 0 : matched - await NotHeld(db, rows, holds).LongCountAsync(cancellationToken));
    }

    /// <summary>The holds that this store asks about; read with each piece, since one may be set meanwhile.</summary>
    protected virtual ISubjectHolds? Holds => null;

    /// <inheritdoc/>
    public virtual async Task<int> DeletePieceAsync(IArtisanDbFactory databases, PurgeScope scope, DeletionSink sink, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(scope.TenantId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        IReadOnlyList<SubjectHold> holds = Holds is null ? [] : await Holds.ActiveAsync(db, cancellationToken);
        T[] rows = await NotHeld(db, Matching(db, scope), holds).AsNoTracking().OrderBy(Key).Take(Piece).ToArrayAsync(cancellationToken);
        if (rows.Length == 0)
            return 0;
        Func<T, Guid> key = Key.Compile();
        Guid[] ids = [.. rows.Select(key)];
        object[] contents = await ContentsAsync(db, rows, cancellationToken);
        await RemoveAsync(db, scope, ids, cancellationToken);
        await sink(db, [.. rows.Select((row, i) => DeletedRow.Of(ids[i], contents[i]))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Removed(scope, ids);
        return rows.Length;
    }

    /// <summary>Deletes rows by their ids; or only their texts, where figures stay.</summary>
    protected virtual Task RemoveAsync(ArtisanDb db, PurgeScope scope, Guid[] ids, CancellationToken cancellationToken) =>
        db.Set<T>().Where(Predicates.Of(Key, (Guid id) => ids.Contains(id))).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Runs after a piece was deleted for good.</summary>
    protected virtual void Removed(PurgeScope scope, Guid[] ids)
    {
    }

    /// <summary>What is hashed and exported of rows; the rows themselves unless texts lie elsewhere.</summary>
    protected virtual Task<object[]> ContentsAsync(ArtisanDb db, T[] rows, CancellationToken cancellationToken) => Task.FromResult<object[]>([.. rows]);

    /// <inheritdoc/>
    public virtual async IAsyncEnumerable<object> ExportAsync(ArtisanDb db, PurgeScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<T, Guid> key = Key.Compile();
        Guid last = Guid.Empty;
        while (true)
        {
            Guid after = last;
            T[] rows = await Matching(db, scope).AsNoTracking().Where(Predicates.Of(Key, (Guid id) => id.CompareTo(after) > 0)).OrderBy(Key).Take(Math.Min(Piece, 500)).ToArrayAsync(cancellationToken);
            if (rows.Length == 0)
                yield break;
            foreach (object content in await ContentsAsync(db, rows, cancellationToken))
                yield return content;
            last = key(rows[^1]);
        }
    }

    /// <inheritdoc/>
    public virtual Task FinishAsync(IArtisanDbFactory databases, PurgeScope scope, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task<int> LeftOnNodeAsync(ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken) => Task.FromResult(0);
}
