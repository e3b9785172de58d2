using Artisan.Core.Data;

namespace Artisan.Core.Crm;

/// <summary>Which records a custom field or a saved view is for.</summary>
public enum CrmRecord
{
    /// <summary>Leads.</summary>
    Lead = 1,
    /// <summary>Accounts.</summary>
    Account = 2,
    /// <summary>Contacts.</summary>
    Contact = 3,
}

/// <summary>What values a custom field holds.</summary>
public enum CustomFieldType
{
    /// <summary>Text up to 400 characters.</summary>
    Text = 1,
    /// <summary>A number.</summary>
    Number = 2,
    /// <summary>A day (<c>2026-03-14</c>).</summary>
    Date = 3,
    /// <summary>Yes or no.</summary>
    Boolean = 4,
    /// <summary>One of <see cref="CustomField.ChoicesJson"/>.</summary>
    Choice = 5,
}

/// <summary>A field that a tenant has added to its records.</summary>
public sealed class CustomField : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Which records have it.</summary>
    public CrmRecord Record { get; set; }
    /// <summary>Stable key in JSON and imports: small letters, digits, <c>_</c>; unique for its records.</summary>
    public string Key { get; set; } = "";
    /// <summary>For people.</summary>
    public string Title { get; set; } = "";
    /// <summary>What values it holds.</summary>
    public CustomFieldType Type { get; set; }
    /// <summary>The choices as a JSON array of texts; null unless the type is <see cref="CustomFieldType.Choice"/>.</summary>
    public string? ChoicesJson { get; set; }
    /// <summary>When it was added (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
