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
    /// <summary>Frame kind of a <see cref="SecurityRepeat"/>.</summary>
    public const byte RepeatFrame = 5;

    /// <summary>Appends an event.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Append(SecurityEvent item) => journal.Append(EventFrame, JsonSerializer.SerializeToUtf8Bytes(item, GuardrailJson.Default.SecurityEvent));

    /// <summary>Appends that something was found again.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Append(SecurityRepeat repeat) => journal.Append(RepeatFrame, JsonSerializer.SerializeToUtf8Bytes(repeat, GuardrailJson.Default.SecurityRepeat));

    /// <summary>Appends a token; the database keeps the first of each.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Append(VaultToken token) => journal.Append(TokenFrame, JsonSerializer.SerializeToUtf8Bytes(token, GuardrailJson.Default.VaultToken));

    /// <summary>Reads an event frame.</summary>
    public static SecurityEvent ReadEvent(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, GuardrailJson.Default.SecurityEvent)!;

    /// <summary>Reads a repeat frame.</summary>
    public static SecurityRepeat ReadRepeat(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, GuardrailJson.Default.SecurityRepeat)!;

    /// <summary>Reads a token frame.</summary>
    public static VaultToken ReadToken(ReadOnlySpan<byte> payload) => JsonSerializer.Deserialize(payload, GuardrailJson.Default.VaultToken)!;
}

/// <summary>Puts security events and vault tokens into the database.</summary>
public interface IGuardrailStore
{
    /// <summary>
    /// Writes a batch in one transaction; what is there already is left alone, so that repeating is harmless. An event whose finding is there since less than a
    /// day counts up on that.
    /// </summary>
    Task WriteAsync(IReadOnlyList<SecurityEvent> events, IReadOnlyList<VaultToken> tokens, CancellationToken cancellationToken);

    /// <summary>Counts findings up that are there since less than a day. One that is not later than the last that was counted has been counted, so that repeating is harmless.</summary>
    Task CountAsync(IReadOnlyList<SecurityRepeat> repeats, CancellationToken cancellationToken);
}
