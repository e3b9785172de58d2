using System.Collections.Concurrent;
using System.Reflection;
using Artisan.Core.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Artisan.Core.Data;

/// <summary>Passes texts of rows that are about to be saved through their tenants' policies, so that no way of writing can forget it.</summary>
public static class GuardedColumns
{
    private static readonly ConcurrentDictionary<Type, Column[]> s_columns = new();

    /// <summary>A guarded column.</summary>
    /// <param name="Name">Property.</param>
    /// <param name="Place">Which part of the policy holds.</param>
    /// <param name="Json">Whether it holds JSON.</param>
    public sealed record Column(string Name, KeptPlace Place, bool Json);

    /// <summary>The guarded columns of a type of rows.</summary>
    public static IReadOnlyList<Column> Of(Type entity) => s_columns.GetOrAdd(entity, static type =>
        [.. type.GetProperties().Select(p => (Property: p, Guard: p.GetCustomAttribute<GuardedAttribute>())).Where(p => p.Guard is not null).Select(p => new Column(p.Property.Name, p.Guard!.Place, p.Guard.Json))]);

    internal static void Apply(ChangeTracker tracker, IKeptTextGuard guard)
    {
        foreach (EntityEntry entry in tracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified) || Of(entry.Entity.GetType()) is not { Count: > 0 } columns || TenantOf(entry.Entity) is not { } tenant)
                continue;
            foreach (Column column in columns)
            {
                PropertyEntry property = entry.Property(column.Name);
                if (entry.State == EntityState.Added || property.IsModified)
                    Apply(property, column, tenant, guard);
            }
        }
    }

    /// <summary>Looks at a column of a row that was read, and changes it where the policy of today takes something out.</summary>
    internal static void Refresh(PropertyEntry property, Column column, Guid tenant, IKeptTextGuard guard) => Apply(property, column, tenant, guard);

    private static void Apply(PropertyEntry property, Column column, Guid tenant, IKeptTextGuard guard)
    {
        string? store = property.EntityEntry.Metadata.GetTableName();
        switch (property.CurrentValue)
        {
            case string { Length: > 0 } text:
                string kept = column.Json ? guard.Json(tenant, column.Place, text, store) : guard.Text(tenant, column.Place, text, store);
                if (!ReferenceEquals(kept, text))
                    property.CurrentValue = Fit(kept, property.Metadata.GetMaxLength());
                break;
            case byte[] { Length: > 0 } utf8:
                byte[] keptBytes = guard.Json(tenant, column.Place, utf8, int.MaxValue, out _, store);
                if (!utf8.AsSpan().SequenceEqual(keptBytes))
                    property.CurrentValue = keptBytes;
                break;
        }
    }

    // A placeholder can be longer than what it stands for.
    private static string Fit(string text, int? longest)
    {
        if (longest is not { } most || text.Length <= most)
            return text;
        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    private static Guid? TenantOf(object entity) => entity switch
    {
        ITenantOwned owned => owned.TenantId,
        JobRun job => job.TenantId,
        _ => null,
    };
}
