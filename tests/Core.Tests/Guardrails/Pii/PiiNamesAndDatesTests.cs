using Artisan.Core.Guardrails.Pii;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Pii;

public sealed class PiiNamesAndDatesTests
{
    [Theory]
    [InlineData("My name is Grace Hopper.", "Grace Hopper")]
    [InlineData("my name is yulan", "yulan")]
    [InlineData("Hi, my name is yulan", "yulan")]
    [InlineData("We met Jean-Luc Picard yesterday", "Jean-Luc Picard")]
    [InlineData("Paul van der Voet signed", "Paul van der Voet")]
    [InlineData("I asked Sinéad O'Connor about it", "Sinéad O'Connor")]
    [InlineData("Dr. Brenda Eldarkhanova will call", "Brenda Eldarkhanova")]
    [InlineData("Ask J. R. Ewing about it", "J. R. Ewing")]
    [InlineData("I talked to Martin Luther King Jr. about it", "Martin Luther King Jr")]
    [InlineData("ich heiße Jürgen Müller", "Jürgen Müller")]
    [InlineData("Me llamo José García", "José García")]
    public void People_are_found(string text, string person) => Found.Of(PiiType.Person, text).ShouldBe([person]);

    [Theory]
    [InlineData("Will the meeting be in May? Mark the date.")]
    [InlineData("Please update the billing address for this card.")]
    [InlineData("Capitalized words like Wisdom and Discipline are often mistaken with names.")]
    [InlineData("The quick brown fox jumps over the lazy dog.")]
    [InlineData("can you please tell me how to open my account statement")]
    [InlineData("Our Quarterly Business Review starts at the Main Entrance.")]
    [InlineData("THE OFFER ENDS TODAY. CALL US NOW FOR A FREE QUOTE.")]
    public void Ordinary_words_are_no_people(string text) => Found.Of(PiiType.Person, text).ShouldBeEmpty();

    [Theory]
    [InlineData("She works for Smith Ltd. in sales", "Smith Ltd.")]
    [InlineData("Müller & Söhne GmbH hat geliefert", "Müller & Söhne GmbH")]
    [InlineData("We joined Liquid Robotics Inc. last week", "Liquid Robotics Inc.")]
    [InlineData("He studied at the University of Oxford", "University of Oxford")]
    [InlineData("a loan from First National Bank for us", "First National Bank")]
    public void Organisations_are_found(string text, string name) => Found.Of(PiiType.Organization, text).ShouldBe([name]);

    [Theory]
    [InlineData("I flew to New York on business", "New York")]
    [InlineData("She moved here from Equatorial Guinea", "Equatorial Guinea")]
    [InlineData("she moved here from azerbaijan", "azerbaijan")]
    [InlineData("Ship it to 221B Baker Street, London NW1 6XE, please", "221B Baker Street, London NW1 6XE")]
    [InlineData("Er wohnt in der Hauptstraße 12, 10115 Berlin.", "Hauptstraße 12, 10115 Berlin")]
    [InlineData("Il habite 12 rue de la Paix, 75002 Paris.", "12 rue de la Paix, 75002 Paris")]
    [InlineData("Send it to 43 Eurack Court\nApt. 5\nSpringfield, IL 62704", "43 Eurack Court\nApt. 5\nSpringfield, IL 62704")]
    [InlineData("Send it to P.O. Box 101, please", "P.O. Box 101")]
    [InlineData("Meet me at the corner of Mill Street and Maple Avenue", "the corner of Mill Street and Maple Avenue")]
    public void Places_are_found_whole(string text, string place) => Found.Of(PiiType.Location, text).ShouldBe([place]);

    [Fact]
    public void A_street_and_its_town_are_two_places() => Found.Of(PiiType.Location, "Ship it to 221B Baker Street, London, please").ShouldBe(["221B Baker Street", "London"]);

    [Fact]
    public void An_address_in_lines_of_its_own_is_found_field_by_field() =>
        Found.In("Grace Hopper\n\n12 Maple Avenue\n Suite 9\n Springfield\n Austria 66298").ShouldBe(
            ["PERSON Grace Hopper", "LOCATION 12 Maple Avenue", "LOCATION Suite 9", "LOCATION Springfield", "LOCATION Austria", "ZIP_CODE 66298"]);

    [Theory]
    [InlineData("He is Norwegian.", "NRP Norwegian")]
    [InlineData("The patient is Catholic", "NRP Catholic")]
    public void Groups_are_found(string text, string found) => Found.In(text).ShouldContain(found);

    [Theory]
    [InlineData("Hello Mr. Smith", "Mr.")]
    [InlineData("Frau Schneider kommt", "Frau")]
    [InlineData("Ada Byron, the systems analyst, said so", "systems analyst")]
    public void Titles_are_found(string text, string title) => Found.Of(PiiType.Title, text).ShouldBe([title]);

    [Theory]
    [InlineData("on 2024-05-17 we", "2024-05-17")]
    [InlineData("on 17.05.2024 we", "17.05.2024")]
    [InlineData("on 5/17/24 we", "5/17/24")]
    [InlineData("at 2024-05-17T08:35:20Z we", "2024-05-17T08:35:20Z")]
    [InlineData("at 1993-08-24 01:26:53 we", "1993-08-24 01:26:53")]
    [InlineData("on May 17, 2024 we", "May 17, 2024")]
    [InlineData("on 17th of May 2024 we", "17th of May 2024")]
    [InlineData("am 17. Mai 2024 kommen wir", "17. Mai 2024")]
    [InlineData("le 17 mai 2024 nous", "17 mai 2024")]
    [InlineData("el 5 de mayo de 2024 vamos", "5 de mayo de 2024")]
    [InlineData("dnia 3 września 2024 roku", "3 września 2024")]
    [InlineData("at 5:30 p.m. we", "5:30 p.m.")]
    [InlineData("at 17:45 we", "17:45")]
    [InlineData("We meet on Thursday", "Thursday")]
    public void Dates_and_times_are_found(string text, string date) => Found.Of(PiiType.DateTime, text).ShouldBe([date]);

    [Theory]
    [InlineData("we may 5 times try")]
    [InlineData("a ratio of 32/45/99")]
    [InlineData("it is 99:99 now")]
    [InlineData("chapter 13.45")]
    public void Other_numbers_are_no_dates(string text) => Found.Of(PiiType.DateTime, text).ShouldBeEmpty();

    [Theory]
    [InlineData("She was born on 2/19/1988.", "2/19/1988")]
    [InlineData("DOB: 1988-02-19", "1988-02-19")]
    [InlineData("geboren am 19. Februar 1988", "19. Februar 1988")]
    public void A_date_beside_birth_is_a_date_of_birth(string text, string date) => Found.Of(PiiType.DateOfBirth, text).ShouldBe([date]);

    [Fact]
    public void Birth_inside_another_word_is_no_context() => Found.Of(PiiType.DateOfBirth, "rebirthing on 2/19/1988").ShouldBeEmpty();

    [Theory]
    [InlineData("She is 45 years old.", "45")]
    [InlineData("a 7-year-old boy", "7")]
    [InlineData("aged 33, single", "33")]
    [InlineData("Er ist 52 Jahre alt", "52")]
    public void Ages_are_found(string text, string age) => Found.Of(PiiType.Age, text).ShouldBe([age]);

    [Fact]
    public void A_count_of_years_is_no_age() => Found.Of(PiiType.Age, "a contract of 5 years").ShouldBeEmpty();
}
