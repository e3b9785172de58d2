namespace Artisan.Core.Guardrails.Pii.Lexicons;

/// <summary>What the lexicons know of a word or phrase. The names of the flags are the names of the sections in the lexicon files.</summary>
[Flags]
internal enum WordFlags : ulong
{
    None = 0,
    /// <summary>A given name.</summary>
    Given = 1UL << 0,
    /// <summary>A family name.</summary>
    Family = 1UL << 1,
    /// <summary>A town.</summary>
    City = 1UL << 2,
    /// <summary>A country, in its own or a great language.</summary>
    Country = 1UL << 3,
    /// <summary>A state, province or region.</summary>
    Region = 1UL << 4,
    /// <summary>An abbreviation of a state: <c>CA</c>, <c>NSW</c>.</summary>
    RegionCode = 1UL << 5,
    /// <summary>A nationality, religion or political group.</summary>
    Group = 1UL << 6,
    /// <summary>A legal form behind a company's name: <c>Ltd</c>, <c>GmbH</c>.</summary>
    LegalForm = 1UL << 7,
    /// <summary>A word that makes a name an organisation's: <c>Bank</c>, <c>University</c>.</summary>
    OrganisationWord = 1UL << 8,
    /// <summary>A known organisation.</summary>
    Organisation = 1UL << 9,
    /// <summary>A word for a street that stands behind its name: <c>Street</c>.</summary>
    StreetAfter = 1UL << 10,
    /// <summary>A word for a street that stands before its name: <c>rue</c>, <c>via</c>.</summary>
    StreetBefore = 1UL << 11,
    /// <summary>A part of a building: <c>Apt</c>, <c>Suite</c>, <c>Floor</c>.</summary>
    Unit = 1UL << 12,
    /// <summary>A form of address: <c>Mr</c>, <c>Frau</c>, <c>Dr</c>.</summary>
    Honorific = 1UL << 13,
    /// <summary>The main word of a job title: <c>engineer</c>.</summary>
    Job = 1UL << 14,
    /// <summary>A particle inside names: <c>van</c>, <c>de</c>, <c>bin</c>.</summary>
    Particle = 1UL << 15,
    /// <summary>A suffix behind names: <c>Jr</c>, <c>PhD</c>.</summary>
    NameSuffix = 1UL << 16,
    /// <summary>A word of English.</summary>
    Word = 1UL << 17,
    /// <summary>A function word of some language; never a name by itself.</summary>
    Function = 1UL << 18,
    /// <summary>A month.</summary>
    Month = 1UL << 19,
    /// <summary>A day of the week.</summary>
    Weekday = 1UL << 20,
    /// <summary>A top-level domain.</summary>
    TopLevelDomain = 1UL << 21,
    /// <summary>More words may follow and make a phrase that the lexicons know.</summary>
    PhraseStart = 1UL << 22,
    /// <summary>A town of more than 300,000 people.</summary>
    BigCity = 1UL << 23,
    /// <summary>A given name that many people bear, or that is not also a word.</summary>
    CommonGiven = 1UL << 24,
    /// <summary>Before a place: <c>in</c>, <c>from</c>, <c>to</c>, <c>at</c>.</summary>
    PlaceLead = 1UL << 25,
    /// <summary>A verb whose subject is a person: <c>said</c>, <c>asked</c>.</summary>
    PersonVerb = 1UL << 26,
    /// <summary>A word of everyday English.</summary>
    CommonWord = 1UL << 27,
    /// <summary>An everyday word of another language.</summary>
    Foreign = 1UL << 28,
    /// <summary>A word that may introduce a name: <c>is</c>, <c>named</c>, <c>dear</c>.</summary>
    NameLead = 1UL << 29,
    /// <summary>A word for a person or for belonging: behind a nationality it says that somebody's is meant.</summary>
    PersonNoun = 1UL << 30,

    ContextPhone = 1UL << 32,
    ContextCard = 1UL << 33,
    ContextSsn = 1UL << 34,
    ContextPassport = 1UL << 35,
    ContextLicence = 1UL << 36,
    ContextNationalId = 1UL << 37,
    ContextBirth = 1UL << 38,
    ContextAge = 1UL << 39,
    ContextPostcode = 1UL << 40,
    ContextSecret = 1UL << 41,
    ContextAddress = 1UL << 42,
    ContextName = 1UL << 43,
    ContextOrganisation = 1UL << 44,
    ContextIban = 1UL << 45,
    ContextTax = 1UL << 46,
    ContextHealth = 1UL << 47,
    ContextDate = 1UL << 48,
    ContextCrypto = 1UL << 49,
    /// <summary>Something that has a number of its own and is not a person's: order, invoice, version.</summary>
    ContextOther = 1UL << 50,
    ContextIp = 1UL << 51,

    AnyContext = 0xFFFFFUL << 32,
    AnyName = Given | Family,
    AnyPlace = City | Country | Region | BigCity,
}
