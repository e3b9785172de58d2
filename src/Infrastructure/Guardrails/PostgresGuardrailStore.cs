using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.Vault;
using Npgsql;
using NpgsqlTypes;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>Puts security events and vault tokens into PostgreSQL, all rows of a batch in one statement each; what is there already is left alone.</summary>
internal sealed class PostgresGuardrailStore(NpgsqlDataSource source) : IGuardrailStore
{
    private const string InsertEvents = """
        insert into security_events (tenant_id, id, at, kind, source, action, score, families, evidence_json, excerpt, request_id, workspace_id, use_case, actor_id, actor_name, review, reviewed_by, reviewed_at, fingerprint)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            as n (tenant_id, id, at, kind, source, action, score, families, evidence_json, excerpt, request_id, workspace_id, use_case, actor_id, actor_name, review, reviewed_by, reviewed_at, fingerprint)
        where n.fingerprint is null or not exists (
            select 1 from security_events e where e.tenant_id = n.tenant_id and e.fingerprint = n.fingerprint and e.at <= n.at and e.at > n.at - interval '24 hours')
        on conflict do nothing
        """;

    // Each is counted on the last event that is not later, and only where it is later than what was counted.
    private const string CountAgain = """
        update security_events e set times = e.times + s.times, last_seen_at = greatest(coalesce(e.last_seen_at, e.at), s.last_at)
        from (
            select f.tenant_id, f.id, count(*)::int as times, max(o.at) as last_at
            from unnest($1, $2, $3) as o (tenant_id, fingerprint, at)
            cross join lateral (
                select e.tenant_id, e.id, coalesce(e.last_seen_at, e.at) as seen_at from security_events e
                where e.tenant_id = o.tenant_id and e.fingerprint = o.fingerprint and e.at <= o.at and e.at > o.at - interval '24 hours' order by e.at desc limit 1) f
            where o.at > f.seen_at group by f.tenant_id, f.id) s
        where e.tenant_id = s.tenant_id and e.id = s.id
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
        IReadOnlyList<SecurityRepeat> findings = [.. events.Where(e => e.Fingerprint is not null).Select(e => new SecurityRepeat(e.TenantId, e.Fingerprint!, e.At))];
        events = FirstOf(events);
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
            Add(insert, NpgsqlDbType.Text, events.Select(e => e.Fingerprint));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
        if (findings.Count > 0)
            await CountAsync(connection, findings, cancellationToken);
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

    public async Task CountAsync(IReadOnlyList<SecurityRepeat> repeats, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        await CountAsync(connection, repeats, cancellationToken);
    }

    private static async Task CountAsync(NpgsqlConnection connection, IReadOnlyList<SecurityRepeat> repeats, CancellationToken cancellationToken)
    {
        await using var count = new NpgsqlCommand(CountAgain, connection);
        Add(count, NpgsqlDbType.Uuid, repeats.Select(r => r.TenantId));
        Add(count, NpgsqlDbType.Text, repeats.Select(r => r.Fingerprint));
        Add(count, NpgsqlDbType.TimestampTz, repeats.Select(r => r.At.ToUniversalTime()));
        await count.ExecuteNonQueryAsync(cancellationToken);
    }

    // Of the same finding only the first within a day is an event.
    private static List<SecurityEvent> FirstOf(IReadOnlyList<SecurityEvent> events)
    {
        var first = new Dictionary<(Guid, string), DateTimeOffset>();
        var kept = new List<SecurityEvent>(events.Count);
        foreach (SecurityEvent item in events.OrderBy(e => e.At))
        {
            if (item.Fingerprint is { } fingerprint)
            {
                if (first.TryGetValue((item.TenantId, fingerprint), out DateTimeOffset at) && item.At - at < TimeSpan.FromHours(24))
                    continue;
                first[(item.TenantId, fingerprint)] = item.At;
            }
            kept.Add(item);
        }
        return kept;
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
