using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Infrastructure.Operations;

/// <summary>Transaction-level advisory locks: freed by PostgreSQL itself when the node dies.</summary>
internal sealed class PostgresClusterLock : IClusterLock
{
    public async Task<bool> TryRunAsync(ArtisanDb db, string name, Func<Task> work, CancellationToken cancellationToken)
    {
        long key = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        bool taken = await db.Database.SqlQuery<bool>($"""select pg_try_advisory_xact_lock({key}) as "Value" """).SingleAsync(cancellationToken);
        if (!taken)
            return false;
        await work();
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
