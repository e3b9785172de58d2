using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Kernel;
using Artisan.Infrastructure.Operations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>The part of the journal that holds security events and vault tokens, on its way into the database. Used by the drain alone, one batch at a time.</summary>
internal sealed class GuardrailDrain(IGuardrailStore store, RaiseSecurityAlerts alerts, LiveFeed feed, ILogger<GuardrailDrain> logger)
{
    private readonly List<SecurityEvent> _events = [];
    private readonly List<VaultToken> _tokens = [];
    private readonly List<SecurityRepeat> _repeats = [];

    /// <summary>Records that wait for the next write.</summary>
    public int Count => _events.Count + _tokens.Count + _repeats.Count;

    /// <summary>Forgets what a failed write has left: the journal is read again from there.</summary>
    public void Reset()
    {
        _events.Clear();
        _tokens.Clear();
        _repeats.Clear();
    }

    /// <summary>Takes a frame of the journal.</summary>
    /// <returns>Whether it is one of the guardrails'.</returns>
    public bool Take(JournalFrame frame)
    {
        switch (frame.Kind)
        {
            case GuardrailJournal.EventFrame:
                _events.Add(GuardrailJournal.ReadEvent(frame.Payload.Span));
                return true;
            case GuardrailJournal.TokenFrame:
                _tokens.Add(GuardrailJournal.ReadToken(frame.Payload.Span));
                return true;
            case GuardrailJournal.RepeatFrame:
                _repeats.Add(GuardrailJournal.ReadRepeat(frame.Payload.Span));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes what was taken. A record that the database refuses for what it holds is told of and left out, since it must not hold up all others.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (Count == 0)
            return;
        try
        {
            await store.WriteAsync(_events, _tokens, cancellationToken);
        }
        catch (PostgresException e) when (IsPoison(e))
        {
            foreach (SecurityEvent item in _events)
                await OneAsync([item], [], cancellationToken);
            foreach (VaultToken token in _tokens)
                await OneAsync([], [token], cancellationToken);
        }
        // After the events that they repeat.
        if (_repeats.Count > 0)
            await store.CountAsync(_repeats, cancellationToken);
        Guid[] tenants = [.. _events.Select(e => e.TenantId).Distinct()], seen = [.. _repeats.Select(r => r.TenantId).Union(tenants)];
        _events.Clear();
        _tokens.Clear();
        _repeats.Clear();
        foreach (Guid tenant in seen)
            feed.Publish(new FeedSignal(tenant, FeedTopic.Security));
        await alerts.ExecuteAsync(tenants, cancellationToken);
    }

    private async Task OneAsync(IReadOnlyList<SecurityEvent> events, IReadOnlyList<VaultToken> tokens, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(events, tokens, cancellationToken);
        }
        catch (PostgresException e) when (IsPoison(e))
        {
            logger.LogError("The database refuses a record of the guardrails ({State}); it is left out", e.SqlState);
        }
    }

    private static bool IsPoison(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("23", StringComparison.Ordinal);
}
