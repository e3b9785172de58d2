using Artisan.Core.Usage.Budgets;
using Npgsql;

namespace Artisan.Infrastructure.Usage.Budgets;

/// <summary>
/// Makes a count, with what the ledger already has of its window. A lock of the tenant's counts stands between it and the writers of the ledger: a record is
/// in the sum, or it finds the count there when it is written; never both, never neither.
/// </summary>
internal static class BudgetCountMaker
{
    internal static async Task MakeAsync(NpgsqlConnection connection, CountKey key, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var take = new NpgsqlCommand($"select pg_advisory_xact_lock({PostgresBudgetStore.TenantLock}) from (select $1::uuid as tenant_id) t", connection))
        {
            take.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.TenantId });
            await take.ExecuteNonQueryAsync(cancellationToken);
        }
        string matches = key.CountedBy switch
        {
            CountedBy.Workspace => " and workspace_id = $4",
            CountedBy.Actor => " and actor_id = $4",
            CountedBy.UseCase => " and use_case = $5",
            _ => "",
        };
        // Hours are summed already; only a window that begins within an hour needs records of that hour. Requests stand in the records alone, which are
        // read only where there was anything at all.
        await using var make = new NpgsqlCommand($"""
            with bounds as (select $2::timestamptz as from_at, date_trunc('hour', $2::timestamptz + interval '1 hour' - interval '1 microsecond', 'UTC') as hour_at, $3::timestamptz as until_at),
            hours as (select coalesce(sum(input_tokens + output_tokens), 0) as tokens, coalesce(sum(cost_usd), 0) as usd, coalesce(sum(attempts), 0) as attempts
              from usage_hours, bounds where tenant_id = $1 and until_at - from_at > interval '1 hour' and hour >= hour_at and hour < until_at{matches}),
            rest as (select coalesce(sum(input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens), 0) as tokens, coalesce(sum(cost_usd), 0) as usd, count(*) as attempts
              from usage_records, bounds where tenant_id = $1 and at >= from_at and at < case when until_at - from_at > interval '1 hour' then least(hour_at, until_at) else until_at end{matches}),
            asked as (select count(*) as requests from usage_records, bounds where (select attempts from hours) + (select attempts from rest) > 0 and tenant_id = $1 and at >= from_at and at < until_at and attempt = 1{matches})
            insert into budget_counts (tenant_id, id, budget_id, counted_by, subject_id, use_case, from_at, until_at, used_tokens, used_usd, used_requests, reset_tokens, reset_usd, reset_requests, leased_tokens, leased_usd, leased_requests)
            select $1, $6, $7, $8, $4, $5, $2, $3, (select tokens from hours) + (select tokens from rest), (select usd from hours) + (select usd from rest), (select requests from asked), 0, 0, 0, 0, 0, 0
            on conflict do nothing
            """, connection);
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.TenantId });
        make.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = key.Period.From });
        make.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = key.Period.Until });
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.SubjectId });
        make.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.UseCase });
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() });
        make.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.BudgetId });
        make.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)key.CountedBy });
        await make.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
