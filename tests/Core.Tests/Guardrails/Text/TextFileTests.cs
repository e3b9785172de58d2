using System.Text;
using Artisan.Core.Guardrails.Text;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Text;

/// <summary>Files of text are read wherever they are written into a string; what holds no text is left alone.</summary>
public sealed class TextFileTests
{
    private const string Note = "Dear team, the price for Zoë is 40 € from May on.";

    [Theory]
    [InlineData("data:text/plain;base64,")]
    [InlineData("data:text/html;charset=utf-8;base64,")]
    [InlineData("data:application/json;base64,")]
    [InlineData("data:application/octet-stream;base64,")]
    [InlineData("data:;base64,")]
    [InlineData("DATA:image/png;BASE64,")]
    [InlineData("")]
    public void What_the_file_says_decides_and_not_what_it_is_called(string head)
    {
        TextFile file = TextFile.Read(head + Convert.ToBase64String(Encoding.UTF8.GetBytes(Note))).ShouldNotBeNull();
        file.Text.ShouldBe(Note);
        file.With("Other").ShouldBe(head + Convert.ToBase64String("Other"u8));
    }

    [Fact]
    public void Old_and_wide_encodings_are_read_and_kept()
    {
        TextFile latin = TextFile.Read("data:text/csv;base64," + Convert.ToBase64String(Encoding.Latin1.GetBytes("Zoë;40"))).ShouldNotBeNull();
        latin.Text.ShouldBe("Zoë;40");
        latin.With("Zoë;41").ShouldEndWith(Convert.ToBase64String(Encoding.Latin1.GetBytes("Zoë;41")));
        byte[] wide = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Note)];
        TextFile.Read("data:text/plain;base64," + Convert.ToBase64String(wide)).ShouldNotBeNull().Text.ShouldBe(Note);
    }

    [Fact]
    public void A_data_url_with_percent_signs_is_read()
    {
        TextFile file = TextFile.Read("data:text/plain,Hello%2C%20Zo%C3%AB").ShouldNotBeNull();
        file.Text.ShouldBe("Hello, Zoë");
        file.With("Hi").ShouldBe("data:text/plain;base64,SGk=");
    }

    [Fact]
    public void Url_safe_and_broken_lines_are_read()
    {
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Note + "???>>>")).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        TextFile.Read(base64[..40] + "\r\n" + base64[40..]).ShouldNotBeNull().Text.ShouldBe(Note + "???>>>");
    }

    [Fact]
    public void What_was_cut_is_read_as_far_as_it_goes()
    {
        string written = "data:text/plain;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(Note));
        for (int length = 60; length < written.Length; length++)
            Note.ShouldStartWith(TextFile.Read(written.AsSpan(0, length)).ShouldNotBeNull().Text);
    }

    [Theory]
    [InlineData("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", true)]
    [InlineData("data:application/pdf;base64,JVBERi0xLjQKMSAwIG9iago8PCA+PgplbmRvYmoK", true)]
    [InlineData("data: the price is 40, as agreed", false)]
    [InlineData("An ordinary sentence of a person.", false)]
    [InlineData("Donaudampfschifffahrtsgesellschaft", false)]
    [InlineData("https://example.com/a.png", false)]
    [InlineData("", false)]
    public void What_holds_no_text_is_none(string written, bool isFile)
    {
        TextFile.Read(written).ShouldBeNull();
        TextFile.IsFile(written).ShouldBe(isFile);
    }
}
