using System.Text;
using Artisan.Core.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Protocol;

public class TokenCounterTests
{
    // Counts by o200k_base.
    [Theory]
    [InlineData("Hello, world!", 4)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10)]
    [InlineData("Please summarise the call with Acme Corp from 12 March 2026 and list the next steps, who does them and until when.", 29)]
    [InlineData("Könnten Sie uns bitte bis Freitag ein Angebot für 250 Lizenzen schicken? Unser Vorstand entscheidet am 3. Dezember.", 27)]
    [InlineData("¿Podría enviarnos una propuesta antes del viernes? Nuestro comité decide el tres de diciembre.", 19)]
    [InlineData("public static async Task<int> CountAsync(string text, CancellationToken cancellationToken = default) => await Task.FromResult(text.Length);", 26)]
    [InlineData("{\"name\":\"lead_score\",\"score\":87,\"factors\":[{\"category\":\"engagement\",\"weight\":0.3}]}", 26)]
    [InlineData("これは日本語の文章です。来週の会議について話しましょう。", 17)]
    public void Comes_near_the_real_count(string text, int real) =>
        TokenCounter.Count(text).Tokens.ShouldBeInRange((int)(real * 0.8) - 1, (int)(real * 1.2) + 1);

    [Fact]
    public void Says_how_it_counted()
    {
        TokenCounter.Count("x").Method.ShouldBe("estimate:o200k-like-v1");
        TokenCounter.Count("x", "openai/gpt-4o-mini").Method.ShouldBe("estimate:o200k-like-v1");
        TokenCounter.Count("x", "gpt-4").Method.ShouldBe("estimate:cl100k-like-v1");
        TokenCounter.Count("x", "text-embedding-3-small").Method.ShouldBe("estimate:cl100k-like-v1");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" ", 1)]
    [InlineData("\n\n\n", 1)]
    [InlineData("a", 1)]
    [InlineData("123456789", 3)]
    [InlineData("----------------", 1)]
    public void Small_things_count_sensibly(string text, int tokens) => TokenCounter.Count(text).Tokens.ShouldBe(tokens);

    [Fact]
    public void Bytes_and_text_agree_also_when_broken()
    {
        const string text = "Grüße 日本 👍🏽 — “quoted” …";
        TokenCounter.Count(Encoding.UTF8.GetBytes(text)).ShouldBe(TokenCounter.Count(text));
        TokenCounter.Count([0xFF, 0xFE, 0x41]).Tokens.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Never_more_tokens_than_bytes()
    {
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next(32, random.Next(2) == 0 ? 127 : 0x3100))]);
            TokenCounter.Count(text).Tokens.ShouldBeLessThanOrEqualTo(Encoding.UTF8.GetByteCount(text));
        }
    }

    [Fact]
    public void A_chat_counts_its_frame_tools_and_schema()
    {
        int bare = Count("""{"messages":[{"role":"user","content":"Hello"}]}""");
        bare.ShouldBe(8);
        Count("""{"messages":[{"role":"user","content":"Hello"}],"tools":[{"type":"function","function":{"name":"weather","description":"Tells the weather","parameters":{"type":"object"}}}]}""")
            .ShouldBeGreaterThan(bare + 10);
    }

    private static int Count(string json) => TokenCounter.Count(ChatReader.Read(Encoding.UTF8.GetBytes(json))).Tokens;
}
