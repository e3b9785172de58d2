using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;

namespace Artisan.Core.Memory;

/// <summary>Checks what is given of memories.</summary>
internal static class MemoryInput
{
    /// <summary>Longest time to live, in seconds: a hundred years.</summary>
    private const long LongestTtl = 100L * 365 * 86_400;

    internal static string Content(string? content)
    {
        string text = content?.Replace("\0", "").Trim() ?? "";
        if (text.Length == 0)
            throw ArtisanException.Invalid("content", "Write what is to be remembered.");
        return text.Length <= MemoryItemModel.LongestContent ? text : throw ArtisanException.Invalid("content", $"A memory holds at most {MemoryItemModel.LongestContent:N0} characters. Sum it up, or store its parts.");
    }

    internal static string? Reference(string? reference)
    {
        string? text = reference?.Replace("\0", "").Trim();
        return string.IsNullOrEmpty(text) ? null : text.Length <= 200 ? text : throw ArtisanException.Invalid("reference", "The reference holds at most 200 characters.");
    }

    /// <summary>Until when something is remembered: as wanted, else by the policy, and never longer than that allows.</summary>
    internal static (MemoryRetention Retention, DateTimeOffset? ExpiresAt) Expiry(MemoryType type, MemoryTypeRules rules, MemoryRetention? wanted, long? ttlSeconds, DateTimeOffset now, List<string> warnings)
    {
        if (wanted is { } given && !Enum.IsDefined(given))
            throw ArtisanException.Invalid("retention", "Retention is short (1 hour), medium (30 days), long (1 year) or permanent.");
        if (wanted == MemoryRetention.Exact && ttlSeconds is null)
            throw ArtisanException.Invalid("ttl_seconds", "Exact retention needs ttl_seconds.");
        if (ttlSeconds is not null && wanted is not (null or MemoryRetention.Exact))
            throw ArtisanException.Invalid("ttl_seconds", "Give retention or ttl_seconds, not both.");
        if (ttlSeconds is < 1 or > LongestTtl)
            throw ArtisanException.Invalid("ttl_seconds", "A memory is kept for 1 second to 100 years; leave both out for the policy's time.");
        MemoryRetention retention = ttlSeconds is not null ? MemoryRetention.Exact : wanted ?? rules.Retention ?? MemoryGovernance.DefaultRetentionOf(type);
        long? seconds = ttlSeconds ?? MemoryGovernance.SecondsOf(retention);
        if (rules.TtlSeconds is { } most && (seconds is null || seconds > most))
        {
            // Only who asked for more is told.
            if (wanted is not null || ttlSeconds is not null)
                warnings.Add("retention_shortened");
            (retention, seconds) = (MemoryRetention.Exact, most);
        }
        return (retention, seconds is { } s ? now.AddSeconds(s) : null);
    }
}
