using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;

namespace Artisan.Web.Features.Compliance;

/// <summary>Who may be sent what is remembered, while it is being changed.</summary>
public sealed class SharingDraft
{
    /// <summary>Whether only those named may be sent anything.</summary>
    public bool Named { get; set; }
    /// <summary>Who is named.</summary>
    public List<Row> Rows { get; } = [];

    /// <summary>The draft of what holds.</summary>
    public static SharingDraft Of(IReadOnlyList<MemorySharing>? providers)
    {
        var draft = new SharingDraft { Named = providers is not null };
        draft.Rows.AddRange((providers ?? []).Select(p => new Row(p.Provider, p.Region, p.MemoryTypes)));
        return draft;
    }

    /// <summary>As the policy keeps it.</summary>
    public IReadOnlyList<MemorySharing>? Read() => !Named ? null
        : [.. Rows.Where(r => r.Provider.Length > 0).Select(r => new MemorySharing(r.Provider, string.IsNullOrWhiteSpace(r.Region) ? null : r.Region.Trim(), r.Types.Count == Enum.GetValues<MemoryType>().Length ? null : [.. r.Types.Order()]))];

    /// <summary>One provider.</summary>
    public sealed class Row
    {
        private static int s_last;

        /// <summary>A row.</summary>
        public Row(string provider, string? region, IReadOnlyList<MemoryType>? types)
        {
            (Id, Provider, Region) = (Interlocked.Increment(ref s_last), provider, region);
            Types = [.. types ?? Enum.GetValues<MemoryType>()];
        }

        /// <summary>Tells its fields from those of others.</summary>
        public int Id { get; }
        /// <summary>Name of the provider instance.</summary>
        public string Provider { get; set; }
        /// <summary>Where it works.</summary>
        public string? Region { get; set; }
        /// <summary>Types that it may be sent.</summary>
        public HashSet<MemoryType> Types { get; }

        /// <summary>Takes a type in or out.</summary>
        public void Choose(MemoryType type, bool chosen)
        {
            if (chosen)
                Types.Add(type);
            else
                Types.Remove(type);
        }
    }
}
