using System.Text;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm.Imports;

/// <summary>Encodings are found, and what is no text is refused with the way out.</summary>
public sealed class TextScanTests
{
    private const string Text = "Name;Ort\r\nJürgen Größe;Köln\r\nZoë;Besançon\r\n";

    [Theory]
    [InlineData("utf-8", false, "utf-8")]
    [InlineData("utf-8", true, "utf-8")]
    [InlineData("utf-16", true, "utf-16")]
    [InlineData("utf-16", false, "utf-16")]
    [InlineData("utf-16BE", true, "utf-16be")]
    [InlineData("utf-16BE", false, "utf-16be")]
    [InlineData("windows-1252", false, "windows-1252")]
    public void An_encoding_is_found_whatever_the_pieces(string encoding, bool mark, string expected)
    {
        Encoding used = TextEncodings.Of(encoding.ToLowerInvariant());
        byte[] bytes = [.. mark ? used.GetPreamble() : [], .. used.GetBytes(string.Concat(Enumerable.Repeat(Text, 400)))];
        foreach (int size in (int[])[1, 5, 4096, bytes.Length])
            Scan(bytes, size).ShouldBe(expected);
        TextEncodings.Of(expected).GetString(bytes).ShouldContain("Jürgen Größe");
    }

    [Fact]
    public void One_wrong_byte_far_behind_makes_it_no_utf_8()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Text, 5000))), 0xE9, .. " Ende\n"u8];
        Scan(bytes, 8192).ShouldBe("windows-1252");
    }

    [Fact]
    public void A_character_that_the_end_cuts_makes_it_no_utf_8() => Scan([.. "name\nZo"u8, 0xC3], 3).ShouldBe("windows-1252");

    public static TheoryData<byte[], string> Refused => new()
    {
        { [.. "PK\u0003\u0004"u8, .. new byte[20], .. "[Content_Types].xml"u8, .. new byte[400]], "spreadsheet (.xlsx" },
        { [.. "PK\u0003\u0004"u8, .. new byte[26], .. "leads.csv"u8, .. new byte[400]], "compressed file (ZIP)" },
        { [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[500]], "Excel workbook (.xls)" },
        { [.. "%PDF-1.7\n"u8, .. new byte[100]], "a PDF document" },
        { [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[100]], "a picture (PNG)" },
        { [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[100]], "a picture (JPEG)" },
        { [.. "<!DOCTYPE html><html><table>"u8], "a web page (HTML)" },
        { [.. """[{"email":"a@b.example"}]"""u8], "JSON" },
        { [.. Enumerable.Range(0, 400).Select(i => (byte)(i * 7 % 32 is 0 ? 1 : i * 7 % 32))], "no text file" },
        { [], "The file is empty" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_text_is_refused_by_its_first_bytes(byte[] bytes, string words)
    {
        ArtisanException e = Should.Throw<ArtisanException>(() => Scan(bytes, 64));
        e.Code.ShouldBe(ErrorCode.InvalidInput);
        e.Message.ShouldContain(words);
    }

    [Fact]
    public void Nul_bytes_are_refused_with_their_line()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 5000))), 0, .. "x,y\n"u8];
        Should.Throw<ArtisanException>(() => Scan(bytes, 1000)).Message.ShouldContain("line 5,002");
    }

    private static string Scan(byte[] bytes, int size)
    {
        var scan = new TextScan();
        for (int at = 0; at < bytes.Length; at += size)
            scan.Add(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
        return scan.Finish();
    }
}
