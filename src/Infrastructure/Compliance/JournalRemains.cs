using Artisan.Core.Compliance.Subjects;
using Artisan.Infrastructure.Operations;

namespace Artisan.Infrastructure.Compliance;

/// <summary>
/// The journal on this node's disk. What it holds is in the database already, but a segment is deleted only when it is full: after a purge of prompts, those that were
/// begun before it are closed, and the drain deletes them a moment later.
/// </summary>
internal sealed class JournalRemains(FileJournal journal) : INodeRemains
{
    public Task<int> LetGoAsync(PurgeScope scope, CancellationToken cancellationToken) =>
        Task.FromResult(scope.Category is PurgeScope.All or PurgeScope.Requests ? journal.CloseBefore(scope.Until) : 0);
}
