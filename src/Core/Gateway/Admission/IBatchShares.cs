namespace Artisan.Core.Gateway.Admission;

/// <summary>How many slots a node has, and would like to have.</summary>
/// <param name="Most">Slots of the tenant on all nodes together, at least 1.</param>
/// <param name="Held">Slots that the node holds; it may hold fewer than it said last, never more.</param>
/// <param name="Wanted">Slots that it could use.</param>
public readonly record struct BatchWish(int Most, int Held, int Wanted);

/// <summary>What a node may hold.</summary>
/// <param name="Held">Slots that it holds from now on, at least those that it held.</param>
/// <param name="Excess">How many of them it should give back as their calls end, since other nodes wait for their part or the number was lowered.</param>
public readonly record struct BatchHolding(int Held, int Excess)
{
    /// <summary>What a node gets of what the others leave: all that is free; and what of it is above an even part while others wait, or above the number.</summary>
    /// <param name="wish">The node's.</param>
    /// <param name="othersHeld">Slots that the others hold.</param>
    /// <param name="othersWaiting">Slots that the others want beyond.</param>
    /// <param name="others">Other nodes that hold or want any.</param>
    public static BatchHolding Of(BatchWish wish, int othersHeld, int othersWaiting, int others)
    {
        int held = Math.Max(wish.Held, Math.Min(wish.Wanted, wish.Most - othersHeld));
        int aboveEven = Math.Min(held - wish.Most / (others + 1), othersWaiting), aboveAll = Math.Min(held, held + othersHeld - wish.Most);
        return new BatchHolding(held, Math.Max(0, Math.Max(aboveEven, aboveAll)));
    }
}

/// <summary>The port to what all nodes hold of tenants' slots for calls of jobs.</summary>
public interface IBatchShares
{
    /// <summary>Says what a node holds and wants, and takes for it what is free. A node that says nothing for <see cref="BatchShare.Gone"/> holds nothing any more.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.Unavailable"/> when the database is away.</exception>
    Task<BatchHolding> ShareAsync(Guid tenantId, Guid node, BatchWish wish, CancellationToken cancellationToken);
}
