using System.Text;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Pii;

public sealed class PiiStreamTests
{
    [Fact]
    public void Pieces_give_what_the_whole_text_gives() =>
        Prop.ForAll(PiiTexts.Sentences.Zip(Gen.Choose(1, 60)).ToArbitrary(), static input =>
        {
            (string text, int size) = input;
            var stream = new PiiStream(PiiOptions.Default);
            var released = new StringBuilder();
            var found = new List<PiiMatch>();
            for (int i = 0; i < text.Length; i += size)
                Take(stream.Append(text.AsSpan(i, Math.Min(size, text.Length - i))));
            Take(stream.Flush());
            released.ToString().ShouldBe(text);
            found.ShouldBe(PiiEngine.Shared.Find(text, PiiOptions.Default));

            void Take(PiiStreamPiece piece)
            {
                found.AddRange(piece.Matches.Select(m => m with { Start = m.Start + released.Length }));
                released.Append(piece.Text);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Whatever_comes_goes_out_and_no_more_is_held_than_four_windows() =>
        Prop.ForAll(PiiTexts.Any.Zip(Gen.Choose(1, 40)).ToArbitrary(), static input =>
        {
            (string text, int size) = input;
            var stream = new PiiStream(PiiOptions.Default, 32);
            var released = new StringBuilder();
            for (int i = 0; i < text.Length; i += size)
            {
                released.Append(stream.Append(text.AsSpan(i, Math.Min(size, text.Length - i))).Text);
                stream.Held.ShouldBeLessThanOrEqualTo((4 * 32) + size);
            }
            released.Append(stream.Flush().Text);
            released.ToString().ShouldBe(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_value_that_comes_letter_by_letter_never_leaves_in_part()
    {
        var stream = new PiiStreamRedactor(new PiiRedactor(new PiiPolicy()));
        var output = new StringBuilder();
        foreach (char c in "Sure: write to grace.hopper@example.com, she answers. " + new string('x', 300))
        {
            output.Append(stream.Append([c]));
            output.ToString().ShouldNotContain("grace");
        }
        output.Append(stream.Flush());
        output.ToString().ShouldStartWith("Sure: write to [EMAIL_ADDRESS], she answers.");
        stream.Found[PiiType.EmailAddress].ShouldBe(1);
    }

    [Fact]
    public void A_secret_longer_than_the_window_leaves_as_one_placeholder()
    {
        string body = string.Concat(Enumerable.Repeat("MIIEpAIBAAKCAQEA75abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ\n", 40));
        string text = $"Here it is:\n-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\nDone.";
        var stream = new PiiStreamRedactor(new PiiRedactor(new PiiPolicy()));
        var output = new StringBuilder();
        foreach (char[] piece in text.Chunk(37))
            output.Append(stream.Append(piece));
        output.Append(stream.Flush());
        output.ToString().ShouldBe("Here it is:\n[SECRET]\nDone.");
    }

    [Fact]
    public void After_a_flush_the_stream_begins_anew()
    {
        var stream = new PiiStreamRedactor(new PiiRedactor(new PiiPolicy { Default = PiiOperator.Replace }));
        (stream.Append("mail a@example.com") + stream.Flush()).ShouldBe("mail <EMAIL_ADDRESS_1>");
        (stream.Append("mail b@example.com and a@example.com") + stream.Flush()).ShouldBe("mail <EMAIL_ADDRESS_2> and <EMAIL_ADDRESS_1>");
    }
}
