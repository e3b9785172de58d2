using System.Reflection;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace Artisan.Infrastructure.Data;

/// <summary>Inserts by COPY in binary form, with tables, columns and conversions of the model.</summary>
internal sealed class PostgresBulkInsert(IDbContextFactory<PostgresDb> databases, NpgsqlDataSource source) : IBulkInsert
{
    public async Task InsertAsync(Guid tenantId, IReadOnlyCollection<ITenantOwned> rows, CancellationToken cancellationToken)
    {
        if (rows.FirstOrDefault(r => r.TenantId != tenantId || tenantId == Guid.Empty) is { } foreign)
            throw new TenantIsolationException($"A {foreign.GetType().Name} row of tenant {foreign.TenantId} was about to be inserted among those of tenant {tenantId}.");
        await using PostgresDb db = await databases.CreateDbContextAsync(cancellationToken);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (IGrouping<Type, ITenantOwned> kind in rows.GroupBy(r => r.GetType()))
        {
            IEntityType type = db.Model.FindEntityType(kind.Key) ?? throw new InvalidOperationException($"{kind.Key.Name} is no table of the model.");
            await CopyAsync(connection, type, kind, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IEntityType type, IEnumerable<ITenantOwned> rows, CancellationToken cancellationToken)
    {
        Column[] columns = [.. type.GetProperties().Select(Column.Of)];
        string names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync($"copy \"{type.GetTableName()}\" ({names}) from stdin (format binary)", cancellationToken);
        foreach (ITenantOwned row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (Column column in columns)
            {
                if (column.ValueOf(row) is { } value)
                    await copy.WriteAsync(value, column.Type, cancellationToken);
                else
                    await copy.WriteNullAsync(cancellationToken);
            }
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private sealed record Column(string Name, string Type, PropertyInfo Property, ValueConverter? Converter)
    {
        internal static Column Of(IProperty property) => new(
            property.GetColumnName(),
            property.GetRelationalTypeMapping().StoreTypeNameBase,
            property.PropertyInfo ?? throw new InvalidOperationException($"{property.DeclaringType.ShortName()}.{property.Name} is no property of its class."),
            property.GetTypeMapping().Converter);

        internal object? ValueOf(object row) => Property.GetValue(row) is { } value ? Converter is null ? value : Converter.ConvertToProvider(value) : null;
    }
}
