using System.Data;
using Artisan.Core.Usage.Rating;
using Artisan.Infrastructure.Usage.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace Artisan.Infrastructure.Usage.Rating;

/// <summary>Re-rates the ledger in PostgreSQL, by sets: a slice is one transaction of some statements, whatever it holds.</summary>
internal sealed class PostgresRatingStore(NpgsqlDataSource source) : IRatingStore
{
    private const int SliceRecords = 20_000;

    // Costs are kept to ten decimals; two ways of rounding may differ in the last one, which is no correction.
    private const string Cost = """
        round((u.input_tokens * p.input + u.cached_input_tokens * p.cached_input + u.cache_write_tokens * p.cache_write + u.output_tokens * p.output + u.reasoning_tokens * p.reasoning) / 1000000
          + u.audio_seconds::numeric / 60 * p.audio, 10)
        """;

    private const string Prices = "unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[], $9::numeric[], $10::numeric[], $11::text[]) as p (model, from_at, until_at, input, cached_input, cache_write, output, reasoning, audio, version)";

    private const string Used = "(u.input_tokens + u.cached_input_tokens + u.cache_write_tokens + u.output_tokens + u.reasoning_tokens > 0 or u.audio_seconds > 0)";

    private const string Corrections = "left join lateral (select sum(a.delta_usd) as usd, count(*) as lines from usage_adjustments a where a.tenant_id = u.tenant_id and a.usage_id = u.id) c on true";

