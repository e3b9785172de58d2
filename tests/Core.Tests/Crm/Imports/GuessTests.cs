using Artisan.Core.Crm;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Crm.Imports;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm.Imports;

/// <summary>Delimiters, mappings and values are guessed as people would.</summary>
public sealed class GuessTests
{
    [Theory]
    [InlineData("a,b,c\n1,2,3\n4,5,6\n", ',')]
    [InlineData("a;b;c\n\"1,5\";2;3\n4,2;5;6\n", ';')]
    [InlineData("Name\tNote\nAnn\thello, you; there\nBob\tx\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("a^b^c\n1^2^3\n", '^')]
    [InlineData("sep=;\r\na;b,c\r\n1;2\r\n", ';')]
    [InlineData("email\nann@example.com\nbob@example.com\n", ',')]
    [InlineData("Name;Firma;Notiz\nMüller, Ann;ACME, Inc.;\"a, b; c\"\nMeier, Bob;Beta;\n", ';')]
    [InlineData("name,time\nAnn,10:30:00\nBob,11:45:10\n", ',')]
    [InlineData("name,email,company,phone\nAnn,a@b.example,\"Beta, Inc\",1\nBob,c\nx,y,z,w\n", ',')]
    public async Task A_delimiter_is_found(string text, char delimiter) => (await DelimiterGuess.OfAsync(text, headEnds: true)).ShouldBe(delimiter);

    [Theory]
    [InlineData("First Name,Last Name,E-mail,Company Name,Job Title,Mobile Phone,Country", "first_name,last_name,email,company,title,phone,country")]
    [InlineData("Vorname,Nachname,E-Mail-Adresse,Firma,Funktion,Telefonnummer,Ort,Land", "first_name,last_name,email,company,title,phone,city,country")]
    [InlineData("Vorname,Name,Mail,Unternehmen", "first_name,last_name,email,company")]
    [InlineData("Prénom,Nom,Adresse e-mail,Société,Poste,Téléphone,Ville,Pays", "first_name,last_name,email,company,title,phone,city,country")]
    [InlineData("Nom,Courriel", "full_name,email")]
    [InlineData("Nombre,Apellidos,Correo electrónico,Empresa,Cargo,Teléfono,Ciudad,País", "first_name,last_name,email,company,title,phone,city,country")]
    [InlineData("Contact,Account,EMAIL_ADDRESS,lead-source,Lead Owner,Status,Web Site", "full_name,company,email,source,owner,stage,domain")]
    [InlineData("first_name,last_name,email,custom.seats,Tier", "first_name,last_name,email,custom.seats,custom.tier")]
    [InlineData("Name,First name,Last name,Shoe size", ",first_name,last_name,")]
    public void Headings_of_four_languages_are_known(string headings, string fields) =>
        string.Join(',', MappingGuess.Of(FileOf(headings.Split(','), ValueKind.Text), Custom).Fields).ShouldBe(fields);

    [Fact]
    public void Values_tell_where_headings_do_not()
    {
        var file = new ImportFile(',', "utf-8", true, [new("Spalte A", ["Ann"], 5, ValueKind.Text), new("Spalte B", ["a@b.example"], 5, ValueKind.Email), new("Spalte C", ["+49 30 123456"], 5, ValueKind.Phone), new("Spalte D", ["acme.example"], 5, ValueKind.Url), new("Spalte E", ["DE"], 5, ValueKind.Country)], 5, 0, 100);
        (IReadOnlyList<string?> fields, IReadOnlyList<GuessedBy?> by) = MappingGuess.Of(file, []);
        fields.ShouldBe([null, "email", "phone", "domain", "country"]);
        by.ShouldBe([null, GuessedBy.Values, GuessedBy.Values, GuessedBy.Values, GuessedBy.Values]);
    }

    [Fact]
    public void A_heading_that_lies_is_not_believed()
    {
        var file = new ImportFile(',', "utf-8", true, [new("E-mail", ["17"], 5, ValueKind.Number), new("Address", ["a@b.example"], 5, ValueKind.Email)], 5, 0, 100);
        MappingGuess.Of(file, []).Fields.ShouldBe([null, "email"]);
    }

    [Theory]
    [InlineData("Jane Doe", "Jane", "Doe")]
    [InlineData("Doe, Jane", "Jane", "Doe")]
    [InlineData("Ms. Jane van der Berg", "Jane", "van der Berg")]
    [InlineData("Herr Karl-Heinz von Stein", "Karl-Heinz", "von Stein")]
    [InlineData("Mary Ann Smith", "Mary Ann", "Smith")]
    [InlineData("Cher", "", "Cher")]
    [InlineData("De Niro", "De", "Niro")]
    public void Whole_names_are_split(string name, string first, string last) => ImportValues.SplitName(name).ShouldBe((first, last));

    [Theory]
    [InlineData(CustomFieldType.Date, "31.12.2025", null, "2025-12-31")]
    [InlineData(CustomFieldType.Date, "2025/1/2", null, "2025-01-02")]
    [InlineData(CustomFieldType.Date, "2025-01-02T10:00:00Z", null, "2025-01-02")]
    [InlineData(CustomFieldType.Date, "03/04/2026", true, "2026-04-03")]
    [InlineData(CustomFieldType.Date, "03/04/2026", false, "2026-03-04")]
    [InlineData(CustomFieldType.Date, "03/04/2026", null, "03/04/2026")]
    [InlineData(CustomFieldType.Number, "1.234,5", null, "1234.5")]
    [InlineData(CustomFieldType.Number, "1,234.5", null, "1234.5")]
    [InlineData(CustomFieldType.Number, "1,234", null, "1234")]
    [InlineData(CustomFieldType.Number, "12,5", null, "12.5")]
    [InlineData(CustomFieldType.Number, "1 234 567", null, "1234567")]
    [InlineData(CustomFieldType.Number, "1.234.567", null, "1234567")]
    [InlineData(CustomFieldType.Boolean, "Ja", null, "true")]
    [InlineData(CustomFieldType.Boolean, "non", null, "false")]
    public void Values_of_several_countries_become_one_form(CustomFieldType type, string text, bool? dayFirst, string expected) => ImportValues.Normal(type, text, dayFirst).ShouldBe(expected);

    [Theory]
    [InlineData("Qualified", LeadStage.Qualified)]
    [InlineData("closed won", LeadStage.Won)]
    [InlineData("Gewonnen", LeadStage.Won)]
    [InlineData("perdu", LeadStage.Lost)]
    [InlineData("3", null)]
    [InlineData("whatever", null)]
    public void Stages_are_known_by_the_words_of_other_programs(string text, LeadStage? stage) => ImportValues.Stage(text).ShouldBe(stage);

    [Theory]
    [InlineData("'+49 30 1", "+49 30 1")]
    [InlineData("'=SUM(A1)", "=SUM(A1)")]
    [InlineData("'t Hooft", "'t Hooft")]
    [InlineData("  ", null)]
    [InlineData("a\0b", "ab")]
    public void What_an_export_made_harmless_is_read_as_it_was(string cell, string? expected) => ImportValues.Cell(cell).ShouldBe(expected);

    private static readonly CustomFieldInfo[] Custom = [new(Guid.NewGuid(), CrmRecord.Lead, "seats", "Seats", CustomFieldType.Number, []), new(Guid.NewGuid(), CrmRecord.Lead, "tier", "Tier", CustomFieldType.Choice, ["Gold"])];

    private static ImportFile FileOf(string[] headings, ValueKind kind) => new(',', "utf-8", true, [.. headings.Select(h => new ImportColumn(h, ["x"], 1, kind))], 1, 0, 100);
}
