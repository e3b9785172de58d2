using Artisan.Core.Guardrails.Counts;
using Npgsql;
using NpgsqlTypes;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>Adds counts to those in PostgreSQL, in one statement; nodes that count the same at once add up. Sorted, so that two statements never wait for each other in a circle.</summary>
internal sealed class PostgresPiiCountStore(NpgsqlDataSource source) : IPiiCountStore
{
    private const string Upsert = """
        insert into pii_counts (tenant_id, day, place, type, action, count)
        select * from unnest($1, $2, $3, $4, $5, $6) as t (tenant_id, day, place, type, action, count) order by 1, 2, 3, 4, 5
        on conflict (tenant_id, day, place, type, action) do update set count = pii_counts.count + excluded.count
        """;

    public async Task AddAsync(IReadOnlyList<(PiiTallyKey Key, long Count)> counts, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand upsert = source.CreateCommand(Upsert);
        Add(upsert, NpgsqlDbType.Uuid, counts.Select(c => c.Key.TenantId));
        Add(upsert, NpgsqlDbType.Date, counts.Select(c => c.Key.Day));
        Add(upsert, NpgsqlDbType.Text, counts.Select(c => c.Key.Place));
        Add(upsert, NpgsqlDbType.Text, counts.Select(c => c.Key.Type));
        Add(upsert, NpgsqlDbType.Text, counts.Select(c => c.Key.Action));
        Add(upsert, NpgsqlDbType.Bigint, counts.Select(c => c.Count));
        await upsert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
}
