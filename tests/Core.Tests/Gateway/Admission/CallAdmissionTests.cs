using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Admission;

/// <summary>However many calls come, few are under way, a bounded number waits, and people go first.</summary>
public sealed class CallAdmissionTests
{
    private static readonly AiLimits Limits = new(MaxConcurrentCalls: 1, MaxQueuedCalls: 2, MaxQueuedBytes: 1000, MaxQueueSeconds: 30);
    private readonly CallAdmission _admission = new(TimeProvider.System);

    private Task<IDisposable> EnterAsync(CallPriority priority, int bytes = 1, CancellationToken cancellationToken = default) => _admission.EnterAsync(priority, bytes, Limits, cancellationToken).AsTask();

    [Fact]
    public async Task Who_waits_gets_the_place_of_who_leaves()
    {
        IDisposable first = await EnterAsync(CallPriority.Interactive);
        Task<IDisposable> second = EnterAsync(CallPriority.Interactive);
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await second).Dispose();
        (_admission.Open, _admission.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public async Task People_go_before_jobs_whoever_came_first()
    {
        IDisposable first = await EnterAsync(CallPriority.Interactive);
        Task<IDisposable> job = EnterAsync(CallPriority.Batch);
        Task<IDisposable> person = EnterAsync(CallPriority.Interactive);
        first.Dispose();
        IDisposable place = await person;
        job.IsCompleted.ShouldBeFalse();
        place.Dispose();
        (await job).Dispose();
    }

    [Fact]
    public async Task A_full_queue_refuses_with_a_time_to_wait()
    {
        using IDisposable first = await EnterAsync(CallPriority.Interactive);
        _ = EnterAsync(CallPriority.Interactive);
        _ = EnterAsync(CallPriority.Interactive);
        ArtisanException refused = await Should.ThrowAsync<ArtisanException>(() => EnterAsync(CallPriority.Interactive));
        refused.Code.ShouldBe(ErrorCode.RateLimited);
        refused.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task In_a_full_queue_a_job_makes_room_for_a_person()
    {
        IDisposable first = await EnterAsync(CallPriority.Interactive);
        Task<IDisposable> older = EnterAsync(CallPriority.Batch), newer = EnterAsync(CallPriority.Batch);
        Task<IDisposable> person = EnterAsync(CallPriority.Interactive);
        (await Should.ThrowAsync<ArtisanException>(() => newer)).Code.ShouldBe(ErrorCode.RateLimited);
        first.Dispose();
        (await person).Dispose();
        (await older).Dispose();
        _admission.Open.ShouldBe(0);
    }

    [Fact]
    public async Task Waiting_calls_hold_no_more_memory_than_allowed()
    {
        using IDisposable first = await EnterAsync(CallPriority.Interactive);
        _ = EnterAsync(CallPriority.Interactive, 900);
        await Should.ThrowAsync<ArtisanException>(() => EnterAsync(CallPriority.Interactive, 200));
    }

    [Fact]
    public async Task Who_leaves_the_queue_keeps_no_place()
    {
        IDisposable first = await EnterAsync(CallPriority.Interactive);
        using var leave = new CancellationTokenSource();
        Task<IDisposable> second = EnterAsync(CallPriority.Interactive, 1, leave.Token);
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        first.Dispose();
        (_admission.Open, _admission.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_thousand_callers_share_a_few_places_and_all_come_through()
    {
        var limits = new AiLimits(MaxConcurrentCalls: 7, MaxQueuedCalls: 2000);
        int under = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            using IDisposable place = await _admission.EnterAsync(i % 3 == 0 ? CallPriority.Batch : CallPriority.Interactive, 1, limits, CancellationToken.None);
            int now = Interlocked.Increment(ref under);
            for (int seen = most; now > seen && Interlocked.CompareExchange(ref most, now, seen) != seen; seen = most)
            {
                // another one was higher meanwhile
            }
            await Task.Yield();
            Interlocked.Decrement(ref under);
        }));
        most.ShouldBeLessThanOrEqualTo(7);
        (_admission.Open, _admission.Waiting).ShouldBe((0, 0));
    }
}
