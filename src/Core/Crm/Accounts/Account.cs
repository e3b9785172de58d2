using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>A company that may buy or has bought.</summary>
public sealed class Account : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";
    /// <summary>Name for matching where no domain is known (<see cref="CrmKeys.Name"/>).</summary>
    public string NameKey { get; set; } = "";
    /// <summary>Normalised domain (<see cref="CrmKeys.Domain"/>) by which accounts are matched; unique in the tenant, null when there is none.</summary>
    public string? Domain { get; set; }
    /// <summary>Industry.</summary>
    public string? Industry { get; set; }
    /// <summary>People who work there; null when unknown.</summary>
    public int? Employees { get; set; }
    /// <summary>Revenue a year in USD; null when unknown.</summary>
    public decimal? AnnualRevenueUsd { get; set; }
    /// <summary>Country.</summary>
    public string? Country { get; set; }
    /// <summary>City.</summary>
    public string? City { get; set; }
    /// <summary>Phone.</summary>
    public string? Phone { get; set; }
    /// <summary>The membership that looks after it; null while unassigned.</summary>
    public Guid? OwnerId { get; set; }
    /// <summary>Values of the tenant's own fields as a JSON object, by <see cref="CustomField.Key"/>.</summary>
    [Guarded(KeptPlace.Records, Json = true)]
    public string CustomJson { get; set; } = "{}";
    /// <summary>Lower-case name, domain and industry, for search.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>When it was created (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When its own facts last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>The import that created it; null when made by hand or API.</summary>
    public Guid? ImportId { get; set; }
    /// <summary>Grows with every change of its own facts; guards against overwriting another's change.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Sets name key, domain and search text from the facts. Call before saving.</summary>
    public void Refresh()
    {
        Domain = CrmKeys.Domain(Domain);
        NameKey = CrmKeys.Name(Name);
        SearchText = CrmKeys.Search(Name, Domain, Industry);
    }
}
