using Artisan.Core.Gateway.Local;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Local;

public class HashingEmbedderTests
{
    private static double Likeness(string a, string b, int dimensions = HashingEmbedder.DefaultDimensions)
    {
        float[] x = HashingEmbedder.Embed(a, dimensions), y = HashingEmbedder.Embed(b, dimensions);
        return x.Zip(y, (p, q) => (double)p * q).Sum();
    }

    [Theory]
    [InlineData("How can I return a defective device?", "Customers may return defective devices within 30 days.", "The canteen opens at noon and serves soup.")]
    [InlineData("renewal of the platform contract", "Our contracts renew automatically every year.", "Heat pumps move heat rather than making it.")]
    [InlineData("Kündigungsfrist des Vertrags", "Die Kündigungsfristen unserer Verträge betragen drei Monate.", "Das Lager steht in Hamburg am Hafen.")]
    [InlineData("データの保存場所", "データはフランクフルトに保存されます。", "昼食は正午からです。")]
    public void Texts_that_share_words_lie_nearer(string query, string near, string far) =>
        Likeness(query, near).ShouldBeGreaterThan(Likeness(query, far) + 0.1);

    [Fact]
    public void Vectors_have_length_one_and_the_wanted_size()
    {
        foreach (int dimensions in new[] { 8, 256, 512, 1536 })
        {
            float[] vector = HashingEmbedder.Embed("The quick brown fox", dimensions);
            vector.Length.ShouldBe(dimensions);
            vector.Sum(v => (double)v * v).ShouldBe(1, 1e-5);
        }
        HashingEmbedder.Embed("…!").ShouldAllBe(v => v == 0);
        Likeness("same words here", "same words here").ShouldBe(1, 1e-5);
    }

    [Fact]
    public void The_same_text_gives_the_same_vector_in_every_version()
    {
        // Vectors are stored: a change of these figures means that every index must be built again.
        float[] vector = HashingEmbedder.Embed("artisan", 8);
        vector.Select(v => Math.Round(v, 4)).ShouldBe([.. Golden]);
    }

    private static readonly double[] Golden = [0.9439, 0, 0, 0, -0.1349, 0, 0.2697, 0.1349];

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => HashingEmbedder.Embed("x", 0));
        Should.Throw<ArgumentOutOfRangeException>(() => HashingEmbedder.Embed("x", 100_000));
    }
}
