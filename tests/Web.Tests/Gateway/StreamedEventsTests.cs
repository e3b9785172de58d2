using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Artisan.Core.Gateway.Providers;
using Artisan.Web.Features.Gateway;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway;

/// <summary>Events reach the caller when they come: what is there is never held back for what is not.</summary>
public sealed class StreamedEventsTests
{
    private readonly Pipe _pipe = new();
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task All_that_has_come_leaves_before_the_next_is_waited_for()
    {
        Task writing = ProtocolDoor.WriteEventsAsync(Events(), _pipe.Writer, Write, CancellationToken.None);
        (await ReadAsync()).ShouldBe("a;b;");
        writing.IsCompleted.ShouldBeFalse();
        _rest.SetResult();
        await writing;
        await _pipe.Writer.FlushAsync();
        (await ReadAsync()).ShouldBe("c;");
    }

    [Fact]
    public async Task What_came_before_a_failure_leaves_before_it_is_told()
    {
        Task writing = ProtocolDoor.WriteEventsAsync(Events(), _pipe.Writer, Write, CancellationToken.None);
        (await ReadAsync()).ShouldBe("a;b;");
        _rest.SetException(new ProviderException(ProviderFault.BrokenOff, "It broke off."));
        await Should.ThrowAsync<ProviderException>(writing);
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_stream_in_order()
    {
        using var left = new CancellationTokenSource();
        bool disposed = false;
        async IAsyncEnumerable<ProviderEvent> Endless([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                yield return Event("a");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                disposed = true;
            }
        }

        Task writing = ProtocolDoor.WriteEventsAsync(Endless(), _pipe.Writer, Write, left.Token);
        (await ReadAsync()).ShouldBe("a;");
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(writing);
        disposed.ShouldBeTrue();
    }

    private async IAsyncEnumerable<ProviderEvent> Events()
    {
        yield return Event("a");
        yield return Event("b");
        await _rest.Task;
        yield return Event("c");
    }

    private static ProviderEvent Event(string text) => new() { Data = Encoding.UTF8.GetBytes(text), Text = text };

    private static bool Write(in ProviderEvent item, PipeWriter writer)
    {
        writer.Write(item.Data.Span);
        writer.Write(";"u8);
        return true;
    }

    private async Task<string> ReadAsync()
    {
        ReadResult read = await _pipe.Reader.ReadAsync();
        string text = Encoding.UTF8.GetString(read.Buffer.ToArray());
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }
}
