using Artisan.Core.Gateway;
using Artisan.Core.Usage;
using Artisan.Infrastructure.Usage.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace Artisan.Infrastructure.Usage;

/// <summary>
/// Puts records into PostgreSQL: COPY into temporary tables, then one INSERT that leaves alone what is there, and hourly sums over what was new,
/// all in one transaction. Repeating a batch changes nothing. The temporary tables live as long as the store's own connection, since making them
/// costs the database more than a small batch does.
/// </summary>
internal sealed class PostgresLedgerStore(NpgsqlDataSource source) : ILedgerStore, IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private NpgsqlConnection? _connection;

    public async Task WriteAsync(IReadOnlyList<UsageRecord> usage, IReadOnlyList<RequestFrameBody> requests, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            NpgsqlConnection connection = _connection ??= await OpenAsync(cancellationToken);
            await WriteAsync(connection, usage, requests, cancellationToken);
        }
        catch
        {
            // Whatever went wrong, the next batch begins on a connection that is known to be good.
            await CloseAsync();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _writing.Dispose();
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, Staging + BudgetSettlement.Staging, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async ValueTask CloseAsync()
    {
        NpgsqlConnection? connection = _connection;
        _connection = null;
        if (connection is not null)
            await connection.DisposeAsync();
    }

    private const string Staging = """
        create temp table if not exists usage_staging (like usage_records) on commit delete rows;
        create temp table if not exists request_staging (like ai_requests) on commit delete rows;
        create temp table if not exists content_staging (like ai_request_contents) on commit delete rows;
        """;

    private static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<UsageRecord> usage, IReadOnlyList<RequestFrameBody> requests, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (usage.Count > 0)
        {
            await CopyAsync(connection, usage, cancellationToken);
            await ExecuteAsync(connection, MergeUsage, cancellationToken);
        }
        if (requests.Count > 0)
        {
            await CopyAsync(connection, requests, cancellationToken);
            await CopyContentsAsync(connection, requests, cancellationToken);
            await ExecuteAsync(connection, "insert into ai_requests select distinct on (tenant_id, id) * from request_staging on conflict do nothing; insert into ai_request_contents select distinct on (tenant_id, request_id) * from content_staging on conflict do nothing", cancellationToken);
        }
        if (usage.Count > 0)
        {
            // Last, so that the counts are locked for the shortest time. Each is a statement of its own: it must see what the one before waited for.
            await CopyReservedAsync(connection, usage, cancellationToken);
            await ExecuteAsync(connection, BudgetSettlement.TakeLocks, cancellationToken);
            await ExecuteAsync(connection, BudgetSettlement.LockCounts, cancellationToken);
            await ExecuteAsync(connection, BudgetSettlement.Settle, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    // The bucket of a latency must be the one of LatencyBuckets.Of. Rows are summed in key order, so that two nodes cannot deadlock on them.
    private const string MergeUsage = """
        with usage_new as (insert into usage_records select distinct on (tenant_id, id) * from usage_staging on conflict do nothing returning *),
        fresh as (insert into usage_fresh select tenant_id, id, at, workspace_id, actor_id, use_case, input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens, coalesce(cost_usd, 0), case when attempt = 1 then 1 else 0 end from usage_new),
        hours as (insert into usage_hours (tenant_id, hour, workspace_id, actor_id, provider, model, use_case, attempts, failures, unpriced, input_tokens, cached_input_tokens, output_tokens, audio_seconds, cost_usd, latency_ms_sum)
          select tenant_id, date_trunc('hour', at, 'UTC'), workspace_id, actor_id, provider, model, use_case, count(*), count(*) filter (where outcome in (2, 3)), count(*) filter (where cost_usd is null),
                 sum(input_tokens + cached_input_tokens + cache_write_tokens), sum(cached_input_tokens), sum(output_tokens + reasoning_tokens), sum(audio_seconds), coalesce(sum(cost_usd), 0), sum(latency_ms)
          from usage_new group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
          on conflict (tenant_id, hour, workspace_id, actor_id, provider, model, use_case) do update set
            attempts = usage_hours.attempts + excluded.attempts, failures = usage_hours.failures + excluded.failures, unpriced = usage_hours.unpriced + excluded.unpriced,
            input_tokens = usage_hours.input_tokens + excluded.input_tokens, cached_input_tokens = usage_hours.cached_input_tokens + excluded.cached_input_tokens,
            output_tokens = usage_hours.output_tokens + excluded.output_tokens, audio_seconds = usage_hours.audio_seconds + excluded.audio_seconds,
            cost_usd = usage_hours.cost_usd + excluded.cost_usd, latency_ms_sum = usage_hours.latency_ms_sum + excluded.latency_ms_sum)
        insert into usage_latency_hours (tenant_id, hour, workspace_id, actor_id, provider, model, bucket, attempts)
          select tenant_id, date_trunc('hour', at, 'UTC'), workspace_id, actor_id, provider, model,
                 case when latency_ms <= 0.1 then 0 else 1 + trunc(ln(latency_ms / 0.1) / ln(1.1::double precision))::int end, count(*)
          from usage_new where outcome = 1 group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
          on conflict (tenant_id, hour, workspace_id, actor_id, provider, model, bucket) do update set attempts = usage_latency_hours.attempts + excluded.attempts;
        """;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<UsageRecord> usage, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync("""
            copy usage_staging (tenant_id, id, workspace_id, request_id, attempt, at, actor_kind, actor_id, use_case, operation, provider, model,
              input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, audio_seconds, characters, cost_usd, cost_method, price_version,
              latency_ms, first_token_ms, outcome, fault, estimated, token_method, streamed) from stdin (format binary)
            """, cancellationToken);
        foreach (UsageRecord u in usage)
        {
            await copy.StartRowAsync(cancellationToken);
            var row = new CopyRow(copy, cancellationToken);
            await row.Put(u.TenantId);
            await row.Put(u.Id);
            await row.Put(u.WorkspaceId);
            await row.Put(u.RequestId);
            await row.Put(u.Attempt);
            await row.Put(u.At);
            await row.Put(u.ActorKind);
            await row.Put(u.ActorId);
            await row.Put(u.UseCase, 64);
            await row.Put(u.Operation, 400);
            await row.Put(u.Provider, 64);
            await row.Put(u.Model, 200);
            await row.Put(u.InputTokens);
            await row.Put(u.CachedInputTokens);
            await row.Put(u.CacheWriteTokens);
            await row.Put(u.OutputTokens);
            await row.Put(u.ReasoningTokens);
            await row.Put(u.AudioSeconds);
            await row.Put(u.Characters);
            await row.Put(u.CostUsd);
            await row.Put(u.CostMethod, 400);
            await row.Put(u.PriceVersion, 400);
            await row.Put(u.LatencyMs);
            await row.Put(u.FirstTokenMs);
            await row.Put((int)u.Outcome);
            await row.Put(u.Fault, 400);
            await row.Put(u.Estimated);
            await row.Put(u.TokenMethod, 400);
            await row.Put(u.Streamed);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyReservedAsync(NpgsqlConnection connection, IReadOnlyList<UsageRecord> usage, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync("copy reserved_staging (tenant_id, usage_id, count_id, holder) from stdin (format binary)", cancellationToken);
        foreach (UsageRecord u in usage.DistinctBy(u => u.Id))
        {
            foreach (Guid count in u.BudgetHolder is null ? [] : u.BudgetCounts ?? [])
            {
                await copy.StartRowAsync(cancellationToken);
                var row = new CopyRow(copy, cancellationToken);
                await row.Put(u.TenantId);
                await row.Put(u.Id);
                await row.Put(count);
                await row.Put(u.BudgetHolder!.Value);
            }
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<RequestFrameBody> requests, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync("""
            copy request_staging (tenant_id, id, workspace_id, at, actor_kind, actor_id, actor_name, use_case, policy, door, lead_id, operation, requested_model, provider, model,
              status, error_code, error_message, http_status, streamed, cache_state, attempts, input_tokens, output_tokens, cost_usd, latency_ms, first_token_ms, degraded, trace_id, trace_json, id_end, saved_usd, saved_tokens, prompt_id, prompt_version)
              from stdin (format binary)
            """, cancellationToken);
        foreach (RequestRecord r in requests.Select(f => f.Request))
        {
            await copy.StartRowAsync(cancellationToken);
            var row = new CopyRow(copy, cancellationToken);
            await row.Put(r.TenantId);
            await row.Put(r.Id);
            await row.Put(r.WorkspaceId);
            await row.Put(r.At);
            await row.Put(r.ActorKind);
            await row.Put(r.ActorId);
            await row.Put(r.ActorName, 400);
            await row.Put(r.UseCase, 400);
            await row.Put(r.Policy, 400);
            await row.Put(r.Door, 400);
            await row.Put(r.LeadId);
            await row.Put(r.Operation, 400);
            await row.Put(r.RequestedModel, 400);
            await row.Put(r.Provider, 400);
            await row.Put(r.Model, 400);
            await row.Put((int)r.Status);
            await row.Put(r.ErrorCode, 400);
            await row.Put(r.ErrorMessage, 4000);
            await row.Put(r.HttpStatus);
            await row.Put(r.Streamed);
            await row.Put(r.CacheState, 400);
            await row.Put(r.Attempts);
            await row.Put(r.InputTokens);
            await row.Put(r.OutputTokens);
            await row.Put(r.CostUsd);
            await row.Put(r.LatencyMs);
            await row.Put(r.FirstTokenMs);
            await row.Put(r.Degraded);
            await row.Put(r.TraceId, 32);
            await row.Put(r.TraceJson.Length <= 200_000 ? r.TraceJson : "{}", 200_000);
            await row.Put(r.IdEnd, 12);
            await row.Put(r.SavedUsd);
            await row.Put(r.SavedTokens);
            await row.Put(r.PromptId);
            await row.Put(r.PromptVersion);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task CopyContentsAsync(NpgsqlConnection connection, IReadOnlyList<RequestFrameBody> requests, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync("copy content_staging (tenant_id, request_id, at, request, answer, truncated) from stdin (format binary)", cancellationToken);
        foreach (RequestContent c in requests.Select(f => f.Content).OfType<RequestContent>())
        {
            await copy.StartRowAsync(cancellationToken);
            var row = new CopyRow(copy, cancellationToken);
            await row.Put(c.TenantId);
            await row.Put(c.RequestId);
            await row.Put(c.At);
            await row.Put(c.Request);
            await row.Put(c.Answer);
            await row.Put(c.Truncated);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Writes typed values, nulls as nulls; texts lose NUL characters (PostgreSQL has none) and are cut to their column.</summary>
    private readonly struct CopyRow(NpgsqlBinaryImporter copy, CancellationToken cancellationToken)
    {
        public Task Put(Guid value) => copy.WriteAsync(value, NpgsqlDbType.Uuid, cancellationToken);
        public Task Put(Guid? value) => value is { } v ? Put(v) : copy.WriteNullAsync(cancellationToken);
        public Task Put(int value) => copy.WriteAsync(value, NpgsqlDbType.Integer, cancellationToken);
        public Task Put(int? value) => value is { } v ? Put(v) : copy.WriteNullAsync(cancellationToken);
        public Task Put(long value) => copy.WriteAsync(value, NpgsqlDbType.Bigint, cancellationToken);
        public Task Put(double value) => copy.WriteAsync(value, NpgsqlDbType.Double, cancellationToken);
        public Task Put(double? value) => value is { } v ? Put(v) : copy.WriteNullAsync(cancellationToken);
        public Task Put(decimal? value) => value is { } v ? copy.WriteAsync(Math.Round(v, 10), NpgsqlDbType.Numeric, cancellationToken) : copy.WriteNullAsync(cancellationToken);
        public Task Put(bool value) => copy.WriteAsync(value, NpgsqlDbType.Boolean, cancellationToken);
        public Task Put(byte[] value) => copy.WriteAsync(value ?? [], NpgsqlDbType.Bytea, cancellationToken);
        public Task Put(DateTimeOffset value) => copy.WriteAsync(value.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellationToken);

        public Task Put(string? value, int longest)
        {
            if (value is null)
                return copy.WriteNullAsync(cancellationToken);
            string clean = value.Contains('\0') ? value.Replace("\0", "") : value;
            if (clean.Length > longest)
                clean = clean[..(char.IsHighSurrogate(clean[longest - 1]) ? longest - 1 : longest)];
            return copy.WriteAsync(clean, NpgsqlDbType.Text, cancellationToken);
        }
    }
}
