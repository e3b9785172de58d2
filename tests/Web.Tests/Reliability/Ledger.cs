using Npgsql;

namespace Artisan.Web.Tests.Reliability;

/// <summary>Looks into the ledger from outside.</summary>
internal static class Ledger
{
    /// <summary>Waits until the database has all these requests, at most half a minute; answers what is missing or doubled.</summary>
    internal static async Task<IReadOnlyList<string>> ReconcileAsync(string database, ICollection<Guid> answered)
    {
        for (int i = 0; ; i++)
        {
            IReadOnlyList<string> faults = await FaultsAsync(database, answered);
            if (faults.Count == 0 || i == 60)
                return faults;
            await Task.Delay(500);
        }
    }

    /// <summary>One number of the database.</summary>
    internal static async Task<long> CountAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var read = new NpgsqlCommand(sql, connection);
        return (long)(await read.ExecuteScalarAsync())!;
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(string database, ICollection<Guid> answered)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        var faults = new List<string>();
        await using var read = new NpgsqlCommand("""
            select a.id, (select count(*) from ai_requests r where r.id = a.id), (select count(*) from usage_records u where u.request_id = a.id and u.outcome = 1)
            from unnest($1) as a(id)
            """, connection);
        read.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. answered] });
        await using (NpgsqlDataReader rows = await read.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                if (rows.GetInt64(1) != 1 || rows.GetInt64(2) != 1)
                    faults.Add($"request {rows.GetGuid(0)}: {rows.GetInt64(1)} request rows, {rows.GetInt64(2)} usage records");
            }
        }
        await using var sums = new NpgsqlCommand("select (select count(*) from usage_records), (select coalesce(sum(attempts), 0) from usage_hours)::bigint", connection);
        await using NpgsqlDataReader sum = await sums.ExecuteReaderAsync();
        await sum.ReadAsync();
        if (sum.GetInt64(0) != sum.GetInt64(1))
            faults.Add($"{sum.GetInt64(0)} usage records, but the hours add up to {sum.GetInt64(1)}");
        return faults;
    }
}
