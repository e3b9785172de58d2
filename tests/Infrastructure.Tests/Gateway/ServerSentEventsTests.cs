using System.Text;
using Artisan.Infrastructure.Gateway.Vendors;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway;

/// <summary>Events are read as browsers read them, however a stream is cut.</summary>
public sealed class ServerSentEventsTests
{
    private const string Written = "\uFEFF: a comment\r\n\r\ndata: {\"a\":1}\r\n\r\nevent: error\ndata:{\"b\":2}\n\ndata: one\ndata:  two\rdata\r\rid: 7\nretry: 3\n\ndata:\n\ndatax: no\n\n: ping\ndata: last\n\ndata: never ended";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Events_are_the_same_however_the_stream_is_cut(int piece)
    {
        (await ReadAsync(Written, piece)).ShouldBe(["{\"a\":1}", "error {\"b\":2}", "one\n two\n", "", "last"]);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(60_000)]
    public async Task Events_larger_than_the_buffer_are_whole(int piece)
    {
        string large = new('x', 50_000);
        (await ReadAsync($"data: a\n\ndata: {large}\n\ndata: {large}\ndata: b\n\ndata: c\n\n", piece)).ShouldBe(["a", large, large + "\nb", "c"]);
    }

    [Fact]
    public async Task An_event_that_never_ends_is_refused() =>
        await Should.ThrowAsync<InvalidDataException>(ReadAsync("data: " + new string('x', 300_000), 4096, limit: 100_000));

    private static async Task<List<string>> ReadAsync(string written, int piece, int limit = 1_000_000)
    {
        using var events = new ServerSentEvents(new InPieces(Encoding.UTF8.GetBytes(written), piece), limit);
        var read = new List<string>();
        do
        {
            while (events.TryRead(out ReadOnlyMemory<byte> data))
                read.Add((events.IsError ? "error " : "") + Encoding.UTF8.GetString(data.Span));
        }
        while (await events.FillAsync(CancellationToken.None));
        return read;
    }

    private sealed class InPieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // Some come at once, some are waited for.
            if (Position % 2 == 0)
                await Task.Yield();
            return Read(buffer.Span[..Math.Min(piece, buffer.Length)]);
        }
    }
}
