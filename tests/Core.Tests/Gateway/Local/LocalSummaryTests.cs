using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Local;

public class LocalSummaryTests
{
    [Fact]
    public async Task A_thread_tells_who_decided_promised_and_asked_what()
    {
        Said said = await Local.AskAsync("Please summarise this e-mail thread:\n\n" + Samples.Thread);
        said.Method.ShouldBe("summary:mail-thread");
        said.Text.ShouldStartWith("**Renewal of our platform contract** – 8 mails between Anna Weber, Tom Hill and Li Chen, 2 – 10 March 2026.");
        Section(said.Text, "Decisions").ShouldContain("Anna Weber (10 Mar): we have decided to go ahead with the two-year plan at $93,840 per year.");
        string actions = Section(said.Text, "Action items");
        actions.ShouldContain("- Li Chen: “Li, could you check the payment terms and the data processing agreement by next Tuesday?” (by 10 March 2026; Anna Weber)");
        actions.ShouldContain("- Tom Hill: “I will send the list of subprocessors and the updated agreement by Friday.” (by 13 March 2026)");
        actions.ShouldNotContain("quote", Case.Insensitive, "the quote was promised and sent");
        Section(said.Text, "Open questions").ShouldContain("Tom Hill (10 Mar): Could you tell me who signs on your side?");
        Section(said.Text, "Open questions").ShouldNotContain("Who can send us");
        Section(said.Text, "Dates").ShouldContain("31 March 2026");
        foreach (string noise in new[] { "I hope you are well", "Best regards", "Head of Operations", "Kind regards", "From:" })
            said.Text.ShouldNotContain(noise);
        said.Text.Length.ShouldBeLessThan(Samples.Thread.Length / 2);
    }

    [Theory]
    [InlineData("Summarise the thread in two sentences.\n\n")]
    [InlineData("Give me a short summary of this:\n\n")]
    public async Task Few_sentences_are_the_purpose_and_the_outcome(string instruction)
    {
        Said said = await Local.AskAsync(instruction + Samples.Thread);
        said.Text.ShouldBe("Anna Weber (2 Mar): Our contract ends on 31 March 2026 and we would like to renew it for another two years. "
            + "Anna Weber (10 Mar): we have decided to go ahead with the two-year plan at $93,840 per year.");
    }

    [Fact]
    public async Task A_short_talk_without_an_instruction_is_what_the_use_case_works_on()
    {
        Said said = await Local.ChatAsync(
            ("system", "You summarise sales calls: purpose, what was said and decided, objections, next steps with who and when. Nothing that was not said."),
            ("user", "Laura: our board meets on March 14 and needs the price for 40 seats.\nJonas: I will send the offer by Friday."));
        said.Method.ShouldStartWith("summary");
        said.Text.ShouldContain("offer by Friday");
        said.Text.ShouldContain("March 14");
    }

    [Fact]
    public async Task Action_items_alone()
    {
        Said said = await Local.AskAsync("What are the action items in this thread?\n\n" + Samples.Thread);
        said.Method.ShouldBe("action-items:cues");
        said.Text.Split('\n').Length.ShouldBe(3);
        (await Local.AskAsync("List the action items:\n\nThe weather was fine and everybody enjoyed the walk along the river.")).Text.ShouldBe("The text names no Action items.");
    }

    [Fact]
    public async Task A_quoted_German_thread_runs_from_the_oldest_mail()
    {
        Said said = await Local.AskAsync("Fasse diesen Verlauf zusammen:\n\n" + Samples.Quoted);
        said.Text.ShouldStartWith("3 Mails zwischen Jonas Keller und Karin Berger, 2. – 3. März 2026.");
        Section(said.Text, "Entscheidungen").ShouldContain("wir haben uns für das Paket Premium entschieden.");
        Section(said.Text, "Aufgaben").ShouldContain("Karin Berger: “Bitte schicken Sie uns die Auftragsbestätigung bis Freitag.”");
        Section(said.Text, "Termine").ShouldContain("15. März 2026: Das Angebot gilt bis zum 15. März 2026.");
        said.Text.ShouldNotContain("Grüßen");
        said.Text.ShouldNotContain(">");
    }

    [Fact]
    public async Task A_call_keeps_who_said_what()
    {
        Said said = await Local.AskAsync("Summarize this call and list next steps.\n\n" + Samples.Call);
        said.Method.ShouldBe("summary:conversation");
        said.Text.ShouldContain("Maria: We lose about two hours a day copying orders by hand");
        Section(said.Text, "Action items").ShouldContain("Rep: “I'll send you a comparison and a reference customer by Thursday.”");
        Section(said.Text, "Concerns").ShouldContain("But honestly your competitor is cheaper.");
        said.Text.ShouldNotContain("Open questions", Case.Sensitive, "each was answered in the next turn");
    }

