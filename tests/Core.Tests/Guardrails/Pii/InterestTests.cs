using Artisan.Core.Guardrails.Pii;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Pii;

/// <summary>Scanners look only at the tokens that are marked for them. A mark that is missing would hide something, so what they find without marks is compared.</summary>
public sealed class InterestTests
{
    private static readonly PiiOptions s_all = new() { Threshold = 0 };

    [Fact]
    public void Nothing_is_missed_that_looking_at_every_word_finds() =>
        Prop.ForAll(PiiTexts.Any.ToArbitrary(), static text =>
        {
            Compare(text);
            Compare(text.ToLowerInvariant());
            Compare(text.ToUpperInvariant());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    [Theory]
    [InlineData("we wrote to united states of america and to great britain, then to mr smith in new york; monday, 5 may")]
    [InlineData("anna schmidt, software engineer, lives at 12 main street\nand works as nurse for a bank")]
    [InlineData("i am yulan. call me at home dot com, or user at example dot com")]
    [InlineData("rue de la Paix 5, via Roma 3, an der Hauptstraße 12; the 12345-Z and abcdefghijklmnopqrst, done")]
    [InlineData("The CEO is Dr. Müller-Lüdenscheidt of Davis, Reynolds and Williamson LLP (San Francisco).")]
    public void Nor_in_these(string text) => Compare(text);

    private static void Compare(string text) =>
        new PiiWorkspace().Find(text, s_all).ToArray().ShouldBe(new PiiWorkspace { LooksAtAll = true }.Find(text, s_all).ToArray(), text);
}
