using Artisan.Core.Crm.Fields;

namespace Artisan.Core.Crm.Imports;

/// <summary>A fact of a lead that a column can hold.</summary>
/// <param name="Key">Key, as in the API: <c>email</c>, <c>custom.seats</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Custom">The tenant's own field; null for a fact that every lead has.</param>
public sealed record ImportField(string Key, string Title, CustomFieldInfo? Custom = null)
{
    /// <summary>Before the key of a tenant's own field.</summary>
    public const string CustomPrefix = "custom.";

    /// <summary>Facts that every lead has.</summary>
    public static readonly IReadOnlyList<ImportField> Facts =
    [
        new("email", "E-mail"), new("first_name", "First name"), new("last_name", "Last name"), new("full_name", "Whole name (is split)"), new("company", "Company"), new("title", "Position"),
        new("phone", "Phone"), new("domain", "Company's domain or website"), new("country", "Country"), new("city", "City"), new("source", "Source"), new("stage", "Stage"), new("owner", "Owner (e-mail or name)"),
    ];

    /// <summary>Facts that every lead has, and the tenant's own.</summary>
    public static IReadOnlyList<ImportField> With(IEnumerable<CustomFieldInfo> custom) => [.. Facts, .. custom.Select(c => new ImportField(CustomPrefix + c.Key, c.Title, c))];
}
