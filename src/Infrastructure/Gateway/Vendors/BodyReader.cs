using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>Reads an answer's body into one buffer, up to a limit.</summary>
internal static class BodyReader
{
    /// <summary>Reads all; null when the body is longer than the limit.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAllAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        long? length = content.Headers.ContentLength;
        if (length > limit)
            return null;
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        // One byte more than announced, so that the end is seen without growing.
        byte[] buffer = new byte[length is { } known ? (int)known + 1 : 16 * 1024];
        int filled = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
                return buffer.AsMemory(0, filled);
            filled += read;
            if (filled > limit)
                return null;
            if (filled == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, (long)limit + 1));
        }
    }

    /// <summary>The first bytes of an error's body; what cannot be read is left out, since the status alone tells enough.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadStartAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[limit];
        int filled = 0;
        try
        {
            await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
            int read;
            while (filled < limit && (read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken)) > 0)
                filled += read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // what came so far must do
        }
        return buffer.AsMemory(0, filled);
    }

    public static ProviderException TooLarge(string provider, int limit) =>
        new(ProviderFault.Malformed, $"The answer of provider `{provider}` is larger than {limit / (1024 * 1024)} MB.");
}
