using Artisan.Core.Gateway.Admission;
using Artisan.Core.Kernel;
using Npgsql;

namespace Artisan.Infrastructure.Gateway.Admission;

/// <summary>What nodes hold of tenants' slots, in PostgreSQL: a row for each node that holds or wants any, changed by one node of a tenant at a time.</summary>
internal sealed class PostgresBatchShares(NpgsqlDataSource source) : IBatchShares
{
    public async Task<BatchHolding> ShareAsync(Guid tenantId, Guid node, BatchWish wish, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            BatchHolding holding = await DivideAsync(connection, tenantId, node, wish, cancellationToken);
            await using NpgsqlCommand say = holding.Held == 0 && wish.Wanted == 0
                ? new NpgsqlCommand("delete from batch_shares where tenant_id = $1 and node_id = $2", connection) { Parameters = { Id(tenantId), Id(node) } }
                : new NpgsqlCommand("""
                    insert into batch_shares (tenant_id, node_id, held, wanted, seen_at) values ($1, $2, $3, $4, clock_timestamp())
                    on conflict (tenant_id, node_id) do update set held = excluded.held, wanted = excluded.wanted, seen_at = excluded.seen_at
                    """, connection) { Parameters = { Id(tenantId), Id(node), Count(holding.Held), Count(wish.Wanted) } };
            await say.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return holding;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new ArtisanException(ErrorCode.Unavailable, "The database cannot be reached.", e);
        }
    }

    // Read in a statement of its own after the lock is taken: the one that waits for it sees rows as they were before.
    private static async Task<BatchHolding> DivideAsync(NpgsqlConnection connection, Guid tenantId, Guid node, BatchWish wish, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("select pg_advisory_xact_lock(hashtextextended('batch_shares:' || $1::text, 0))") { Parameters = { Id(tenantId) } },
                new NpgsqlBatchCommand("delete from batch_shares where tenant_id = $1 and seen_at < clock_timestamp() - $2") { Parameters = { Id(tenantId), new NpgsqlParameter<TimeSpan> { TypedValue = BatchShare.Gone } } },
                new NpgsqlBatchCommand("select coalesce(sum(held), 0)::int, coalesce(sum(wanted - held), 0)::int, count(*)::int from batch_shares where tenant_id = $1 and node_id <> $2") { Parameters = { Id(tenantId), Id(node) } },
            },
        };
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return BatchHolding.Of(wish, reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    private static NpgsqlParameter<Guid> Id(Guid id) => new() { TypedValue = id };

    private static NpgsqlParameter<int> Count(int count) => new() { TypedValue = count };
}
