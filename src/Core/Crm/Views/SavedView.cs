using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>A list's filters, order and columns under a name.</summary>
public sealed class SavedView : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Which list.</summary>
    public CrmRecord Record { get; set; }
    /// <summary>The membership that saved it.</summary>
    public Guid OwnerId { get; set; }
    /// <summary>Its name, unique for the owner's views of the list.</summary>
    public string Name { get; set; } = "";
    /// <summary>Whether everybody in the tenant sees it.</summary>
    public bool Shared { get; set; }
    /// <summary>The address's query, for instance <c>stage=qualified&amp;sort=score</c>.</summary>
    public string Query { get; set; } = "";
    /// <summary>When it was saved (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
