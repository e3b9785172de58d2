namespace Artisan.Core.Guardrails.Pii;

/// <summary>Kinds of personal data and secrets. Programs and settings name them as Presidio does, see <see cref="PiiTypes"/>.</summary>
public enum PiiType : byte
{
    /// <summary>The name of a person.</summary>
    Person,
    /// <summary>A place: a street address or a part of it, a city, a country.</summary>
    Location,
    /// <summary>A company, authority, school or association.</summary>
    Organization,
    /// <summary>Nationality, religious or political group.</summary>
    Nrp,
    /// <summary>A form of address or a job title.</summary>
    Title,
    /// <summary>A person's age.</summary>
    Age,
    /// <summary>A date, a time of day, or both.</summary>
    DateTime,
    /// <summary>A date that the text calls a date of birth.</summary>
    DateOfBirth,
    /// <summary>An e-mail address.</summary>
    EmailAddress,
    /// <summary>A telephone number of any country.</summary>
    PhoneNumber,
    /// <summary>A payment card number (Luhn).</summary>
    CreditCard,
    /// <summary>A social security number of the United States.</summary>
    UsSsn,
    /// <summary>A driver's licence number.</summary>
    UsDriverLicense,
    /// <summary>A passport number.</summary>
    Passport,
    /// <summary>A national identity, tax or insurance number with its check digits.</summary>
    NationalId,
    /// <summary>A postcode that stands alone.</summary>
    ZipCode,
    /// <summary>An international bank account number (mod 97).</summary>
    IbanCode,
    /// <summary>An IP address, version 4 or 6.</summary>
    IpAddress,
    /// <summary>A hardware address.</summary>
    MacAddress,
    /// <summary>A web address.</summary>
    Url,
    /// <summary>A domain name that stands alone.</summary>
    DomainName,
    /// <summary>A web address that holds a name and a password.</summary>
    UrlWithCredentials,
    /// <summary>The address of a crypto wallet (checksum).</summary>
    Crypto,
    /// <summary>A key, token, password or private key.</summary>
    Secret,
}
