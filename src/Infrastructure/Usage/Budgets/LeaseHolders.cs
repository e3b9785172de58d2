using Artisan.Core.Usage.Budgets;
using Artisan.Infrastructure.Operations;

namespace Artisan.Infrastructure.Usage.Budgets;

/// <summary>
/// Remembers beside the journal which processes have booked budgets with it, so that the next process ends their leases once the journal is in the database.
/// </summary>
internal sealed class LeaseHolders(FileJournalOptions journal, BudgetLeases leases)
{
    private readonly string _path = Path.Combine(journal.Folder, "lease-holders");

    /// <summary>Adds this process; answers those before it.</summary>
    internal IReadOnlyList<Guid> Enter()
    {
        Guid[] before = File.Exists(_path) ? [.. File.ReadLines(_path).Select(line => Guid.TryParse(line, out Guid id) ? id : Guid.Empty).Where(id => id != Guid.Empty)] : [];
        File.WriteAllLines(_path, before.Append(leases.Holder).Select(id => id.ToString("N")));
        return before;
    }

    /// <summary>Forgets those whose leases are ended.</summary>
    internal void Forget(IReadOnlyCollection<Guid> ended) =>
        File.WriteAllLines(_path, File.ReadLines(_path).Where(line => !Guid.TryParse(line, out Guid id) || !ended.Contains(id)).ToArray());
}
