namespace Artisan.Core.Crm.Demo;

/// <summary>Words that demonstration companies and people are made of. All domains end in <c>.example</c> (RFC 2606), so that nobody is ever written to.</summary>
internal static class DemoNames
{
    internal static readonly string[] FirstNames =
    [
        "Anna", "Ben", "Clara", "David", "Elif", "Felix", "Greta", "Hugo", "Ines", "Jakob", "Katrin", "Leon", "Maria", "Nils", "Olivia", "Pablo", "Quentin", "Rosa", "Samir", "Tessa", "Ulrich", "Vera", "William", "Yara", "Zoe",
        "Amelie", "Bruno", "Chiara", "Dmitri", "Esther", "Farid", "Gloria", "Hannah", "Ivan", "Julia", "Karim", "Laura", "Matteo", "Nadia", "Oscar", "Petra", "Rafael", "Sara", "Thomas", "Una", "Victor", "Wiebke", "Xenia", "Yusuf", "Zara",
    ];

    internal static readonly string[] LastNames =
    [
        "Adler", "Bauer", "Castillo", "Dubois", "Eriksen", "Fischer", "Garcia", "Hoffmann", "Ivanova", "Jansen", "Kowalski", "Lindholm", "Moreau", "Nguyen", "Okonkwo", "Petersen", "Quist", "Rossi", "Schneider", "Tanaka", "Ulloa", "Vogel", "Weber", "Yilmaz", "Zimmer",
        "Andersson", "Becker", "Conti", "Diallo", "Evans", "Ferrari", "Gruber", "Haddad", "Iversen", "Jung", "Keller", "Larsen", "Meyer", "Novak", "Olsen", "Patel", "Richter", "Santos", "Thompson", "Urban", "Varga", "Wagner", "Xu", "Young", "Zhang",
    ];

    internal static readonly string[] CompanyStems =
    [
        "Alder", "Brightline", "Cobalt", "Delta", "Elmwood", "Fjord", "Granite", "Helix", "Ionic", "Juniper", "Keystone", "Lumen", "Meridian", "Nordlicht", "Orchard", "Pioneer", "Quarry", "Ridgeway", "Summit", "Terra", "Umbra", "Vantage", "Willow", "Xenon", "Yarrow", "Zephyr",
        "Arctic", "Beacon", "Cedar", "Drift", "Ember", "Falcon", "Glacier", "Harvest", "Island", "Jasper", "Kestrel", "Lattice", "Mosaic", "Nimbus",
    ];

    internal static readonly (string Suffix, string Industry)[] CompanyKinds =
    [
        ("Logistics", "Logistics"), ("Foods", "Food and drink"), ("Robotics", "Manufacturing"), ("Software", "Software"), ("Health", "Health care"), ("Energy", "Energy"),
        ("Retail Group", "Retail"), ("Insurance", "Insurance"), ("Packaging", "Manufacturing"), ("Media", "Media"),
    ];

    internal static readonly (string Country, string[] Cities)[] Places =
    [
        ("Germany", ["Berlin", "Hamburg", "Munich", "Leipzig"]), ("France", ["Lyon", "Paris", "Nantes"]), ("United Kingdom", ["Leeds", "London", "Bristol"]),
        ("United States", ["Boston", "Austin", "Denver", "Chicago"]), ("Netherlands", ["Utrecht", "Rotterdam"]), ("Sweden", ["Malmö", "Stockholm"]), ("Spain", ["Valencia", "Madrid"]),
    ];

    /// <summary>Positions with how much their holders decide, 0 to 1.</summary>
    internal static readonly (string Title, double Weight)[] Titles =
    [
        ("Chief operating officer", 1), ("VP sales", 0.95), ("Head of operations", 0.85), ("Director of procurement", 0.8), ("IT manager", 0.6), ("Operations manager", 0.55), ("Sales operations analyst", 0.35), ("Procurement specialist", 0.35), ("Consultant", 0.2), ("Working student", 0.05),
    ];

    /// <summary>Sources with how well their leads convert, 0 to 1.</summary>
    internal static readonly (string Source, double Weight)[] Sources =
    [
        ("referral", 0.9), ("webinar", 0.6), ("website", 0.55), ("trade fair", 0.5), ("linkedin", 0.4), ("cold list", 0.1),
    ];

    internal static readonly (string Name, string Channel, string Objective)[] Campaigns =
    [
        ("Autumn webinar: planning without spreadsheets", "webinar", "50 qualified leads from operations teams of 200 people and more"),
        ("Pricing page follow-up", "email", "A call within two days with everybody who looked at prices twice"),
        ("Trade fair Hannover", "event", "120 conversations, 30 demos within two weeks"),
        ("Win back silent proposals", "email", "An answer from every proposal that is older than 30 days"),
    ];
}
