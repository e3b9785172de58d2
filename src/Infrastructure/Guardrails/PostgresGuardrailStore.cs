using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.Vault;
using Npgsql;
using NpgsqlTypes;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>Puts security events and vault tokens into PostgreSQL, all rows of a batch in one statement each; what is there already is left alone.</summary>
internal sealed class PostgresGuardrailStore(NpgsqlDataSource source) : IGuardrailStore
{
    private const string InsertEvents = """
        insert into security_events (tenant_id, id, at, kind, source, action, score, families, evidence_json, excerpt, request_id, workspace_id, use_case, actor_id, actor_name, review, reviewed_by, reviewed_at)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        on conflict do nothing
        """;

    private const string InsertTokens = """
        insert into vault_tokens (tenant_id, token, type, encrypted_value, created_at, reveals)
        select tenant_id, token, type, encrypted_value, created_at, 0 from unnest($1, $2, $3, $4, $5) as t (tenant_id, token, type, encrypted_value, created_at)
        on conflict do nothing
        """;

    public async Task WriteAsync(IReadOnlyList<SecurityEvent> events, IReadOnlyList<VaultToken> tokens, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (events.Count > 0)
        {
            await using var insert = new NpgsqlCommand(InsertEvents, connection);
            Add(insert, NpgsqlDbType.Uuid, events.Select(e => e.TenantId));
            Add(insert, NpgsqlDbType.Uuid, events.Select(e => e.Id));
            Add(insert, NpgsqlDbType.TimestampTz, events.Select(e => e.At.ToUniversalTime()));
            Add(insert, NpgsqlDbType.Integer, events.Select(e => (int)e.Kind));
            Add(insert, NpgsqlDbType.Text, events.Select(e => Clean(e.Source, 400)));
            Add(insert, NpgsqlDbType.Text, events.Select(e => Clean(e.Action, 400)));
            Add(insert, NpgsqlDbType.Double, events.Select(e => e.Score));
            Add(insert, NpgsqlDbType.Text, events.Select(e => Clean(e.Families, 400)));
            Add(insert, NpgsqlDbType.Text, events.Select(e => e.EvidenceJson.Length <= 100_000 ? e.EvidenceJson : "[]"));
            Add(insert, NpgsqlDbType.Text, events.Select(e => Clean(e.Excerpt, SecurityEvent.MaxExcerpt)));
            Add(insert, NpgsqlDbType.Uuid, events.Select(e => e.RequestId));
            Add(insert, NpgsqlDbType.Uuid, events.Select(e => e.WorkspaceId));
            Add(insert, NpgsqlDbType.Text, events.Select(e => Clean(e.UseCase, 400)));
            Add(insert, NpgsqlDbType.Uuid, events.Select(e => e.ActorId));
            Add(insert, NpgsqlDbType.Text, events.Select(e => Clean(e.ActorName, 400)));
            Add(insert, NpgsqlDbType.Integer, events.Select(e => (int)e.Review));
            Add(insert, NpgsqlDbType.Text, events.Select(e => e.ReviewedBy));
            Add(insert, NpgsqlDbType.TimestampTz, events.Select(e => e.ReviewedAt?.ToUniversalTime()));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        if (tokens.Count > 0)
        {
            await using var insert = new NpgsqlCommand(InsertTokens, connection);
            Add(insert, NpgsqlDbType.Uuid, tokens.Select(t => t.TenantId));
            Add(insert, NpgsqlDbType.Text, tokens.Select(t => t.Token));
            Add(insert, NpgsqlDbType.Text, tokens.Select(t => t.Type));
            Add(insert, NpgsqlDbType.Text, tokens.Select(t => t.EncryptedValue));
            Add(insert, NpgsqlDbType.TimestampTz, tokens.Select(t => t.CreatedAt.ToUniversalTime()));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });

    // PostgreSQL has no NUL in texts, and columns have lengths.
    private static string Clean(string text, int longest)
    {
        string clean = text.Replace("\0", "");
        return clean.Length <= longest ? clean : clean[..(char.IsHighSurrogate(clean[longest - 1]) ? longest - 1 : longest)];
    }
}
