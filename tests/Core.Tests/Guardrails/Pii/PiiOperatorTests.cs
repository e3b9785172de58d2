using System.Text;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Pii;

public sealed class PiiOperatorTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("a key of a tenant, long enough");

    private sealed class Vault : ITokenSink
    {
        public List<PiiToken> Tokens { get; } = [];

        public void Add(PiiToken token) => Tokens.Add(token);
    }

    private static PiiRedactor Redactor(PiiOperator what, ITokenSink? sink = null) => new(new PiiPolicy { Default = what }, null, new PiiPseudonyms(Key), sink ?? new Vault());

    [Theory]
    [InlineData(PiiOperator.Redact, "mail [EMAIL_ADDRESS] now")]
    [InlineData(PiiOperator.Mask, "mail g****@example.com now")]
    [InlineData(PiiOperator.Replace, "mail <EMAIL_ADDRESS_1> now")]
    public void Each_operator_writes_its_own(PiiOperator what, string expected) => Redactor(what).Redact("mail grace@example.com now").Text.ShouldBe(expected);

    [Fact]
    public void A_hash_is_keyed_and_the_same_for_the_same_value()
    {
        string one = Redactor(PiiOperator.Hash).Redact("mail grace@example.com").Text;
        one.ShouldMatch("^mail <EMAIL_ADDRESS:[0-9a-f]{16}>$");
        Redactor(PiiOperator.Hash).Redact("mail GRACE@example.com").Text.ShouldBe(one);
        var other = new PiiRedactor(new PiiPolicy { Default = PiiOperator.Hash }, null, new PiiPseudonyms("another key of a tenant"u8));
        other.Redact("mail grace@example.com").Text.ShouldNotBe(one);
    }

    [Fact]
    public void A_token_is_given_to_the_vault_with_its_value()
    {
        var vault = new Vault();
        string text = Redactor(PiiOperator.Tokenize, vault).Redact("mail grace@example.com").Text;
        text.ShouldMatch("^mail <EMAIL_ADDRESS:tok_[A-Za-z0-9_-]{22}>$");
        PiiToken token = vault.Tokens.ShouldHaveSingleItem();
        token.ShouldBe(new PiiToken(text[20..^1], PiiType.EmailAddress, "grace@example.com"));
    }

    [Fact]
    public void A_value_has_one_number_in_all_texts_of_a_request()
    {
        var redactor = Redactor(PiiOperator.Replace);
        redactor.Redact("mail a@example.com, b@example.com").Text.ShouldBe("mail <EMAIL_ADDRESS_1>, <EMAIL_ADDRESS_2>");
        redactor.Redact("mail B@example.com").Text.ShouldBe("mail <EMAIL_ADDRESS_2>");
        redactor.Placeholders.TryGetValue("<EMAIL_ADDRESS_1>", out string value).ShouldBeTrue();
        value.ShouldBe("a@example.com");
    }

    [Fact]
    public void Numbers_that_stand_in_a_text_already_are_not_given_again() =>
        Redactor(PiiOperator.Replace).Redact("<EMAIL_ADDRESS_1> wrote to grace@example.com").Text.ShouldBe("<EMAIL_ADDRESS_1> wrote to <EMAIL_ADDRESS_2>");

    [Theory]
    [InlineData("card 4111 1111 1111 1111 ok", "card ***************1111 ok")]
    [InlineData("ssn 536-90-4399 ok", "ssn *******4399 ok")]
    [InlineData("my name is Grace Hopper", "my name is ************")]
    [InlineData("password: hunter2x", "password: ********")]
    public void Masks_keep_the_end_of_numbers_only(string text, string masked) => Redactor(PiiOperator.Mask).Redact(text).Text.ShouldBe(masked);

    [Fact]
    public void Each_type_has_its_own_operator()
    {
        var policy = new PiiPolicy { Default = PiiOperator.Redact, Operators = new Dictionary<PiiType, PiiOperator> { [PiiType.Person] = PiiOperator.Replace } };
        new PiiRedactor(policy).Redact("Grace Hopper, grace@example.com").Text.ShouldBe("<PERSON_1>, [EMAIL_ADDRESS]");
    }

    [Fact]
    public void Without_a_key_or_a_vault_there_are_no_hashes_and_no_tokens()
    {
        Should.Throw<ArgumentException>(() => new PiiRedactor(new PiiPolicy { Default = PiiOperator.Hash }));
        Should.Throw<ArgumentException>(() => new PiiRedactor(new PiiPolicy { Default = PiiOperator.Tokenize }, null, new PiiPseudonyms(Key)));
        Should.Throw<ArgumentException>(() => new PiiPseudonyms("short"u8));
    }

    [Theory]
    [InlineData("[EMAIL_ADDRESS]", 15)]
    [InlineData("<PERSON_12>", 11)]
    [InlineData("<PERSON:9f86d081884c7d65>", 25)]
    [InlineData("[EMAIL]", 0)]
    [InlineData("<PERSON>", 0)]
    [InlineData("<PERSON_>", 0)]
    [InlineData("<PERSON:>", 0)]
    [InlineData("<b>", 0)]
    [InlineData("[", 0)]
    public void Placeholders_are_told_from_other_brackets(string text, int length) => Placeholders.LengthAt(text, 0).ShouldBe(length);

    [Theory]
    [InlineData(PiiOperator.Redact)]
    [InlineData(PiiOperator.Mask)]
    [InlineData(PiiOperator.Replace)]
    [InlineData(PiiOperator.Hash)]
    [InlineData(PiiOperator.Tokenize)]
    public void Redacting_twice_changes_nothing(PiiOperator what) =>
        Prop.ForAll(PiiTexts.Any.ToArbitrary(), text =>
        {
            string once = Redactor(what).Redact(text).Text;
            Redactor(what).Redact(once).Text.ShouldBe(once);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    [Fact]
    public void Names_of_operators_are_stable()
    {
        Enum.GetValues<PiiOperator>().Select(PiiOperators.NameOf).ShouldBe(["redact", "mask", "replace", "hash", "token"]);
        PiiOperators.TryParse("TOKEN", out PiiOperator value).ShouldBeTrue();
        value.ShouldBe(PiiOperator.Tokenize);
        PiiOperators.TryParse("shred", out _).ShouldBeFalse();
    }
}
