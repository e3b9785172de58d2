using System.Globalization;
using Npgsql;

namespace Artisan.Infrastructure.Tests.Data;

/// <summary>Fills every table of a schema, whatever its version, with one row made of its columns' types, so that upgrades are tried with data in the way.</summary>
internal static class SampleRows
{
    /// <summary>Rows that <see cref="InsertAsync"/> puts into the tables that it counts.</summary>
    internal const int Expected = 1;

    internal static async Task InsertAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var tables = new Dictionary<string, List<(string Column, string Type, int? Length)>>();
        await using (var read = new NpgsqlCommand("select table_name, column_name, data_type, character_maximum_length from information_schema.columns where table_schema = 'public' and table_name not in ('schema_versions', 'account_schema_versions') order by table_name, ordinal_position", connection))
        await using (NpgsqlDataReader rows = await read.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                if (!tables.TryGetValue(rows.GetString(0), out var columns))
                    tables[rows.GetString(0)] = columns = [];
                columns.Add((rows.GetString(1), rows.GetString(2), rows.IsDBNull(3) ? null : rows.GetInt32(3)));
            }
        }
        // Parents before children: every table is tried until its parents are there. All ids are the same, so every reference fits.
        var left = tables.ToDictionary();
        while (left.Count > 0)
        {
            int before = left.Count;
            foreach ((string table, var columns) in left.ToArray())
            {
                string sql = $"insert into {table} ({string.Join(", ", columns.Select(c => $"\"{c.Column}\""))}) values ({string.Join(", ", columns.Select(c => Literal(c.Type, c.Length)))})";
                try
                {
                    await ExecuteAsync(connection, sql);
                    left.Remove(table);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
                {
                    // its parent comes later
                }
            }
            if (left.Count == before)
                throw new InvalidOperationException($"No sample row fits {string.Join(", ", left.Keys)}.");
        }
    }

    internal static async Task<int> CountAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select least((select count(*) from tenants), (select count(*) from usage_records), (select count(*) from ai_requests), (select count(*) from audit_entries), (select count(*) from api_keys))::int", connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static string Literal(string type, int? length) => type switch
    {
        "uuid" => "'01890000-0000-7000-8000-000000000001'",
        "bytea" => "'\\x01'",
        "boolean" => "true",
        "ARRAY" => "'{}'",
        "date" => "'2026-01-02'",
        "timestamp with time zone" => "'2026-01-02 03:04:05+00'",
        "character varying" or "text" => length is < 4 ? "'x'" : "'1'",
        _ => "1",
    };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
