using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>A person at an account whom we know: a lead that was won, or someone beside it.</summary>
public sealed class Contact : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The account.</summary>
    public Guid? AccountId { get; set; }
    /// <summary>The lead that the person came from; null for none.</summary>
    public Guid? LeadId { get; set; }
    /// <summary>First name.</summary>
    public string FirstName { get; set; } = "";
    /// <summary>Last name.</summary>
    public string LastName { get; set; } = "";
    /// <summary>Whole name; the e-mail where no name is known.</summary>
    public string Name { get; set; } = "";
    /// <summary>E-mail as it was given.</summary>
    public string? Email { get; set; }
    /// <summary>Normalised e-mail; unique in the tenant, null when there is none.</summary>
    public string? EmailKey { get; set; }
    /// <summary>Phone.</summary>
    public string? Phone { get; set; }
    /// <summary>Position.</summary>
    [Guarded(KeptPlace.Records)]
    public string? Title { get; set; }
    /// <summary>The membership that looks after the person; null while unassigned.</summary>
    public Guid? OwnerId { get; set; }
    /// <summary>Values of the tenant's own fields as a JSON object, by <see cref="CustomField.Key"/>.</summary>
    [Guarded(KeptPlace.Records, Json = true)]
    public string CustomJson { get; set; } = "{}";
    /// <summary>Lower-case name, e-mail and title, for search.</summary>
    public string SearchText { get; set; } = "";
    /// <summary>When it was created (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When its own facts last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>Grows with every change of its own facts; guards against overwriting another's change.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Sets name, e-mail key and search text from the facts. Call before saving.</summary>
    public void Refresh()
    {
        EmailKey = CrmKeys.Email(Email);
        string name = $"{FirstName} {LastName}".Trim();
        Name = name.Length > 0 ? name : Email ?? "Unknown";
        SearchText = CrmKeys.Search(Name, Email, Title);
    }
}
