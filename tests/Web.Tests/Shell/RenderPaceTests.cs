using Artisan.Web.Live;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

/// <summary>How often what grows is rendered.</summary>
public sealed class RenderPaceTests
{
    [Fact]
    public async Task Many_pieces_make_few_renders_and_the_last_is_shown()
    {
        int renders = 0, shown = 0, written = 0;
        var last = new TaskCompletionSource();
        long began = TimeProvider.System.GetTimestamp();
        await using var pace = new RenderPace(() =>
        {
            Interlocked.Increment(ref renders);
            if ((shown = Volatile.Read(ref written)) == 2000)
                last.TrySetResult();
            return Task.CompletedTask;
        }, TimeProvider.System);
        for (int i = 1; i <= 2000; i++)
        {
            Volatile.Write(ref written, i);
            pace.Touch();
        }
        await last.Task.WaitAsync(TimeSpan.FromSeconds(20));
        double frames = TimeProvider.System.GetElapsedTime(began) / LiveView.Frame;
        renders.ShouldBeLessThanOrEqualTo((int)Math.Ceiling(frames) + 1);
        shown.ShouldBe(2000);
    }
}