    [Fact]
    public async Task An_article_is_told_in_its_own_sentences()
    {
        Said said = await Local.AskAsync("Summarize this article in 3 bullet points:\n\n" + Samples.Article);
        said.Method.ShouldBe("summary:centroid-mmr");
        string[] points = said.Text.Split('\n');
        points.Length.ShouldBe(3);
        points.ShouldAllBe(p => p.StartsWith("- ") && Samples.Article.Contains(p.Substring(2)));
        points[2].ShouldStartWith("- In short, heat pumps will replace gas boilers");
    }

    [Fact]
    public async Task A_word_limit_holds()
    {
        Said said = await Local.AskAsync("Summarise in 40 words: " + Samples.Article);
        said.Text.Split(' ').Length.ShouldBeInRange(8, 45);
    }

    [Theory]
    [InlineData("Résume ce message :\n\nBonjour Madame Petit,\n\nNous avons bien reçu votre devis du 2 mars 2026 pour 30 licences. La direction a approuvé le budget de 18 000 € par an. Nous souhaitons commencer le 1er avril 2026, mais le délai de paiement de 15 jours est trop court pour nous. Merci de nous envoyer le contrat avant le 20 mars.\n\nCordialement,\nLuc Martin", "devis")]
    [InlineData("Resume este texto en dos frases.\n\nLa empresa Hafenbau abrió en enero un almacén nuevo en Valencia con 120 empleados. El almacén sirve a clientes de toda España y reduce el tiempo de entrega de cinco días a dos. Los primeros meses hubo problemas con el software de inventario. En marzo el equipo cambió de proveedor y los errores bajaron un 80 por ciento.", "almacén")]
    [InlineData("要約してください:\n\n新しい倉庫は一月に開きました。配達は五日から二日に短くなりました。三月に会社は別のソフトウェアを選びました。秋に二つ目の倉庫を開く予定です。", "倉庫")]
    public async Task Other_languages_are_summarised_too(string text, string about)
    {
        Said said = await Local.AskAsync(text);
        said.Text.ShouldContain(about);
        said.Text.Length.ShouldBeLessThan(text.Length);
        said.Text.ShouldNotContain("Cordialement");
    }

    [Fact]
    public async Task Earlier_turns_are_summarised_when_nothing_else_is_given()
    {
        Said said = await Local.ChatAsync(("user", "We need 40 seats from April and our budget is 12,000 euros."), ("assistant", "Noted. Anything else?"), ("user", "Yes, we have decided on the premium plan."), ("user", "Summarise our conversation."));
        said.Text.ShouldContain("we have decided on the premium plan");
    }

    [Fact]
    public async Task The_standing_instruction_counts_where_the_user_only_sends_text()
    {
        Said said = await Local.ChatAsync(("system", "You summarise sales calls: purpose, what was said and decided, next steps."), ("user", Samples.Call));
        said.Method.ShouldBe("summary:conversation");
    }

    [Fact]
    public async Task Mails_that_are_retold_by_number_are_a_thread()
    {
        Said said = await Local.AskAsync("Can you summarize this?\n\nEmail 1 (Anna to Tom, 2 March): Hi Tom, we want to launch the portal on 15 April. Can your team finish the payment integration by 27 March?\n\nEmail 2 (Tom to Anna, 3 March): Yes, we can. We decided to use Stripe. I need the legal texts from Sara before 20 March.\n\nEmail 3 (Sara to all, 4 March): I will deliver the texts by 18 March. Who approves the refund policy?");
        said.Text.ShouldStartWith("3 mails between Anna, Tom and Sara.");
        Section(said.Text, "Decisions").ShouldContain("Tom: We decided to use Stripe.");
        Section(said.Text, "Action items").ShouldContain("Sara: “I will deliver the texts by 18 March.” (by 18 March)");
        Section(said.Text, "Open questions").ShouldContain("Sara: Who approves the refund policy?");
    }

    [Fact]
    public async Task A_mail_without_a_word_of_instruction_is_summarised()
    {
        Said said = await Local.AskAsync("From: Peter Klein <peter@hafenbau.example>\nTo: Support\nSubject: Export broken\n\nHello,\n\nsince yesterday the CSV export fails with error 500. We need it for the month-end closing on Friday. Please fix it urgently and tell us when it works again.\n\nRegards,\nPeter");
        said.Text.ShouldStartWith("**Export broken** – Peter Klein.");
        Section(said.Text, "Action items").ShouldContain("Support: “Please fix it urgently");
    }

    private static string Section(string text, string heading)
    {
        int start = text.IndexOf($"**{heading}**", StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, $"no section {heading} in:\n{text}");
        int end = text.IndexOf("\n\n", start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }
}
