using Artisan.Web.Shell;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class FormatTests
{
    [Theory]
    [InlineData("0", "$0.00")]
    [InlineData("0.0042", "$0.0042")]
    [InlineData("0.00421", "$0.0042")]
    [InlineData("0.0000031", "$0.0000031")]
    [InlineData("0.00999", "$0.01")]
    [InlineData("0.004", "$0.0040")]
    [InlineData("0.42", "$0.42")]
    [InlineData("0.1234", "$0.1234")]
    [InlineData("0.99449", "$0.9945")]
    [InlineData("0.9999", "$1.00")]
    [InlineData("1", "$1.00")]
    [InlineData("12.345", "$12.35")]
    [InlineData("1204.5", "$1,204.50")]
    [InlineData("-3.5", "−$3.50")]
    public void Money_has_enough_digits_to_be_true(string amount, string expected) =>
        Format.Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);

    [Fact]
    public void Money_names_its_currency()
    {
        Format.Money(2m, "EUR").ShouldBe("€2.00");
        Format.Money(2m, "SEK").ShouldBe("2.00 SEK");
        Format.Money(null).ShouldBe("–");
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(950, "950")]
    [InlineData(999, "999")]
    [InlineData(1000, "1k")]
    [InlineData(12_431, "12.4k")]
    [InlineData(999_949, "999.9k")]
    [InlineData(999_950, "1M")]
    [InlineData(3_100_000, "3.1M")]
    [InlineData(2_000_000_000, "2B")]
    public void Tokens_are_short(long tokens, string expected) => Format.Tokens(tokens).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(9.97, "10 ms")]
    [InlineData(840, "840 ms")]
    [InlineData(999.6, "1.0 s")]
    [InlineData(2140, "2.1 s")]
    [InlineData(59_960, "1 min")]
    [InlineData(192_000, "3 min 12 s")]
    [InlineData(7_500_000, "2 h 5 min")]
    [InlineData(273_600_000, "3 d 4 h")]
    [InlineData(double.NaN, "–")]
    public void Durations_choose_their_unit(double milliseconds, string expected) => Format.Milliseconds(milliseconds).ShouldBe(expected);

    [Theory]
    [InlineData(0.1234, "12.3 %")]
    [InlineData(0, "0.0 %")]
    [InlineData(-0.04, "−4.0 %")]
    [InlineData(double.PositiveInfinity, "–")]
    public void Percentages_have_one_decimal(double ratio, string expected) => Format.Percent(ratio).ShouldBe(expected);

    [Theory]
    [InlineData(112.3, 100, "+12.3 %")]
    [InlineData(96, 100, "−4.0 %")]
    [InlineData(100.01, 100, "no change")]
    [InlineData(0, 0, "no change")]
    [InlineData(3, 0, "new")]
    [InlineData(0, 8, "−100.0 %")]
    public void Changes_compare_with_the_period_before(double current, double previous, string expected) => Format.Change(current, previous).ShouldBe(expected);

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(4, "just now")]
    [InlineData(12, "12 s ago")]
    [InlineData(59, "59 s ago")]
    [InlineData(180, "3 min ago")]
    [InlineData(7300, "2 h ago")]
    [InlineData(5 * 86_400, "5 d ago")]
    [InlineData(40 * 86_400, "12 Oct 2026")]
    [InlineData(-200, "in 3 min")]
    public void Ages_are_relative(int seconds, string expected)
    {
        var now = new DateTimeOffset(2026, 11, 21, 14, 2, 11, TimeSpan.Zero);
        Format.Ago(now.AddSeconds(-seconds), now).ShouldBe(expected);
    }

    [Fact]
    public void The_exact_time_is_told_in_the_viewers_zone()
    {
        var at = new DateTimeOffset(2026, 11, 21, 23, 2, 11, TimeSpan.Zero);
        Format.Exact(at).ShouldBe("21 Nov 2026, 23:02:11 UTC");
        Format.Exact(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ShouldBe("22 Nov 2026, 00:02:11 UTC+01:00");
    }

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(3277, "3.2 KB")]
    [InlineData(1_048_575, "1 MB")]
    [InlineData(1_468_006, "1.4 MB")]
    public void Bytes_choose_their_unit(long bytes, string expected) => Format.Bytes(bytes).ShouldBe(expected);

    [Fact]
    public void Ids_show_their_end_where_version_7_guids_differ()
    {
        var id = Guid.Parse("0190a7c2-1111-7222-8333-abcdef012345");
        Format.ShortId(id).ShouldBe("ef012345");
        Format.ShortId(id.ToString()).ShouldBe("ef012345");
        Format.ShortId("req_1").ShouldBe("req_1");
    }

    [Fact]
    public void Nouns_follow_their_count()
    {
        Format.Plural(1, "row").ShouldBe("1 row");
        Format.Plural(1204, "row").ShouldBe("1,204 rows");
        Format.Plural(2, "entry", "entries").ShouldBe("2 entries");
    }
}
