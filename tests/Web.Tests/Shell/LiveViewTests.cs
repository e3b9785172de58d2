using System.Diagnostics;
using Artisan.Core.Kernel;
using Artisan.Web.Live;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class LiveViewTests
{
    private static readonly Guid Tenant = Guid.CreateVersion7();
    private readonly LiveFeed _feed = new();
    private int _pulls;

    [Fact]
    public async Task Pulls_at_once_and_after_a_signal()
    {
        await using LiveView view = Watch();
        await Until(() => _pulls == 1);
        _feed.Publish(new FeedSignal(Tenant, FeedTopic.Jobs));
        await Until(() => _pulls == 2);
        view.PulledAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Foreign_tenants_and_other_topics_do_not_pull()
    {
        await using LiveView view = Watch();
        await Until(() => _pulls == 1);
        _feed.Publish(new FeedSignal(Guid.CreateVersion7(), FeedTopic.Jobs));
        _feed.Publish(new FeedSignal(Tenant, FeedTopic.Audit));
        await Task.Delay(200);
        _pulls.ShouldBe(1);
    }

    [Fact]
    public async Task Never_more_than_fifteen_a_second_and_never_misses_the_last()
    {
        int published = 0, seen = -1;
        await using var view = new LiveView(_feed, Tenant, [FeedTopic.Jobs], (_, _) =>
        {
            Interlocked.Increment(ref _pulls);
            seen = Volatile.Read(ref published);
            return Task.CompletedTask;
        }, TimeProvider.System);
        var clock = Stopwatch.StartNew();
        while (clock.ElapsedMilliseconds < 600)
        {
            published++;
            _feed.Publish(new FeedSignal(Tenant, FeedTopic.Jobs));
            await Task.Delay(2);
        }
        await Until(() => seen == published);
        _pulls.ShouldBeLessThanOrEqualTo((int)(clock.Elapsed.TotalSeconds * 15) + 2);
    }

    [Fact]
    public async Task A_failed_pull_is_told_and_repeated()
    {
        Exception? told = null;
        await using var view = new LiveView(_feed, Tenant, [FeedTopic.Jobs],
            (_, _) => ++_pulls == 1 ? throw new InvalidOperationException("away") : Task.CompletedTask, TimeProvider.System, e => told = e);
        await Until(() => _pulls == 2);
        told.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Disposing_cancels_the_pull_and_waits_for_it()
    {
        bool ended = false;
        var started = new TaskCompletionSource();
        var view = new LiveView(_feed, Tenant, [FeedTopic.Jobs], async (_, token) =>
        {
            started.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended = true;
            }
        }, TimeProvider.System);
        await started.Task;
        await view.DisposeAsync();
        ended.ShouldBeTrue();
        await view.DisposeAsync();
    }

    private LiveView Watch() => new(_feed, Tenant, [FeedTopic.Jobs], (_, _) =>
    {
        Interlocked.Increment(ref _pulls);
        return Task.CompletedTask;
    }, TimeProvider.System);

    private static async Task Until(Func<bool> done)
    {
        var clock = Stopwatch.StartNew();
        while (!done())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(5);
        }
    }
}
