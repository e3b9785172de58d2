namespace Artisan.Infrastructure.Usage.Budgets;

/// <summary>
/// Moves what a batch of new usage records used from the leases of the processes that reserved it to the counts, in the transaction that writes the records,
/// so that used and booked together never grow by it.
/// </summary>
internal static class BudgetSettlement
{
    /// <summary>What the batch's records were reserved in, and which of its records are new.</summary>
    internal const string Staging = """
        create temp table if not exists reserved_staging (tenant_id uuid, usage_id uuid, count_id uuid, holder uuid) on commit delete rows;
        create temp table if not exists usage_fresh (tenant_id uuid, id uuid, at timestamptz, workspace_id uuid, actor_id uuid, use_case text, tokens bigint, usd numeric, requests bigint) on commit delete rows;
        """;

    /// <summary>Whoever makes a count of these tenants waits for this transaction, or this one for him.</summary>
    internal const string TakeLocks = $"select pg_advisory_xact_lock_shared({PostgresBudgetStore.TenantLock}) from (select distinct tenant_id from usage_fresh order by tenant_id) t;";

    /// <summary>Counts before leases, in the order of ids, as everywhere.</summary>
    internal const string LockCounts = $"select 1 from budget_counts c where exists (select 1 from usage_fresh u where {Matches}) order by c.tenant_id, c.id for update;";

    internal const string Settle = $"""
        with sums as (select c.tenant_id, c.id, sum(u.tokens) as tokens, sum(u.usd) as usd, sum(u.requests) as requests from usage_fresh u join budget_counts c on {Matches} group by 1, 2),
        held as (select r.tenant_id, r.count_id, r.holder, sum(u.tokens) as tokens, sum(u.usd) as usd, sum(u.requests) as requests
          from usage_fresh u join reserved_staging r on r.tenant_id = u.tenant_id and r.usage_id = u.id group by 1, 2, 3),
        freed as (update budget_leases l set tokens = l.tokens - h.tokens, usd = l.usd - h.usd, requests = l.requests - h.requests from held h
          where l.tenant_id = h.tenant_id and l.count_id = h.count_id and l.holder = h.holder returning h.*),
        back as (select tenant_id, count_id, sum(tokens) as tokens, sum(usd) as usd, sum(requests) as requests from freed group by 1, 2)
        update budget_counts c set used_tokens = c.used_tokens + s.tokens, used_usd = c.used_usd + s.usd, used_requests = c.used_requests + s.requests,
          leased_tokens = c.leased_tokens - coalesce(b.tokens, 0), leased_usd = c.leased_usd - coalesce(b.usd, 0), leased_requests = c.leased_requests - coalesce(b.requests, 0)
        from sums s left join back b on b.tenant_id = s.tenant_id and b.count_id = s.id where c.tenant_id = s.tenant_id and c.id = s.id;
        """;

    /// <summary>Which counts a usage row (u) belongs to (c).</summary>
    internal const string Matches = "c.tenant_id = u.tenant_id and c.from_at <= u.at and c.until_at > u.at and case c.counted_by when 1 then true when 2 then c.subject_id = u.workspace_id when 3 then c.subject_id = u.actor_id else c.use_case = u.use_case end";
}
