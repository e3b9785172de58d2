using Artisan.Core.Kernel;
using Artisan.Core.Usage.Budgets;
using Npgsql;

namespace Artisan.Infrastructure.Usage.Budgets;

/// <summary>
/// Counts and leases in PostgreSQL. Whoever changes leases holds the row of their count, so that the sum of used and leased never passes the limit that a
/// draw was made under.
/// </summary>
internal sealed class PostgresBudgetStore(NpgsqlDataSource source) : IBudgetStore
{
    /// <summary>First half of the advisory lock of a tenant's counts: shared by writers of the ledger, alone for who makes a count.</summary>
    internal const string TenantLock = "hashtextextended('budget_counts:' || tenant_id::text, 0)";

    public async Task<DrawAnswer> DrawAsync(CountKey key, Guid holder, Draw draw, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
            for (int i = 0; ; i++)
            {
                if (await TryDrawAsync(connection, key, holder, draw, cancellationToken) is { } answer)
                    return answer;
                // Rows that another node deletes in this moment are made again; more than once means something else.
                if (i == 2)
                    throw new InvalidOperationException($"The count of budget {key.BudgetId} could not be made.");
                await BudgetCountMaker.MakeAsync(connection, key, cancellationToken);
            }
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw Away(e);
        }
    }

    private static async Task<DrawAnswer?> TryDrawAsync(NpgsqlConnection connection, CountKey key, Guid holder, Draw draw, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, key, holder, cancellationToken) is not { } state)
            return null;
        BudgetAmount back = new(Math.Min(draw.GiveBack.Tokens, Math.Max(0, state.Own.Tokens)), Math.Min(draw.GiveBack.Usd, Math.Max(0, state.Own.Usd)), Math.Min(draw.GiveBack.Requests, Math.Max(0, state.Own.Requests)));
        state = state with { Leased = state.Leased - back, Own = state.Own - back };
        BudgetAmount granted = Grant(state, draw, out bool met);
        if (!granted.IsNone || !back.IsNone)
        {
            BudgetAmount change = granted - back;
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(Command("update budget_counts set leased_tokens = leased_tokens + $3, leased_usd = leased_usd + $4, leased_requests = leased_requests + $5 where tenant_id = $1 and id = $2", key.TenantId, state.Id, change));
            batch.BatchCommands.Add(Command("""
                insert into budget_leases (tenant_id, count_id, holder, tokens, usd, requests) values ($1, $2, $6, $3, $4, $5)
                on conflict (tenant_id, count_id, holder) do update set tokens = budget_leases.tokens + excluded.tokens, usd = budget_leases.usd + excluded.usd, requests = budget_leases.requests + excluded.requests
                """, key.TenantId, state.Id, change, holder));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return new DrawAnswer(met, granted, state with { Leased = state.Leased + granted, Own = state.Own + granted });
    }

    /// <summary>What a draw gets: all that it wants, but an eighth of what is left at most, so that one node does not hold what others need; never less than the need where that fits.</summary>
    internal static BudgetAmount Grant(in CountState state, in Draw draw, out bool met)
    {
        BudgetAmount taken = state.Used + state.Leased;
        long? tokens = draw.Limits.Tokens - taken.Tokens, requests = draw.Limits.Requests - taken.Requests;
        decimal? usd = draw.Limits.Usd - taken.Usd;
        met = !(tokens < draw.Need.Tokens) && !(usd < draw.Need.Usd) && !(requests < draw.Need.Requests);
        if (!met)
            return BudgetAmount.None;
        return new BudgetAmount(
            tokens is { } t ? Math.Max(draw.Need.Tokens, Math.Min(draw.Want.Tokens, t / 8)) : draw.Want.Tokens,
            usd is { } u ? Math.Max(draw.Need.Usd, Math.Min(draw.Want.Usd, Math.Round(u / 8, 6, MidpointRounding.ToZero))) : draw.Want.Usd,
            requests is { } r ? Math.Max(draw.Need.Requests, Math.Min(draw.Want.Requests, r / 8)) : draw.Want.Requests);
    }

    public async Task GiveBackAsync(Guid tenantId, Guid countId, Guid holder, BudgetAmount amount, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command("update budget_counts set leased_tokens = leased_tokens - $3, leased_usd = leased_usd - $4, leased_requests = leased_requests - $5 where tenant_id = $1 and id = $2", tenantId, countId, amount));
        batch.BatchCommands.Add(Command("update budget_leases set tokens = tokens - $3, usd = usd - $4, requests = requests - $5 where tenant_id = $1 and count_id = $2 and holder = $6", tenantId, countId, amount, holder));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task EndLeasesAsync(IReadOnlyCollection<Guid> holders, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (string sql in new[]
        {
            "select 1 from budget_counts c where exists (select 1 from budget_leases l where l.tenant_id = c.tenant_id and l.count_id = c.id and l.holder = any($1)) order by c.tenant_id, c.id for update",
            """
            with ended as (delete from budget_leases where holder = any($1) returning *),
            sums as (select tenant_id, count_id, sum(tokens) as tokens, sum(usd) as usd, sum(requests) as requests from ended group by 1, 2)
            update budget_counts c set leased_tokens = leased_tokens - s.tokens, leased_usd = leased_usd - s.usd, leased_requests = leased_requests - s.requests from sums s where c.tenant_id = s.tenant_id and c.id = s.count_id
            """,
        })
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. holders] });
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<CountState>> ReadAsync(IReadOnlyList<CountKey> keys, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        var states = new List<CountState>(keys.Count);
        foreach (CountKey key in keys)
        {
            CountState? state = await ReadAsync(connection, key, Guid.Empty, "", cancellationToken);
            if (state is null)
            {
                await BudgetCountMaker.MakeAsync(connection, key, cancellationToken);
                state = await ReadAsync(connection, key, Guid.Empty, "", cancellationToken);
            }
            states.Add(state ?? default);
        }
        return states;
    }

    public async Task<BudgetAmount> ResetAsync(CountKey key, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await BudgetCountMaker.MakeAsync(connection, key, cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        CountState state = await LockAsync(connection, key, Guid.Empty, cancellationToken) ?? throw ArtisanException.NotFound("The budget's count");
        await using (var command = new NpgsqlCommand("update budget_counts set reset_tokens = used_tokens, reset_usd = used_usd, reset_requests = used_requests where tenant_id = $1 and id = $2", connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.TenantId });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = state.Id });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return state.Used;
    }

    public async Task<bool> AlertAsync(BudgetAlert alert, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = source.CreateCommand("insert into budget_alerts (tenant_id, count_id, hard, budget_id, name, subject_id, share, at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = alert.TenantId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = alert.CountId });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = alert.Hard });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = alert.BudgetId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = alert.Name });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = alert.SubjectId });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = alert.Share });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = alert.At.ToUniversalTime() });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = source.CreateCommand("delete from budget_counts where until_at < now() - interval '400 days' or until_at < now() - interval '1 hour' and until_at - from_at <= interval '1 minute'");
        command.CommandTimeout = 300;
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task<CountState?> LockAsync(NpgsqlConnection connection, CountKey key, Guid holder, CancellationToken cancellationToken) => ReadAsync(connection, key, holder, "for update of c", cancellationToken);

    // The lease is read after the count is locked: a statement that waits for the lock reads other rows as they were before. Own leases change under the
    // count's lock only, and by this process or the writer of its ledger.
    private static async Task<CountState?> ReadAsync(NpgsqlConnection connection, CountKey key, Guid holder, string locked, CancellationToken cancellationToken)
    {
        CountState state;
        await using (var command = new NpgsqlCommand($"select c.id, c.used_tokens - c.reset_tokens, c.used_usd - c.reset_usd, c.used_requests - c.reset_requests, c.leased_tokens, c.leased_usd, c.leased_requests from budget_counts c where c.tenant_id = $1 and c.budget_id = $2 and c.subject_id = $3 and c.from_at = $4 {locked}", connection))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.TenantId });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.BudgetId });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.SubjectId });
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = key.Period.From });
            await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken);
            if (!await row.ReadAsync(cancellationToken))
                return null;
            state = new CountState(row.GetGuid(0), new(row.GetInt64(1), row.GetDecimal(2), row.GetInt64(3)), new(row.GetInt64(4), row.GetDecimal(5), row.GetInt64(6)), default);
        }
        if (holder == Guid.Empty)
            return state;
        await using var own = new NpgsqlCommand("select tokens, usd, requests from budget_leases where tenant_id = $1 and count_id = $2 and holder = $3", connection);
        own.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.TenantId });
        own.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = state.Id });
        own.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = holder });
        await using NpgsqlDataReader lease = await own.ExecuteReaderAsync(cancellationToken);
        return await lease.ReadAsync(cancellationToken) ? state with { Own = new(lease.GetInt64(0), lease.GetDecimal(1), lease.GetInt64(2)) } : state;
    }

    private static NpgsqlBatchCommand Command(string sql, Guid tenantId, Guid countId, BudgetAmount amount, Guid? holder = null)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenantId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = countId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = amount.Tokens });
        command.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = amount.Usd });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = amount.Requests });
        if (holder is { } id)
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return command;
    }

    private static ArtisanException Away(Exception inner) =>
        new(ErrorCode.Unavailable, "Artisan's database cannot be reached, and what this node may spend without it is used up. Try again shortly.", inner) { RetryAfter = TimeSpan.FromSeconds(5) };
}
