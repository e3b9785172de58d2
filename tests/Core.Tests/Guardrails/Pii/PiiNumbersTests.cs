using Artisan.Core.Guardrails.Pii;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Pii;

public sealed class PiiNumbersTests
{
    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("5555-5555-5555-4444")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("3530111333300000")]
    [InlineData("30569309025904")]
    public void Cards_are_found(string number) => Found.In($"Please charge {number} today.").ShouldContain($"CREDIT_CARD {number}");

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("9999999999999995")]
    [InlineData("0000000000000000")]
    public void Numbers_that_fail_the_check_or_no_network_issues_are_no_cards(string number) => Found.Of(PiiType.CreditCard, $"Number {number} here.").ShouldBeEmpty();

    [Theory]
    [InlineData("01890000-0000-7000-8000-0000000000ff")]
    [InlineData("019ab1c2-5550-4123-9876-201555013245")]
    public void A_uuid_names_a_thing_and_holds_no_numbers_of_people(string id)
    {
        Found.In($"POST is not possible at /api/v1/leads/{id}; it takes GET.").ShouldBeEmpty();
        Found.In($"{id} +49 30 901820").ShouldBe(["PHONE_NUMBER +49 30 901820"]);
    }

    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("de89 3704 0044 0532 0130 00")]
    [InlineData("GB82 WEST 1234 5698 7654 32")]
    [InlineData("FR1420041010050500013M02606")]
    [InlineData("NO9386011117947")]
    public void Account_numbers_are_found_in_any_form(string iban) => Found.In($"Pay to {iban}, please.").ShouldContain($"IBAN_CODE {iban}");

    [Theory]
    [InlineData("DE88370400440532013000")]
    [InlineData("DE8937040044053201300")]
    [InlineData("XX89370400440532013000")]
    public void Account_numbers_with_a_wrong_check_length_or_country_are_not(string iban) => Found.Of(PiiType.IbanCode, $"Pay to {iban}, please.").ShouldBeEmpty();

    [Theory]
    [InlineData("My SSN is 536-90-4399.", "536-90-4399")]
    [InlineData("Social security number: 536904399", "536904399")]
    [InlineData("ssn 536 90 4399", "536 90 4399")]
    public void Social_security_numbers_are_found(string text, string number) => Found.Of(PiiType.UsSsn, text).ShouldBe([number]);

    [Theory]
    [InlineData("ssn 000-12-3456")]
    [InlineData("ssn 666-12-3456")]
    [InlineData("ssn 912-12-3456")]
    [InlineData("ssn 536-00-4399")]
    [InlineData("ssn 536-90-0000")]
    [InlineData("order 536904399 shipped")]
    public void Impossible_social_security_numbers_are_not(string text) => Found.Of(PiiType.UsSsn, text).ShouldBeEmpty();

    [Theory]
    [InlineData("+49 30 901820")]
    [InlineData("+1 (555) 123-4567")]
    [InlineData("(555) 123-4567")]
    [InlineData("555-123-4567 x890")]
    [InlineData("555.123.4567")]
    [InlineData("001-555-123-4567")]
    [InlineData("030 901820")]
    [InlineData("02.27.96.63.08")]
    [InlineData("0348 2102744")]
    [InlineData("329 7730")]
    [InlineData("+33 6 12 34 56 78")]
    [InlineData("+44 20 7946 0958 ext. 12")]
    public void Telephone_numbers_are_found(string number) => Found.In($"You can call {number} after lunch.").ShouldContain($"PHONE_NUMBER {number}");

    [Theory]
    [InlineData("Order number 329 7730 was shipped.")]
    [InlineData("Between 2019-2024 revenue rose.")]
    [InlineData("It costs 1 234 567 dollars, or $12.345.678.")]
    [InlineData("Released on 2024-05-17.")]
    [InlineData("Version 10.12.2041 is out.")]
    [InlineData("pi is 3.14159265358979")]
    public void Other_numbers_are_no_telephones(string text) => Found.Of(PiiType.PhoneNumber, text).ShouldBeEmpty();

    [Theory]
    [InlineData("NHS number 943 476 5919")]
    [InlineData("Steuer-ID 86 095 742 719")]
    [InlineData("Steuernummer: 86095742719")]
    [InlineData("numéro 2 55 08 14 168 025 38")]
    [InlineData("DNI 12345678Z")]
    [InlineData("NIE X1234567L")]
    [InlineData("Codice fiscale RSSMRA85T10A562S")]
    [InlineData("BSN 111222333")]
    [InlineData("PESEL 44051401359")]
    [InlineData("personnummer 811218-9876")]
    [InlineData("HETU 131052-308T")]
    [InlineData("CPR 211062-5629")]
    [InlineData("CPF 529.982.247-25")]
    [InlineData("CNPJ 11.222.333/0001-81")]
    [InlineData("Aadhaar 2341 2341 2346")]
    [InlineData("PAN ABCPE1234F")]
    [InlineData("TFN 123 456 782")]
    [InlineData("Medicare 2123 45670 1")]
    [InlineData("ABN 51 824 753 556")]
    [InlineData("SIN 130 692 544")]
    [InlineData("SA ID 8001015009087")]
    [InlineData("NRIC S1234567D")]
    [InlineData("AHV 756.9217.0769.85")]
    [InlineData("rijksregisternummer 85.07.30-033.28")]
    [InlineData("CURP BOXW310820HNERXN09")]
    [InlineData("NINO AB123456C")]
    [InlineData("TC Kimlik 10000000146")]
    public void National_numbers_are_found(string text) => Found.Of(PiiType.NationalId, text + " is mine").ShouldHaveSingleItem();

    [Theory]
    [InlineData("we saw 943 476 5918")]
    [InlineData("we sold 111222333 units")]
    [InlineData("code 12345678A")]
    [InlineData("code RSSMRA85T10A562T")]
    [InlineData("code 529.982.247-26")]
    [InlineData("ref 811218-9875")]
    [InlineData("code DF123456C")]
    [InlineData("code S1234567E")]
    public void National_numbers_with_wrong_check_digits_are_not(string text) => Found.Of(PiiType.NationalId, text).ShouldBeEmpty();

    [Theory]
    [InlineData("My passport number is C01X00T47.", PiiType.Passport, "C01X00T47")]
    [InlineData("Reisepass: C01X00T47", PiiType.Passport, "C01X00T47")]
    [InlineData("My driver's license number is A56319335", PiiType.UsDriverLicense, "A56319335")]
    [InlineData("driving licence MORGA753116SM9IJ", PiiType.UsDriverLicense, "MORGA753116SM9IJ")]
    public void Numbers_without_a_form_need_a_word_that_names_them(string text, PiiType type, string value)
    {
        Found.Of(type, text).ShouldBe([value]);
        Found.Of(type, $"We like {value} very much").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("His compassport number is C01X00T47.")]
    [InlineData("The classification C01X00T47 is final.")]
    public void Only_whole_words_are_context(string text) => Found.Of(PiiType.Passport, text).ShouldBeEmpty();

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]
    [InlineData("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy")]
    [InlineData("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq")]
    [InlineData("bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    [InlineData("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8")]
    [InlineData("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh")]
    public void Wallets_are_found(string address) => Found.In($"Send it to {address}.").ShouldBe([$"CRYPTO {address}"]);

    [Theory]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")]
    [InlineData("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")]
    [InlineData("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi")]
    public void Wallets_with_a_wrong_checksum_are_not(string address) => Found.Of(PiiType.Crypto, $"Send it to {address}.").ShouldBeEmpty();

    [Theory]
    [InlineData("The zip code is 90210.", "90210")]
    [InlineData("PLZ: 10115", "10115")]
    [InlineData("at SW1A 1AA", "SW1A 1AA")]
    [InlineData("at K1A 0B6", "K1A 0B6")]
    public void Postcodes_are_found(string text, string code) => Found.Of(PiiType.ZipCode, text).ShouldBe([code]);

    [Theory]
    [InlineData("We sold 90210 units.")]
    [InlineData("in 10115 cases")]
    public void Other_numbers_are_no_postcodes(string text) => Found.Of(PiiType.ZipCode, text).ShouldBeEmpty();
}
