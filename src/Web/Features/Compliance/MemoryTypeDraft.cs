using System.Globalization;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;

namespace Artisan.Web.Features.Compliance;

/// <summary>The rules of one type of memory while they are being changed.</summary>
public sealed class MemoryTypeDraft
{
    private MemoryTypeRules _before = new();

    /// <summary>Every kind of personal data that can be looked for, by its name.</summary>
    public static readonly IReadOnlyList<string> Kinds = [.. Enum.GetValues<PiiType>().Select(PiiTypes.NameOf)];

    /// <summary>The type.</summary>
    public required MemoryType Type { get; init; }
    /// <summary>Whether it is remembered.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Whether personal data is taken out.</summary>
    public bool Scrub { get; set; } = true;
    /// <summary>How long it is kept where nobody says anything; empty for as usual.</summary>
    public string Retention { get; set; } = "";
    /// <summary>Days at most; null for no limit.</summary>
    public string? Days { get; set; }
    /// <summary>Whether the kinds below are taken out, and not those of the guardrails.</summary>
    public bool OwnKinds { get; set; }
    /// <summary>Kinds of personal data that are taken out.</summary>
    public HashSet<string> Chosen { get; } = [];

    /// <summary>The draft of rules.</summary>
    public static MemoryTypeDraft Of(MemoryType type, MemoryTypeRules? rules)
    {
        rules ??= new MemoryTypeRules();
        var draft = new MemoryTypeDraft
        {
            Type = type,
            _before = rules,
            Enabled = rules.Enabled,
            Scrub = rules.PiiScrubbing,
            Retention = rules.Retention?.ToString() ?? "",
            Days = rules.TtlSeconds is { } seconds ? (seconds / 86_400d).ToString("0.####", CultureInfo.InvariantCulture) : null,
            OwnKinds = rules.PiiEntityTypes is not null,
        };
        draft.Chosen.UnionWith(rules.PiiEntityTypes ?? []);
        return draft;
    }

    /// <summary>Takes a kind in or out.</summary>
    public void Choose(string kind, bool chosen)
    {
        if (chosen)
            Chosen.Add(kind);
        else
            Chosen.Remove(kind);
    }

    /// <summary>The rules as they are now. A time that was given in seconds stays, where its days were not touched.</summary>
    /// <param name="locked">Whether the mode takes personal data out in any case.</param>
    /// <param name="allKinds">Whether the mode says which kinds.</param>
    /// <param name="number">Reads a whole number, or says that it is none.</param>
    public MemoryTypeRules Read(bool locked, bool allKinds, Func<string?, int?> number) => _before with
    {
        Enabled = Enabled,
        PiiScrubbing = Scrub || locked,
        PiiEntityTypes = allKinds || !OwnKinds ? null : [.. Kinds.Where(Chosen.Contains)],
        Retention = Enum.TryParse(Retention, out MemoryRetention retention) ? retention : null,
        TtlSeconds = Days == Of(Type, _before).Days ? _before.TtlSeconds : number(Days) * 86_400L,
    };
}
