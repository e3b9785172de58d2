namespace Artisan.Core.Kernel;

/// <summary>
/// An append-only file on local disk. What <see cref="Append"/> has taken survives <c>kill -9</c> of the process at once, and a power cut after the
/// configured flush interval.
/// </summary>
public interface IJournal
{
    /// <summary>Appends one frame. Returns when the operating system has it.</summary>
    /// <param name="kind">What the frame holds, chosen by the feature.</param>
    /// <param name="payload">The frame's bytes.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when the disk is full or failing: the caller must refuse its work rather than lose the record.</exception>
    void Append(byte kind, ReadOnlySpan<byte> payload);

    /// <summary>Throws what <see cref="Append"/> would throw now; asked before work begins whose record must not be lost.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/>.</exception>
    void EnsureWritable();
}
