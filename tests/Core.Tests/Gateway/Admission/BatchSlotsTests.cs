using Artisan.Core.Gateway.Admission;
using Artisan.Core.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Admission;

/// <summary>However many nodes there are, a tenant's jobs have no more calls under way than it has set, and no node keeps all slots while another waits.</summary>
public sealed class BatchSlotsTests
{
    private static readonly Guid s_tenant = Guid.CreateVersion7();
    private readonly Shares _shares = new();

    private BatchSlots Node() => new(_shares, TimeProvider.System, NullLogger<BatchSlots>.Instance);

    [Fact]
    public async Task The_number_holds_on_all_nodes_together_and_every_call_gets_its_turn()
    {
        BatchSlots[] nodes = [Node(), Node(), Node()];
        int open = 0, highest = 0, done = 0;
        await Task.WhenAll(Enumerable.Range(0, 120).Select(async i =>
        {
            using IDisposable slot = await nodes[i % 3].EnterAsync(s_tenant, 4, CancellationToken.None);
            int now = Interlocked.Increment(ref open);
            InterlockedMax(ref highest, now);
            await Task.Delay(10);
            Interlocked.Decrement(ref open);
            Interlocked.Increment(ref done);
        }));
        // On a loaded machine it may happen that no four meet.
        highest.ShouldBeInRange(2, 4);
        done.ShouldBe(120);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_node_that_always_has_more_to_do_makes_room_for_one_that_waits(int most)
    {
        BatchSlots busy = Node(), other = Node();
        using var stop = new CancellationTokenSource();
        Task[] greedy = [.. Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                using IDisposable slot = await busy.EnterAsync(s_tenant, most, CancellationToken.None);
                await Task.Delay(5);
            }
        })];
        await Task.Delay(50);
        for (int i = 0; i < 2; i++)
        {
            using IDisposable slot = await other.EnterAsync(s_tenant, most, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            _shares.Held.ShouldBeLessThanOrEqualTo(most);
        }
        await stop.CancelAsync();
        await Task.WhenAll(greedy);
    }

    [Fact]
    public async Task Who_leaves_the_queue_takes_no_slot()
    {
        BatchSlots node = Node();
        IDisposable first = await node.EnterAsync(s_tenant, 1, CancellationToken.None);
        using var left = new CancellationTokenSource();
        Task<IDisposable> leaving = node.EnterAsync(s_tenant, 1, left.Token).AsTask(), staying = node.EnterAsync(s_tenant, 1, CancellationToken.None).AsTask();
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leaving);
        first.Dispose();
        (await staying).Dispose();
    }

    [Fact]
    public async Task Slots_that_nobody_uses_are_given_back()
    {
        BatchSlots node = Node();
        (await node.EnterAsync(s_tenant, 3, CancellationToken.None)).Dispose();
        await UntilAsync(() => _shares.Held == 0);
        (await node.EnterAsync(s_tenant, 3, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Without_the_database_the_number_holds_on_each_node()
    {
        _shares.Away = true;
        BatchSlots node = Node();
        IDisposable first = await node.EnterAsync(s_tenant, 2, CancellationToken.None);
        using IDisposable second = await node.EnterAsync(s_tenant, 2, CancellationToken.None);
        Task<IDisposable> third = node.EnterAsync(s_tenant, 2, CancellationToken.None).AsTask();
        await Task.Delay(50);
        third.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await third).Dispose();
    }

    [Theory]
    // What is free is taken, whoever else is there.
    [InlineData(4, 0, 4, 0, 0, 0, 4, 0)]
    [InlineData(4, 1, 3, 2, 0, 1, 2, 0)]
    // Above an even part as much goes back as others wait for.
    [InlineData(4, 4, 8, 0, 1, 1, 4, 1)]
    [InlineData(4, 4, 8, 0, 9, 1, 4, 2)]
    [InlineData(1, 1, 1, 0, 1, 1, 1, 1)]
    // The number was lowered.
    [InlineData(2, 3, 3, 1, 0, 1, 3, 2)]
    [InlineData(1, 0, 2, 3, 0, 1, 0, 0)]
    public void Slots_are_divided(int most, int held, int wanted, int othersHeld, int othersWaiting, int others, int nowHeld, int excess) =>
        BatchHolding.Of(new BatchWish(most, held, wanted), othersHeld, othersWaiting, others).ShouldBe(new BatchHolding(nowHeld, excess));

    private static void InterlockedMax(ref int highest, int now)
    {
        for (int seen = Volatile.Read(ref highest); now > seen; seen = Volatile.Read(ref highest))
            Interlocked.CompareExchange(ref highest, now, seen);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 300 && !condition(); i++)
            await Task.Delay(50);
        condition().ShouldBeTrue();
    }

    // What the database would hold, and a check with each word that it is never too much.
    private sealed class Shares : IBatchShares
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<Guid, BatchWish> _nodes = [];

        public bool Away { get; set; }

        public int Held
        {
            get
            {
                lock (_lock)
                    return _nodes.Values.Sum(n => n.Held);
            }
        }

        public async Task<BatchHolding> ShareAsync(Guid tenantId, Guid node, BatchWish wish, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            if (Away)
                throw new ArtisanException(ErrorCode.Unavailable, "The database is away.");
            lock (_lock)
            {
                BatchWish[] others = [.. _nodes.Where(n => n.Key != node).Select(n => n.Value)];
                BatchHolding holding = BatchHolding.Of(wish, others.Sum(o => o.Held), others.Sum(o => o.Wanted - o.Held), others.Length);
                if (holding.Held == 0 && wish.Wanted == 0)
                    _nodes.Remove(node);
                else
                    _nodes[node] = wish with { Held = holding.Held, Wanted = Math.Max(wish.Wanted, holding.Held) };
                return holding;
            }
        }
    }
}