    public async Task<IReadOnlyList<RatingChange>> EstimateAsync(Guid tenantId, IReadOnlyList<RatingStep> steps, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"""
            select model, count(*), count(*) filter (where before is null), coalesce(sum(before), 0), sum(fresh) from (
              select u.model, case when u.cost_usd is null and c.lines = 0 then null else coalesce(u.cost_usd, 0) + coalesce(c.usd, 0) end as before, {Cost} as fresh
              from usage_records u join {Prices} on p.model = u.model and u.at >= p.from_at and u.at < p.until_at {Corrections}
              where u.tenant_id = $1 and {Used}) r
            where before is null or abs(fresh - before) > 0.0000000001 group by model order by model
            """, connection) { CommandTimeout = 300 };
        Put(command, tenantId, steps);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<RatingChange>();
        while (await reader.ReadAsync(cancellationToken))
            changes.Add(new RatingChange(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetDecimal(3), reader.GetDecimal(4)));
        return changes;
    }

    public async Task<RatingSlice> RateAsync(Guid tenantId, Guid jobId, IReadOnlyList<RatingStep> steps, DateTimeOffset from, DateTimeOffset to, (DateTimeOffset At, Guid Id)? after, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        // One re-rating of an organisation at a time: two would correct the same records twice.
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock(hashtextextended('usage_rating:' || '{tenantId}', 0))", cancellationToken);
        await ExecuteAsync(connection, "create temp table rating_slice (tenant_id uuid, id uuid, request_id uuid, at timestamptz, workspace_id uuid, actor_id uuid, use_case text, provider text, model text, delta numeric, version text, was_unpriced boolean) on commit drop", cancellationToken);
        (long seen, (DateTimeOffset, Guid)? last) = await TakeAsync(connection, tenantId, steps, from, to, after, cancellationToken);
        long corrected = 0;
        decimal delta = 0;
        await using (var sum = new NpgsqlCommand("select count(*), coalesce(sum(delta), 0) from rating_slice", connection))
        await using (NpgsqlDataReader reader = await sum.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (corrected, delta) = (reader.GetInt64(0), reader.GetDecimal(1));
        }
        if (corrected > 0)
            await WriteAsync(connection, jobId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RatingSlice(seen, corrected, delta, last);
    }

    private static async Task<(long Seen, (DateTimeOffset, Guid)? Last)> TakeAsync(NpgsqlConnection connection, Guid tenantId, IReadOnlyList<RatingStep> steps, DateTimeOffset from, DateTimeOffset to, (DateTimeOffset At, Guid Id)? after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            with slice as (select * from usage_records where tenant_id = $1 and at >= $12 and at < $13 and (at, id) > ($14, $15) order by at, id limit {SliceRecords}),
            rated as (insert into rating_slice
              select u.tenant_id, u.id, u.request_id, u.at, u.workspace_id, u.actor_id, u.use_case, u.provider, u.model, {Cost} - coalesce(u.cost_usd, 0) - coalesce(c.usd, 0), p.version, u.cost_usd is null and c.lines = 0
              from slice u join {Prices} on p.model = u.model and u.at >= p.from_at and u.at < p.until_at {Corrections}
              where {Used} and (u.cost_usd is null and c.lines = 0 or abs({Cost} - coalesce(u.cost_usd, 0) - coalesce(c.usd, 0)) > 0.0000000001))
            select count(*), max(at), (array_agg(id order by at desc, id desc))[1] from slice
            """, connection) { CommandTimeout = 300 };
        Put(command, tenantId, steps);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = to });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = after?.At ?? from.AddTicks(-10) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after?.Id ?? Guid.Empty });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        long seen = reader.GetInt64(0);
        return (seen, seen == 0 ? null : (reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2)));
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Guid jobId, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"""
            insert into usage_adjustments (tenant_id, id, usage_id, request_id, at, workspace_id, actor_id, use_case, provider, model, delta_usd, price_version, was_unpriced, job_id, created_at)
              select tenant_id, gen_random_uuid(), id, request_id, at, workspace_id, actor_id, use_case, provider, model, delta, version, was_unpriced, '{jobId}', now() from rating_slice
            """, cancellationToken);
        // Rows in key order, as everywhere, so that nobody waits for another in a circle.
        await ExecuteAsync(connection, """
            with sums as (select tenant_id, date_trunc('hour', at, 'UTC') as hour, workspace_id, actor_id, provider, model, use_case, sum(delta) as usd, count(*) filter (where was_unpriced) as priced from rating_slice group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7)
            update usage_hours h set cost_usd = h.cost_usd + s.usd, unpriced = h.unpriced - s.priced from sums s
            where h.tenant_id = s.tenant_id and h.hour = s.hour and h.workspace_id = s.workspace_id and h.actor_id = s.actor_id and h.provider = s.provider and h.model = s.model and h.use_case = s.use_case
            """, cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_xact_lock_shared({PostgresBudgetStore.TenantLock}) from (select distinct tenant_id from rating_slice) t", cancellationToken);
        await ExecuteAsync(connection, $"select 1 from budget_counts c where exists (select 1 from rating_slice u where {BudgetSettlement.Matches}) order by c.tenant_id, c.id for update", cancellationToken);
        await ExecuteAsync(connection, $"""
            with sums as (select c.tenant_id, c.id, sum(u.delta) as usd from rating_slice u join budget_counts c on {BudgetSettlement.Matches} group by 1, 2)
            update budget_counts c set used_usd = greatest(0, c.used_usd + s.usd) from sums s where c.tenant_id = s.tenant_id and c.id = s.id
            """, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Put(NpgsqlCommand command, Guid tenantId, IReadOnlyList<RatingStep> steps)
    {
        void Add<T>(IEnumerable<T> values, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenantId });
        Add(steps.Select(s => s.Model), NpgsqlDbType.Text);
        Add(steps.Select(s => s.From), NpgsqlDbType.TimestampTz);
        Add(steps.Select(s => s.Until), NpgsqlDbType.TimestampTz);
        Add(steps.Select(s => s.Price.Input), NpgsqlDbType.Numeric);
        Add(steps.Select(s => s.Price.CachedInput ?? s.Price.Input), NpgsqlDbType.Numeric);
        Add(steps.Select(s => s.Price.CacheWrite ?? s.Price.Input), NpgsqlDbType.Numeric);
        Add(steps.Select(s => s.Price.Output), NpgsqlDbType.Numeric);
        Add(steps.Select(s => s.Price.Reasoning ?? s.Price.Output), NpgsqlDbType.Numeric);
        Add(steps.Select(s => s.Price.AudioPerMinute ?? 0), NpgsqlDbType.Numeric);
        Add(steps.Select(s => s.Version), NpgsqlDbType.Text);
    }
}
