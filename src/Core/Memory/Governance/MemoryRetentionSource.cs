using System.Globalization;
using Artisan.Core.Compliance.Retention;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory.Governance;

/// <summary>How long memories are kept, by type.</summary>
internal sealed class MemoryRetentionSource : IRetentionSource
{
    /// <inheritdoc/>
    public int Order => 10;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionStoreV1>> ReadAsync(ArtisanDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string? json = await db.MemoryPolicies.AsNoTracking().Select(p => p.PolicyJson).SingleOrDefaultAsync(cancellationToken);
        MemoryGovernance policy = json is null ? MemoryGovernance.Default : MemoryGovernance.Read(json);
        Dictionary<MemoryType, RetentionFigures> figures = await RetentionCounts.ByEndAsync(db.Memories.AsNoTracking(), m => m.Type, m => m.CreatedAt, m => m.ExpiresAt, now, cancellationToken);
        Dictionary<MemoryType, long> free = await db.LegalHolds.AnyAsync(h => h.ReleasedAt == null, cancellationToken)
            ? await LegalHolds.NotHeld(db, db.Memories.AsNoTracking()).GroupBy(m => m.Type).Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken)
            : figures.ToDictionary(f => f.Key, f => f.Value.Ends.Total);
        return [.. Enum.GetValues<MemoryType>().Select(type =>
        {
            RetentionFigures of = figures.GetValueOrDefault(type, RetentionFigures.None);
            string name = MemoryItem.NameOf(type);
            return of.For($"memories.{name}", $"Memories: {TitleOf(name)}", RuleOf(policy, type), RetentionOrigin.MemoryPolicy, of.Ends.Total - free.GetValueOrDefault(type));
        })];
    }

    private static string TitleOf(string name)
    {
        string words = name.Replace('_', ' ').Replace("email", "e-mail", StringComparison.Ordinal);
        return words.EndsWith('y') ? words[..^1] + "ies" : words + "s";
    }

    private static string RuleOf(MemoryGovernance policy, MemoryType type)
    {
        MemoryTypeRules rules = policy.RulesOf(type);
        if (!policy.Enabled || !rules.Enabled)
            return "Not remembered any more; what is there ends by its time";
        long? usual = MemoryGovernance.SecondsOf(rules.Retention ?? MemoryGovernance.DefaultRetentionOf(type));
        string unless = $"{Words(rules.TtlSeconds is { } most && (usual is null || usual > most) ? most : usual)} unless told otherwise";
        return rules.TtlSeconds is { } longest ? $"{unless}, {Words(longest)} at most" : unless;
    }

    private static string Words(long? seconds) => seconds switch
    {
        null => "For ever",
        < 86_400 => Plural(seconds.Value / 3600d, "hour"),
        _ => Plural(seconds.Value / 86_400d, "day"),
    };

    private static string Plural(double count, string unit) => $"{count.ToString("0.#", CultureInfo.InvariantCulture)} {unit}{(count == 1 ? "" : "s")}";
}
