namespace Artisan.Core.Data;

/// <summary>Where texts are kept; tenants choose for each what may stay in them.</summary>
public enum KeptPlace
{
    /// <summary>Prompts, answers and what is made of them: drafts, conversations, scores, strategies, errors.</summary>
    Requests = 1,
    /// <summary>What was said and written between us and a lead: notes, e-mails, calls, tasks.</summary>
    Interactions = 2,
    /// <summary>Free text in the records of leads, accounts, contacts and campaigns.</summary>
    Records = 3,
    /// <summary>Log lines.</summary>
    Logs = 4,
}

/// <summary>A column of text that people or models wrote. It passes the tenant's policy on personal data before it is saved.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GuardedAttribute(KeptPlace place) : Attribute
{
    /// <summary>Which part of the policy holds.</summary>
    public KeptPlace Place { get; } = place;

    /// <summary>Whether the column holds JSON, whose strings are looked at one by one; else it is plain text.</summary>
    public bool Json { get; init; }
}

/// <summary>Takes out of texts what a tenant's policy does not let be kept.</summary>
public interface IKeptTextGuard
{
    /// <summary>The text as it may be kept; the same instance where nothing was found.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="place">Which part of the policy holds.</param>
    /// <param name="text">The text.</param>
    /// <param name="store">The table that it is kept in, under which what is taken out is counted; null where it is not known.</param>
    string Text(Guid tenantId, KeptPlace place, string text, string? store = null);

    /// <summary>The JSON document as it may be kept; the same instance where nothing was found. What is no JSON is looked at as text.</summary>
    string Json(Guid tenantId, KeptPlace place, string json, string? store = null);

    /// <summary>The same for UTF-8.</summary>
    /// <param name="tenantId">Whose.</param>
    /// <param name="place">Which part of the policy holds.</param>
    /// <param name="utf8">The document.</param>
    /// <param name="longest">Where the result is cut, in bytes, at the end of a value.</param>
    /// <param name="cut">Whether it was cut.</param>
    /// <param name="store">The table that it is kept in; null where it is not known.</param>
    byte[] Json(Guid tenantId, KeptPlace place, ReadOnlySpan<byte> utf8, int longest, out bool cut, string? store = null);

    /// <summary>Whether nothing would be taken out of any of these. Nothing is counted.</summary>
    bool MayStay(Guid tenantId, KeptPlace place, string text, ReadOnlySpan<byte> json);
}
