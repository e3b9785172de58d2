using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Context.Attachments;
using Artisan.Core.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Context;

/// <summary>What attachments cost in tokens: the examples of the vendors' own documentation, and what is told of files by their first bytes.</summary>
public sealed class AttachmentTokensTests
{
    [Theory]
    // OpenAI, "Images and vision", calculating costs.
    [InlineData("gpt-4o", 1024, 1024, null, 765)]
    [InlineData("gpt-4o", 2048, 4096, null, 1105)]
    [InlineData("openai/gpt-4o-2024-08-06", 4096, 8192, "low", 85)]
    [InlineData("gpt-4o-mini", 512, 512, null, 2833 + 5667)]
    [InlineData("gpt-4o-mini", 128, 64, "low", 2833)]
    [InlineData("gpt-4.1-mini", 1024, 1024, null, 1659)]
    [InlineData("gpt-4.1-mini", 4000, 4000, null, 2489)]
    // Anthropic, "Vision".
    [InlineData("claude-sonnet-4-5", 1000, 1000, null, 1334)]
    [InlineData("claude-sonnet-4-5", 200, 200, null, 54)]
    [InlineData("claude-sonnet-4-5", 6000, 6000, null, 1600)]
    // Google, "Understand and count tokens".
    [InlineData("gemini-2.5-flash", 384, 384, null, 258)]
    [InlineData("gemini-2.5-flash", 960, 540, null, 1548)]
    public void Pictures_cost_what_their_vendors_say(string model, int width, int height, string? detail, int tokens) =>
        AttachmentTokens.Of(new Attachment(AttachmentKind.Image, 5000, width, height, detail), model).ShouldBe(tokens);

    [Fact]
    public void What_is_not_known_costs_the_most_that_it_can()
    {
        AttachmentTokens.Of(new Attachment(AttachmentKind.Image), "gpt-4o").ShouldBe(85 + 8 * 170);
        AttachmentTokens.Of(new Attachment(AttachmentKind.Image), "gpt-4o-mini").ShouldBe(2833 + 8 * 5667);
        AttachmentTokens.Of(new Attachment(AttachmentKind.Image), "some-model").ShouldBe(4000);
        AttachmentTokens.Of(new Attachment(AttachmentKind.Pdf, 10_000), "claude-sonnet-4-5", new DocumentSize(12, 9000)).ShouldBeInRange(9000 + 12 * 1500, 9000 + 12 * 1600);
        AttachmentTokens.Of(new Attachment(AttachmentKind.Pdf, 10_000), "some-model", new DocumentSize(2, 900)).ShouldBe(900 + 2 * 1600);
        AttachmentTokens.Of(new Attachment(AttachmentKind.Image, 5000, 640, 480), "artisan-extract-1").ShouldBe(0, "the models in process read no pictures");
        AttachmentTokens.Of(new Attachment(AttachmentKind.Sound, 160_000, BytesPerSecond: 16_000), "gemini-2.5-flash").ShouldBe(321);
    }

    public static TheoryData<byte[]> Pictures => new()
    {
        Png(), Gif(), Jpeg(), WebP("VP8X"), WebP("VP8L"), WebP("VP8 "),
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void The_size_of_a_picture_is_read(byte[] picture)
    {
        Attachment of = Read(new { type = "image_url", image_url = new { url = "data:image/whatever;base64," + Convert.ToBase64String(picture), detail = "high" } });
        (of.Kind, of.Width, of.Height, of.Detail).ShouldBe((AttachmentKind.Image, 640, 480, "high"));
        for (int length = 0; length < picture.Length; length++)
            Should.NotThrow(() => ImageSize.Of(picture.AsSpan(0, length)));
    }

    [Fact]
    public void Other_parts_are_told_apart()
    {
        Read(new { type = "image_url", image_url = new { url = "https://example.com/a.png", detail = "low" } }).ShouldBe(new Attachment(AttachmentKind.Image, Detail: "low"));
        byte[] wav = new byte[400];
        "RIFF"u8.CopyTo(wav);
        "WAVE"u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), 16_000);
        Attachment sound = Read(new { type = "input_audio", input_audio = new { data = Convert.ToBase64String(wav), format = "wav" } });
        (sound.Kind, sound.BytesPerSecond).ShouldBe((AttachmentKind.Sound, 16_000));
        Read(new { type = "file", file = new { filename = "a.pdf", file_data = "data:application/pdf;base64," + Convert.ToBase64String([.. "%PDF-1.7\n"u8, .. new byte[91]]) } }).ShouldBe(new Attachment(AttachmentKind.Pdf, 102));
        Read(new { type = "file", file = new { file_data = "data:text/plain;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('a', 300))) } }).ShouldBe(new Attachment(AttachmentKind.Text, 300));
        Read(new { type = "file", file = new { file_id = "file-abc" } }).Kind.ShouldBe(AttachmentKind.Other);
    }

    [Fact]
    public void A_count_of_a_chat_holds_its_pictures()
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { model = "gpt-4o", messages = new object[] { new { role = "user", content = new object[] { new { type = "text", text = "What is it?" }, new { type = "image_url", image_url = new { url = "data:image/png;base64," + Convert.ToBase64String(Png()) } } } } } });
        ChatView chat = ChatReader.Read(body);
        int text = TokenCounter.Measure(chat, "gpt-4o").Tokens;
        TokenCounter.Measure(chat, "gpt-4o", body).Tokens.ShouldBe(text + 85 + 2 * 170);
        TokenCounter.Measure(chat, "claude-sonnet-4-5", body).Tokens.ShouldBeGreaterThan(640 * 480 / 750);
    }

    private static Attachment Read(object part) => AttachmentReader.Of(JsonSerializer.SerializeToUtf8Bytes(part));

    private static byte[] Png() => [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 2, 128, 0, 0, 1, 224, 8, 6, 0, 0, 0];

    private static byte[] Gif() => [.. "GIF89a"u8, 128, 2, 224, 1, 0, 0, 0, .. new byte[12]];

    // A comment of 300 bytes stands before the frame.
    private static byte[] Jpeg() => [0xff, 0xd8, 0xff, 0xfe, 1, 46, .. new byte[300], 0xff, 0xc4, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8, 1, 224, 2, 128, 3, .. new byte[12]];

    private static byte[] WebP(string form)
    {
        byte[] file = [.. "RIFF"u8, 30, 0, 0, 0, .. "WEBP"u8, .. Encoding.ASCII.GetBytes(form), 20, 0, 0, 0, .. new byte[20]];
        switch (form)
        {
            case "VP8X":
                (file[24], file[25], file[27], file[28]) = (127, 2, 223, 1);
                break;
            case "VP8L":
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(21), 639 | 479 << 14);
                break;
            default:
                (file[26], file[27], file[28], file[29]) = (128, 2, 224, 1);
                break;
        }
        return file;
    }
}
