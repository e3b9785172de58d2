using Artisan.Core.Gateway.Prompts;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Prompts;

/// <summary>Lines that differ, as <c>diff -u</c> writes them.</summary>
public sealed class UnifiedDiffTests
{
    private static string Numbers(int from, int to, params (int At, string Text)[] changed) =>
        string.Join('\n', Enumerable.Range(from, to - from + 1).Select(n => changed.FirstOrDefault(c => c.At == n).Text ?? n.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("a\nb", "a\nb", "")]
    [InlineData("a\r\nb", "a\nb", "")]
    [InlineData(null, "a\nb", "@@ -0,0 +1,2 @@\n+a\n+b\n")]
    [InlineData("a", null, "@@ -1 +0,0 @@\n-a\n")]
    [InlineData("a\nb\nc", "a\nx\nc", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n")]
    [InlineData("a\nb\nc\nd", "b\nc\ne\nd", "@@ -1,4 +1,4 @@\n-a\n b\n c\n+e\n d\n")]
    public void Short_texts(string? before, string? after, string expected) => UnifiedDiff.Of(before, after).ShouldBe(expected);

    [Fact]
    public void Changes_far_apart_stand_in_hunks_of_their_own_and_near_ones_in_one()
    {
        UnifiedDiff.Of(Numbers(1, 20), Numbers(1, 20, (3, "x"), (17, "y"))).ShouldBe("@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+x\n 4\n 5\n 6\n@@ -14,7 +14,7 @@\n 14\n 15\n 16\n-17\n+y\n 18\n 19\n 20\n");
        UnifiedDiff.Of(Numbers(1, 20), Numbers(1, 20, (5, "x"), (11, "y"))).Split("@@ -").Length.ShouldBe(2);
    }

    [Fact]
    public void Very_long_texts_are_shown_as_replaced_rather_than_compared_forever()
    {
        string before = Numbers(1, 50_000), after = string.Join('\n', Enumerable.Range(1, 50_000).Select(n => $"line {n}"));
        string diff = UnifiedDiff.Of(before, after);
        diff.ShouldStartWith("@@ -1,50000 +1,50000 @@\n-1\n");
        diff.ShouldEndWith("+line 50000\n");
    }
}
