using System.Collections.Concurrent;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Kernel;

namespace Artisan.Core.Guardrails.Vault;

/// <summary>Keeps values behind reversible tokens: encrypted, by way of the journal, so that a token never stands in a text whose value could be lost.</summary>
public sealed class Vault(GuardrailJournal journal, ICredentialProtector protector)
{
    private const int Remembered = 50_000;
    // What this process has kept already; forgetting costs only a frame that the database leaves out.
    private readonly ConcurrentDictionary<(Guid, string), byte> _kept = new();

    /// <summary>Forgets what this process has kept already: it was deleted, and a value that comes again must be kept again.</summary>
    public void Forget() => _kept.Clear();

    /// <summary>Keeps a value.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when the journal cannot be written.</exception>
    public void Keep(Guid tenantId, string token, PiiType type, string value)
    {
        if (!_kept.TryAdd((tenantId, token), 0))
            return;
        if (_kept.Count > Remembered)
            _kept.Clear();
        try
        {
            journal.Append(new VaultToken { TenantId = tenantId, Token = token, Type = PiiTypes.NameOf(type), EncryptedValue = protector.Protect(value), CreatedAt = DateTimeOffset.UtcNow });
        }
        catch
        {
            _kept.TryRemove((tenantId, token), out _);
            throw;
        }
    }
}
