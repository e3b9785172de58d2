using System.Text.Json;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Kernel;

namespace Artisan.Core.Guardrails.Security;

/// <summary>Writes security events and vault tokens into the journal, so that no AI call waits for the database, and reads them back for it.</summary>
public sealed class GuardrailJournal(IJournal journal)
{
    /// <summary>Frame kind of a <see cref="SecurityEvent"/>.</summary>
    public const byte EventFrame = 3;
    /// <summary>Frame kind of a <see cref="VaultToken"/>.</summary>
    public const byte TokenFrame = 4;

    /// <summary>Appends an event.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Append(SecurityEvent item) => journal.Append(EventFrame, JsonSerializer.SerializeToUtf8Bytes(item, GuardrailJson.Default.SecurityEvent));

    /// <summary>Appends a token; the database keeps the first of each.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Append(VaultToken token) => journal.Append(TokenFrame, JsonSerializer.SerializeToUtf8Bytes(token, GuardrailJson.Default.VaultToken));

    /// <summary>Reads an event frame.</summary>
    public static SecurityEvent ReadEvent(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, GuardrailJson.Default.SecurityEvent)!;

    /// <summary>Reads a token frame.</summary>
    public static VaultToken ReadToken(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, GuardrailJson.Default.VaultToken)!;
}

/// <summary>Puts security events and vault tokens into the database.</summary>
public interface IGuardrailStore
{
    /// <summary>Writes a batch in one transaction; what is there already is left alone, so that repeating is harmless.</summary>
    Task WriteAsync(IReadOnlyList<SecurityEvent> events, IReadOnlyList<VaultToken> tokens, CancellationToken cancellationToken);
}
