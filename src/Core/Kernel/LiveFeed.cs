using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Artisan.Core.Kernel;

/// <summary>Says that something changed; whoever shows it reads it again. It carries no data, so that it can be lost, merged or repeated without harm.</summary>
/// <param name="TenantId">Whose; <see cref="Guid.Empty"/> for the deployment's own.</param>
/// <param name="Topic">One of <see cref="FeedTopic"/>.</param>
/// <param name="Key">Which one, for instance a job id; null for "some of this kind".</param>
public readonly record struct FeedSignal(Guid TenantId, string Topic, string? Key = null);

/// <summary>The topics of the live feed.</summary>
public static class FeedTopic
{
    /// <summary>A request was recorded.</summary>
    public const string Requests = "requests";
    /// <summary>A job row changed.</summary>
    public const string Jobs = "jobs";
    /// <summary>Keys, members, workspaces, providers, policies or settings changed.</summary>
    public const string Control = "control";
    /// <summary>The configuration file was read again.</summary>
    public const string Configuration = "configuration";
    /// <summary>A lead, or something of a lead, changed; the key is the lead's id.</summary>
    public const string Leads = "leads";
    /// <summary>An account changed; the key is its id, or absent where many did.</summary>
    public const string Accounts = "accounts";
    /// <summary>A contact changed; the key is its id.</summary>
    public const string Contacts = "contacts";
    /// <summary>A campaign or its leads changed; the key is the campaign's id.</summary>
    public const string Campaigns = "campaigns";
    /// <summary>A score was made; the key is the lead's id.</summary>
    public const string Scoring = "scoring";
    /// <summary>An import changed; the key is the import's id.</summary>
    public const string Imports = "imports";
    /// <summary>A verdict on an AI result was given; the key is the request's id.</summary>
    public const string Feedback = "feedback";
    /// <summary>A conversation grew; the key is the session's id.</summary>
    public const string Conversations = "conversations";
    /// <summary>The guardrails found something, or a finding was reviewed.</summary>
    public const string Security = "security";
    /// <summary>Providers or models became sick or well; of the deployment where the tenant is empty.</summary>
    public const string Health = "health";
    /// <summary>A budget crossed a share, was changed or reset, or somebody asked for more.</summary>
    public const string Budgets = "budgets";
    /// <summary>Answers were kept in the cache, given again or forgotten.</summary>
    public const string Cache = "cache";
    /// <summary>The audit chain grew.</summary>
    public const string Audit = "audit";
    /// <summary>Something was remembered, changed or forgotten.</summary>
    public const string Memories = "memories";
}

/// <summary>
/// In-process publish and subscribe of "changed" signals; a bridge carries them to other nodes. Publishing never blocks: a slow subscriber
/// loses signals, which is harmless because a signal only says "read again".
/// </summary>
public sealed class LiveFeed
{
    private readonly ConcurrentDictionary<long, Subscription> _subscriptions = new();
    private long _next;

    /// <summary>Raised for signals of this process, before delivery; the bridge to other nodes listens here.</summary>
    public event Action<FeedSignal>? PublishedHere;

    /// <summary>Raised for every signal, also of other nodes; for the few in-process listeners that want all tenants.</summary>
    public event Action<FeedSignal>? Delivered;

    /// <summary>Tells every subscriber, here and (by the bridge) on other nodes.</summary>
    public void Publish(FeedSignal signal)
    {
        PublishedHere?.Invoke(signal);
        Deliver(signal);
    }

    /// <summary>Tells the subscribers of this process only; for signals that came from another node.</summary>
    public void Deliver(FeedSignal signal)
    {
        Delivered?.Invoke(signal);
        foreach (Subscription subscription in _subscriptions.Values)
            subscription.Offer(signal);
    }

    /// <summary>Subscribes to a tenant's signals of some topics. Dispose to end.</summary>
    public Subscription Subscribe(Guid tenantId, params string[] topics)
    {
        long id = Interlocked.Increment(ref _next);
        var subscription = new Subscription(tenantId, topics, () => _subscriptions.TryRemove(id, out _));
        _subscriptions[id] = subscription;
        return subscription;
    }

    /// <summary>One subscriber's capped queue of signals.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly Channel<FeedSignal> _channel = Channel.CreateBounded<FeedSignal>(
            new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        private readonly Guid _tenantId;
        private readonly string[] _topics;
        private readonly Action _remove;

        internal Subscription(Guid tenantId, string[] topics, Action remove) => (_tenantId, _topics, _remove) = (tenantId, topics, remove);

        internal void Offer(FeedSignal signal)
        {
            if (signal.TenantId == _tenantId && Array.IndexOf(_topics, signal.Topic) >= 0)
                _channel.Writer.TryWrite(signal);
        }

        /// <summary>Waits for the next signal, then takes all that wait; empty when the subscription has ended.</summary>
        public async ValueTask<IReadOnlyList<FeedSignal>> NextAsync(CancellationToken cancellationToken)
        {
            if (!await _channel.Reader.WaitToReadAsync(cancellationToken))
                return [];
            var signals = new List<FeedSignal>();
            while (_channel.Reader.TryRead(out FeedSignal signal))
                signals.Add(signal);
            return signals;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            _remove();
            _channel.Writer.TryComplete();
        }
    }
}
