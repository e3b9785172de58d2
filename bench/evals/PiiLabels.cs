using Artisan.Core.Guardrails.Pii;

namespace Artisan.Evals;

/// <summary>Which types of the engine answer to which label of a data set.</summary>
internal static class PiiLabels
{
    private static readonly Dictionary<string, (string Name, PiiType[] Types)> s_labels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PERSON"] = ("PERSON", [PiiType.Person]),
        ["ADDRESS"] = ("LOCATION", [PiiType.Location, PiiType.ZipCode]),
        ["STREET_ADDRESS"] = ("LOCATION", [PiiType.Location, PiiType.ZipCode]),
        ["GPE"] = ("LOCATION", [PiiType.Location]),
        ["LOCATION"] = ("LOCATION", [PiiType.Location]),
        ["ORGANIZATION"] = ("ORGANIZATION", [PiiType.Organization]),
        ["NRP"] = ("NRP", [PiiType.Nrp]),
        ["TITLE"] = ("TITLE", [PiiType.Title]),
        ["PREFIX"] = ("TITLE", [PiiType.Title]),
        ["AGE"] = ("AGE", [PiiType.Age]),
        ["DATE_TIME"] = ("DATE_TIME", [PiiType.DateTime, PiiType.DateOfBirth]),
        ["EMAIL_ADDRESS"] = ("EMAIL_ADDRESS", [PiiType.EmailAddress]),
        ["PHONE_NUMBER"] = ("PHONE_NUMBER", [PiiType.PhoneNumber]),
        ["CREDIT_CARD"] = ("CREDIT_CARD", [PiiType.CreditCard]),
        ["US_SSN"] = ("US_SSN", [PiiType.UsSsn]),
        ["US_DRIVER_LICENSE"] = ("US_DRIVER_LICENSE", [PiiType.UsDriverLicense]),
        ["ZIP_CODE"] = ("ZIP_CODE", [PiiType.ZipCode]),
        ["IBAN_CODE"] = ("IBAN_CODE", [PiiType.IbanCode]),
        ["IP_ADDRESS"] = ("IP_ADDRESS", [PiiType.IpAddress]),
        ["DOMAIN_NAME"] = ("URL", [PiiType.Url, PiiType.DomainName, PiiType.UrlWithCredentials]),
        ["URL"] = ("URL", [PiiType.Url, PiiType.DomainName, PiiType.UrlWithCredentials]),
        ["US_PASSPORT"] = ("PASSPORT", [PiiType.Passport]),
        ["CRYPTO"] = ("CRYPTO", [PiiType.Crypto]),
    };

    /// <summary>The name under which a label is counted.</summary>
    public static string NameOf(string label) => s_labels.TryGetValue(label, out (string Name, PiiType[] Types) known) ? known.Name : label;

    /// <summary>The name under which a finding that no gold span takes is counted.</summary>
    public static string NameOf(PiiType type) => type switch
    {
        PiiType.DomainName or PiiType.UrlWithCredentials => "URL",
        PiiType.DateOfBirth => "DATE_TIME",
        _ => PiiTypes.NameOf(type),
    };

    /// <summary>Whether a finding of this type answers to the label.</summary>
    public static bool Answers(PiiType type, string label) => s_labels.TryGetValue(label, out (string Name, PiiType[] Types) known) && known.Types.Contains(type);
}
