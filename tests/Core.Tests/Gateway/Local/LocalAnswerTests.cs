using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Local;

public class LocalAnswerTests
{
    [Theory]
    [InlineData("How long are backups kept?", "“Backups are kept for 35 days.” [3]")]
    [InlineData("Where is our data stored?", "“Data is stored in Frankfurt and Dublin.” [3]")]
    [InlineData("Can I get my money back for a licence?", "Software licences are not refundable after activation.")]
    [InlineData("When does support answer?", "Our support team answers from Monday to Friday, 8 am to 6 pm Central European Time.")]
    public async Task Questions_are_answered_from_the_context_and_cited(string question, string answer)
    {
        Said said = await Local.ChatAsync(("system", Samples.Passages), ("user", question));
        said.Method.ShouldBe("retrieval:bm25");
        said.Text.ShouldContain(answer);
        said.Text.ShouldContain("Sources: [");
        said.Text.ShouldNotContain("You are the assistant");
    }

    [Theory]
    [InlineData("What is the capital of France?")]
    [InlineData("Who won the match yesterday?")]
    public async Task What_was_not_given_is_not_answered(string question)
    {
        Said said = await Local.ChatAsync(("system", Samples.Passages), ("user", question));
        said.Method.ShouldBe("retrieval:nothing-found");
        said.Text.ShouldBe("I found nothing about that in what I was given. I am Artisan's local, rule-based model and no language model: I answer only from the conversation and the documents that come with it.");
    }

    [Theory]
    [InlineData("When is the board meeting?", "18 March")]
    [InlineData("Who leads procurement?", "Li Chen, who leads procurement")]
    [InlineData("What budget was approved?", "$96,000 per year")]
    public async Task A_thread_can_be_asked(string question, string answer) =>
        (await Local.AskAsync(question + "\n\n" + Samples.Thread)).Text.ShouldContain(answer);

    [Fact]
    public async Task Two_questions_get_two_answers()
    {
        Said said = await Local.AskAsync(Samples.Thread + "\n\nWho leads procurement, and what discount was offered?");
        said.Text.ShouldContain("Li Chen, who leads procurement");
        said.Text.ShouldContain("8% off");
    }

    [Fact]
    public async Task Earlier_turns_are_remembered_and_continued()
    {
        (string, string)[] chat =
        [
            ("user", "My name is Ada and I work at Hafenbau in Hamburg. I prefer calls after 3 pm. My contract ends in June 2027."),
            ("assistant", "Noted."),
            ("user", "When do I prefer calls?"),
        ];
        Said said = await Local.ChatAsync(chat);
        said.Text.ShouldStartWith("“I prefer calls after 3 pm.” [1]");
        said.Text.ShouldContain("your earlier message");
        (await Local.ChatAsync([.. chat[..2], ("user", "What is my name?")])).Text.ShouldContain("My name is Ada");
    }

    [Theory]
    [InlineData("Hello!", "greeting", "not a language model")]
    [InlineData("Guten Tag", "greeting", "kein Sprachmodell")]
    [InlineData("What is 12 * (3 + 4)?", "arithmetic", "12 * (3 + 4) = 84")]
    [InlineData("What is 7/8?", "arithmetic", "7/8 = 0.875")]
    [InlineData("Write me a poem about spring", "declined", "no language model")]
    [InlineData("Translate 'good morning' to Spanish", "declined", "no language model")]
    public async Task Says_what_it_is(string text, string method, string says)
    {
        Said said = await Local.AskAsync(text);
        said.Method.ShouldBe(method);
        said.Text.ShouldContain(says);
    }

    [Fact]
    public async Task Drafts_an_e_mail_from_the_facts_and_leaves_gaps_open()
    {
        Said said = await Local.AskAsync("Generate follow-up email\n\nrecipient_name: John Doe\ncompany_name: Acme Corp\ntone: professional\nobjective: Schedule technical deep-dive\ncontext: Lead was impressed with automation features during demo. Interested in API integration.");
        said.Method.ShouldBe("template:email");
        said.Text.ShouldBe("""
            Subject: Schedule technical deep-dive – Acme Corp

            Hi John,

            I am writing about Acme Corp. Lead was impressed with automation features during demo. Interested in API integration.

            Next step: Schedule technical deep-dive. When would suit you?

            Best regards,
            [your name]
            """);
    }

    [Fact]
    public async Task A_reply_takes_up_the_questions_and_leaves_the_answers_open()
    {
        Said said = await Local.AskAsync("Write a reply to this email:\n\nFrom: Peter Klein <peter@hafenbau.example>\nTo: Nina Roth\nSubject: Export broken\n\nHello,\n\nsince yesterday the CSV export fails with error 500. When will it work again?\n\nRegards,\nPeter");
        said.Text.ShouldBe("Subject: Re: Export broken\n\nHi Peter,\n\nThank you for your message.\n\nOn your question “When will it work again?”: [your answer]\n\nBest regards,\nNina Roth");
    }

    [Theory]
    [InlineData("The onboarding was excellent and Maria was really helpful. We love it.", "positive")]
    [InlineData("I am very disappointed. The export is broken again and nobody answers.", "negative")]
    [InlineData("The onboarding was excellent and Maria was helpful. However, the reports are terribly slow and the export is broken.", "mixed")]
    [InlineData("The meeting is on Tuesday in room 4.", "neutral")]
    [InlineData("This is not a good product.", "negative")]
    [InlineData("Wir sind sehr zufrieden, der Support ist hervorragend.", "positive")]
    [InlineData("Nous sommes déçus, le service est mauvais et lent.", "negative")]
    [InlineData("Estamos encantados con el servicio, es excelente.", "positive")]
    public async Task Judges_sentiment(string text, string label)
    {
        Said said = await Local.AskAsync("What is the sentiment of this text?\n\n" + text);
        said.Method.ShouldBe("sentiment:lexicon");
        said.Text.ShouldStartWith($"Sentiment: {label} (");
    }

    [Fact]
    public async Task Names_key_phrases()
    {
        Said said = await Local.AskAsync("List the 5 keywords of this text:\n\n" + Samples.Article);
        said.Method.ShouldBe("keywords:rake");
        said.Text.Split('\n').Length.ShouldBe(5);
        said.Text.ShouldContain("heat pumps", Case.Insensitive);
    }
}
