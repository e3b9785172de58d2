using Artisan.Core.Crm.Search;
using Artisan.Core.Insights;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Insights;

/// <summary>Answers from numbered sources.</summary>
public sealed class ConversationSkillTests
{
    private static readonly ConversationFacts.Source[] Sources =
    [
        new(1, "lead", "Anna Weber, Alder Logistics", "Anna Weber, Head of operations at Alder Logistics, is in stage qualified. The score is 82 (A). Last contact on 3 March 2027, 2 days ago. Owner: Sam Reed."),
        new(2, "task", "Send a pilot proposal", "Open task for Anna Weber: Send a pilot proposal. Due on 12 March 2027."),
        new(3, "interaction", "Call with Anna", "3 March 2027, call with Anna Weber (Sam Reed, positive): Call with Anna. The budget is 40,000 euros. They fear the effort of the rollout."),
        new(4, "interaction", "Re: planning", "1 March 2027, email replied with Anna Weber (Anna): Re: planning. Our contract with the old tool ends in June."),
    ];

    private static string Ask(string question, params ConversationFacts.Source[] sources) => ConversationSkill.Answer(new ConversationFacts(question, new DateOnly(2027, 3, 5), sources));

    [Theory]
    [InlineData("What is the budget of Alder?", "40,000 euros", "[3]")]
    [InlineData("When does their contract end?", "ends in June", "[4]")]
    [InlineData("What are the next steps with Anna?", "Send a pilot proposal", "[2]")]
    [InlineData("Summarise what happened with Anna", "stage qualified", "[1]")]
    [InlineData("Which leads are the hottest?", "The score is 82", "[1]")]
    public void An_answer_cites_where_it_comes_from(string question, string words, string citation)
    {
        string answer = Ask(question, Sources);
        answer.ShouldContain(words);
        answer.ShouldContain(citation);
    }

    [Fact]
    public void What_the_sources_do_not_hold_is_said()
    {
        Ask("Who is their lawyer for trademarks?", Sources).ShouldContain("do not hold the answer");
        Ask("What is the budget?").ShouldContain("do not hold the answer");
        Ask("Wer ist der Anwalt der Firma?").ShouldContain("steht nicht in den Daten");
    }

    [Fact]
    public void Numbers_without_a_source_are_taken_out_and_the_others_told()
    {
        CrmSource[] sources = [new("lead", Guid.NewGuid(), Guid.NewGuid(), "Anna", "Text"), new("task", Guid.NewGuid(), null, "Call", "Text")];
        (string text, IReadOnlyList<CitationV1> citations) = Converse.Cite("It is so [2]. And so [7]. Both [1, 2, 9].", sources);
        text.ShouldBe("It is so [2]. And so. Both [1] [2].");
        citations.Select(c => (c.Number, c.Id)).ShouldBe([(1, sources[0].Id), (2, sources[1].Id)]);
    }
}
