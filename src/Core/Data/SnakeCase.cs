using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Artisan.Core.Data;

/// <summary>Names tables, columns, keys and indexes in snake_case, so that SQL typed by hand needs no quotes.</summary>
public static class SnakeCase
{
    /// <summary>Renames everything in the model.</summary>
    public static void Apply(ModelBuilder model)
    {
        foreach (IMutableEntityType entity in model.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table)
                entity.SetTableName(Of(table));
            foreach (IMutableProperty property in entity.GetProperties())
                property.SetColumnName(Of(property.GetColumnName()));
            foreach (IMutableKey key in entity.GetKeys())
                key.SetName(Of(key.GetName()!));
            foreach (IMutableForeignKey foreignKey in entity.GetForeignKeys())
                foreignKey.SetConstraintName(Of(foreignKey.GetConstraintName()!));
            foreach (IMutableIndex index in entity.GetIndexes())
                index.SetDatabaseName(Of(index.GetDatabaseName()!));
        }
    }

    private static string Of(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace("__", "_");
}
