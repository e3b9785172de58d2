using Artisan.Core.Gateway.Feedback;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Feedback;

/// <summary>Levenshtein's distance.</summary>
public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("a", "", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    [InlineData("Grüße", "Gruße", 1)]
    [InlineData("the same", "the same", 0)]
    public void Counts_what_must_be_changed(string first, string second, int expected)
    {
        EditDistance.Between(first, second).ShouldBe(expected);
        EditDistance.Between(second, first).ShouldBe(expected);
    }

    [Fact]
    public void Is_what_the_table_says()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            string first = Text(random, random.Next(300)), second = seed % 3 == 0 ? Text(random, random.Next(300)) : Changed(random, first);
            EditDistance.Between(first, second).ShouldBe(ByTable(first, second), $"seed {seed}");
        }
    }

    [Fact]
    public void Long_texts_of_few_changes_and_of_many_are_measured()
    {
        var random = new Random(7);
        string text = new([.. Enumerable.Range(0, GiveFeedback.LongestText).Select(_ => (char)random.Next(0x20, 0xFFF))]);
        EditDistance.Between(text, text[..100] + "x" + text[100..]).ShouldBe(1);
        string other = new([.. Enumerable.Range(0, GiveFeedback.LongestText).Select(_ => (char)random.Next(0x1000, 0x1FFF))]);
        EditDistance.Between(text, other).ShouldBe(GiveFeedback.LongestText);
    }

    [Fact]
    public void The_share_is_of_the_longer_text()
    {
        EditDistance.Share(3, "kitten", "sitting").ShouldBe(0.4286);
        EditDistance.Share(0, "", "").ShouldBe(0);
    }

    private static string Text(Random random, int length) => new([.. Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(4)))]);

    private static string Changed(Random random, string text)
    {
        var changed = text.ToList();
        for (int i = random.Next(12); i > 0; i--)
        {
            int at = random.Next(changed.Count + 1);
            if (random.Next(2) == 0 || at == changed.Count)
                changed.Insert(at, (char)('a' + random.Next(4)));
            else
                changed.RemoveAt(at);
        }
        return new string([.. changed]);
    }

    private static int ByTable(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int before = row[0]++;
            for (int j = 1; j <= second.Length; j++)
            {
                int here = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, before + (first[i - 1] == second[j - 1] ? 0 : 1));
                before = here;
            }
        }
        return row[^1];
    }
}
