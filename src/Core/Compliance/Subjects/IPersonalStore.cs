using System.Security.Cryptography;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Kernel;

namespace Artisan.Core.Compliance.Subjects;

/// <summary>A row that was deleted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Hash">SHA-256 of the row as JSON.</param>
/// <param name="Json">The row as JSON in UTF-8, for those who look what hangs on it.</param>
public readonly record struct DeletedRow(Guid Id, byte[] Hash, byte[] Json)
{
    /// <summary>A row with its contents.</summary>
    public static DeletedRow Of(Guid id, object content)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(content, content.GetType(), ArtisanJson.Options);
        return new DeletedRow(id, SHA256.HashData(json), json);
    }
}

/// <summary>Takes down what a piece deleted, in the transaction that deletes it.</summary>
/// <param name="db">The transaction's context.</param>
/// <param name="rows">What was deleted.</param>
/// <param name="cancellationToken">Ends it.</param>
public delegate Task DeletionSink(ArtisanDb db, IReadOnlyList<DeletedRow> rows, CancellationToken cancellationToken);

/// <summary>The port of a store in which something hangs on texts of other stores, such as values behind tokens: what hangs on a deleted text goes in the same transaction.</summary>
public interface IBehindTexts
{
    /// <summary>The store's name.</summary>
    string Name { get; }

    /// <summary>Deletes what hangs on the rows that were deleted.</summary>
    /// <returns>What went with them.</returns>
    Task<IReadOnlyList<DeletedRow>> ForgetAsync(ArtisanDb db, PurgeScope scope, IReadOnlyList<DeletedRow> rows, CancellationToken cancellationToken);
}

/// <summary>The port of what lies on a node beside the database, such as files that records pass through.</summary>
public interface INodeRemains
{
    /// <summary>Begins to let go of what is older than the purge.</summary>
    /// <returns>How much of it is left; asked again until it is 0.</returns>
    Task<int> LetGoAsync(PurgeScope scope, CancellationToken cancellationToken);
}

/// <summary>What of a store a purge or export meets.</summary>
/// <param name="Matched">Rows that it names.</param>
/// <param name="Held">How many of them a legal hold keeps.</param>
public readonly record struct StoreMatch(long Matched, long Held);

/// <summary>The port that every feature implements for its own tables that hold something about people.</summary>
public interface IPersonalStore
{
    /// <summary>Stable name, for instance <c>memories</c>.</summary>
    string Name { get; }

    /// <summary>Name for people.</summary>
    string Title { get; }

    /// <summary>Place in the order in which stores are emptied: what refers to other rows goes first.</summary>
    int Order { get; }

    /// <summary>The categories that this store serves besides <see cref="PurgeScope.All"/>.</summary>
    IReadOnlyList<string> Categories { get; }

    /// <summary>Whether the store knows all criteria of the scope; one that does not is left alone.</summary>
    bool Serves(PurgeScope scope);

    /// <summary>Counts what the scope names.</summary>
    Task<StoreMatch> CountAsync(ArtisanDb db, PurgeScope scope, IReadOnlyList<SubjectHold> holds, CancellationToken cancellationToken);

    /// <summary>Deletes the next piece, at most 2,000 rows, in one transaction with what the sink takes down.</summary>
    /// <returns>How many rows went; 0 when nothing is left but what a hold keeps.</returns>
    Task<int> DeletePieceAsync(IArtisanDbFactory databases, PurgeScope scope, DeletionSink sink, CancellationToken cancellationToken);

    /// <summary>Runs when a purge has deleted what there was, or was ended before.</summary>
    Task FinishAsync(IArtisanDbFactory databases, PurgeScope scope, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>How much of what the scope names this node still holds in memory, though the database has it no more.</summary>
    Task<int> LeftOnNodeAsync(ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <summary>All that the scope names, row by row in bounded memory, for an export.</summary>
    IAsyncEnumerable<object> ExportAsync(ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken);
}
