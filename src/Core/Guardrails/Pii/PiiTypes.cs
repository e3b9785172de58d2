using System.Collections.Frozen;

namespace Artisan.Core.Guardrails.Pii;

/// <summary>The stable names of <see cref="PiiType"/>, as Presidio has them where it has the type.</summary>
public static class PiiTypes
{
    private static readonly string[] s_names =
    [
        "PERSON", "LOCATION", "ORGANIZATION", "NRP", "TITLE", "AGE", "DATE_TIME", "DATE_OF_BIRTH", "EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "US_SSN", "US_DRIVER_LICENSE", "PASSPORT",
        "NATIONAL_ID", "ZIP_CODE", "IBAN_CODE", "IP_ADDRESS", "MAC_ADDRESS", "URL", "DOMAIN_NAME", "URL_WITH_CREDENTIALS", "CRYPTO", "SECRET",
    ];

    private static readonly FrozenDictionary<string, PiiType> s_byName = s_names.Select((name, i) => (name, i)).ToFrozenDictionary(n => n.name, n => (PiiType)n.i, StringComparer.OrdinalIgnoreCase);

    /// <summary>All types, in the order of their values.</summary>
    public static readonly IReadOnlyList<PiiType> All = Enum.GetValues<PiiType>();

    /// <summary>The stable name.</summary>
    public static string NameOf(PiiType type) => s_names[(int)type];

    /// <summary>The type of this name, without regard to case.</summary>
    public static bool TryParse(string name, out PiiType type) => s_byName.TryGetValue(name, out type);
}
