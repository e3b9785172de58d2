using System.Text;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm.Imports;

/// <summary>Rows of nasty files.</summary>
public sealed class DelimitedReaderTests
{
    /// <summary>Text, and its rows as <c>line:cell|cell</c>, with <c>!</c> before a faulty one.</summary>
    public static TheoryData<string, string, string> Files => new()
    {
        { "line ends of all kinds", "a,b\r\n1,2\r3,4\n5,6", "1:a|b 2:1|2 3:3|4 4:5|6" },
        { "no line end at the end, and an empty last cell", "a,b\n1,", "1:a|b 2:1|" },
        { "quotes with delimiter, quote and line end inside", "a,b\n\"x, \"\"y\"\"\r\nz\",2\n3,4", "1:a|b 2:x, \"y\"\\r\\nz|2 4:3|4" },
        { "a quote in the middle of a cell is text", "a,b\n17\" screen,2\n3,4", "1:a|b 2:17\" screen|2 3:3|4" },
        { "spaces behind a closing quote", "a,b\n\"x\"  ,2", "1:a|b 2:x|2" },
        { "text behind a closing quote", "a,b\n\"x\"y,2\n3,4", "1:a|b 2:!xy|2 3:3|4" },
        { "a quote that swallows rows up to the next quote", "a,b\n\"x,2\n3,4\n\"y\",5\n6,7", "1:a|b 2:!x,2\\n3,4\\ny\"|5 5:6|7" },
        { "blank lines", "a,b\n\n1,2\n\n", "1:a|b 2: 3:1|2 4:" },
        { "a byte order mark", "\uFEFFa,b\n1,2", "1:a|b 2:1|2" },
        { "ragged rows", "a,b,c\n1\n1,2,3,4", "1:a|b|c 2:1 3:1|2|3|4" },
        { "nothing", "", "" },
        { "an empty quoted cell", "a\n\"\"", "1:a 2:" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Rows_are_read_with_their_lines(string what, string text, string expected)
    {
        string[] read = [.. (await ReadAsync(text, ',')).Select(r => $"{r.Line}:{(r.Fault is null ? "" : "!")}{string.Join('|', r.Cells).Replace("\r", "\\r").Replace("\n", "\\n")}")];
        string.Join(' ', read).ShouldBe(expected, what);
    }

    [Fact]
    public async Task The_same_rows_come_out_however_the_text_is_cut_into_pieces()
    {
        const string text = "name;note\r\n\"Ann \"\"A\"\"\";\"one\r\ntwo\"\r\nBob;\"x\"\"\"\r\n";
        string whole = Show(await ReadAsync(text, ';'));
        foreach (int size in (int[])[1, 2, 3, 7])
        {
            var reader = new DelimitedReader(new Dripping(text, size), ';');
            var rows = new List<DelimitedRow>();
            while (await reader.ReadAsync(CancellationToken.None) is { } row)
                rows.Add(row);
            Show(rows).ShouldBe(whole);
        }

        static string Show(IEnumerable<DelimitedRow> rows) => string.Join('\n', rows.Select(r => $"{r.Line} {r.Fault} {string.Join('\u001F', r.Cells)}"));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_told_with_its_line()
    {
        var text = new StringBuilder("name,note\n");
        for (int i = 2; i < 40; i++)
            text.Append(i == 17 ? "Ann,\"unclosed\n" : "Bob,fine\n");
        ArtisanException e = await Should.ThrowAsync<ArtisanException>(() => ReadAsync(text.ToString(), ','));
        e.Message.ShouldContain("The quote that opens in line 17 is never closed");
        e.Message.ShouldContain("Nothing was imported");
    }

    [Fact]
    public async Task An_unclosed_quote_in_a_huge_file_is_found_without_reading_on()
    {
        string rest = string.Concat(Enumerable.Repeat("Bob,fine\n", 20_000));
        (await Should.ThrowAsync<ArtisanException>(() => ReadAsync("name,note\nAnn,\"unclosed\n" + rest, ','))).Message.ShouldContain("opens in line 2 is not closed within 100,000 characters");
    }

    [Fact]
    public async Task A_swallowed_row_names_the_line_of_its_quote()
    {
        DelimitedRow row = (await ReadAsync("a,b\n\"x,2\n3,4\n\"y\",5\n", ','))[1];
        row.Fault!.ShouldContain("opens in line 2 is closed only in line 4");
    }

    private static async Task<List<DelimitedRow>> ReadAsync(string text, char delimiter)
    {
        var reader = new DelimitedReader(new StringReader(text), delimiter);
        var rows = new List<DelimitedRow>();
        while (await reader.ReadAsync(CancellationToken.None) is { } row)
            rows.Add(row);
        return rows;
    }

    private sealed class Dripping(string text, int size) : TextReader
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            int length = Math.Min(size, text.Length - _at);
            text.AsSpan(_at, length).CopyTo(buffer.Span);
            _at += length;
            return ValueTask.FromResult(length);
        }
    }
}
