using Artisan.Core.Gateway.Pipeline.Stages;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Stages;

public sealed class PlaceholderReturnTests
{
    private readonly PlaceholderReturn _back = new(new Dictionary<string, string> { ["<PERSON_1>"] = "Anna \"Ann\" Weber", ["PERSON_1"] = "Anna \"Ann\" Weber" });

    [Theory]
    [InlineData("Dear PERSON_1, <PERSON_1>!", "Dear Anna \"Ann\" Weber, Anna \"Ann\" Weber!")]
    [InlineData("PERSON_12, A_PERSON_1 and PERSON_1_b are others.", "PERSON_12, A_PERSON_1 and PERSON_1_b are others.")]
    [InlineData("""{"to":"PERSON_1"}""", """{"to":"Anna \"Ann\" Weber"}""")]
    [InlineData("A PERSON < 1", "A PERSON < 1")]
    public void Values_come_back_as_whole_words(string text, string with) => _back.In(text).ShouldBe(with);

    [Theory]
    [InlineData("Dear PER", 5)]
    [InlineData("Dear PERSON_1", 5)]
    [InlineData("Dear PERSON_1,", 14)]
    [InlineData("Dear <PERSON_1", 5)]
    [InlineData("SUPER", 5)]
    [InlineData("All is well", 11)]
    public void What_may_become_one_waits(string text, int from) => _back.WaitsFrom(text).ShouldBe(from);
}
