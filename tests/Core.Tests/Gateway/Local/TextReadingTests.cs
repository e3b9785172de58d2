using Artisan.Core.Gateway.Local.Text;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Local;

public class TextReadingTests
{
    [Theory]
    [InlineData("Dr. Smith met Mr. J. R. Hill at 5 p.m. They talked.", "Dr. Smith met Mr. J. R. Hill at 5 p.m.|They talked.")]
    [InlineData("It costs 3.50 EUR, e.g. for tea. See example.com/a.b for more! Really?", "It costs 3.50 EUR, e.g. for tea.|See example.com/a.b for more!|Really?")]
    [InlineData("Wir treffen uns am 3. Dezember in Köln, z.B. im Büro. Danach essen wir.", "Wir treffen uns am 3. Dezember in Köln, z.B. im Büro.|Danach essen wir.")]
    [InlineData("He works at Acme Inc. in Boston. She said \"Stop.\" Then she left.", "He works at Acme Inc. in Boston.|She said \"Stop.\"|Then she left.")]
    [InlineData("- first point\n- second point\n1. third", "first point|second point|third")]
    [InlineData("A line that goes on and on and on for a while\nand is continued here. Next.", "A line that goes on and on and on for a while and is continued here.|Next.")]
    [InlineData("Company: Acme\nSize: 500", "Company: Acme|Size: 500")]
    [InlineData("これは文です。次の文です！終わり", "これは文です。|次の文です！|終わり")]
    [InlineData("¿Podría enviarnos el contrato? Gracias.", "¿Podría enviarnos el contrato?|Gracias.")]
    [InlineData("Wait… what? Yes.", "Wait…|what?|Yes.")]
    public void Sentences_end_where_they_end(string text, string expected) =>
        string.Join('|', Sentences.Split(text).Select(s => s.Text)).ShouldBe(expected);

    [Theory]
    [InlineData("due 2026-03-12", "2026-03-12")]
    [InlineData("am 12.03.2026", "2026-03-12")]
    [InlineData("on 12 March 2026 at 10:30", "2026-03-12")]
    [InlineData("on March 12, 2026", "2026-03-12")]
    [InlineData("am 12. März", "2026-03-12")]
    [InlineData("le 12 mars 2026", "2026-03-12")]
    [InlineData("el 12 de marzo de 2026", "2026-03-12")]
    [InlineData("by Friday", "2026-03-13")]
    [InlineData("bis nächsten Freitag", "2026-03-20")]
    [InlineData("tomorrow", "2026-03-10")]
    [InlineData("by the end of the month", "2026-03-31")]
    [InlineData("on 2 January", "2026-01-02")]
    [InlineData("on 31 February 2026", "")]
    [InlineData("version 3.4.2026.1 of 12 seats", "")]
    public void Dates_are_found_and_worked_out(string text, string expected)
    {
        // Written on Monday, 9 March 2026.
        DateMention? found = Dates.Find(text, new DateOnly(2026, 3, 9)).FirstOrDefault();
        (found?.Day?.ToString("yyyy-MM-dd") ?? "").ShouldBe(expected);
    }

    [Fact]
    public void Figures_follow_the_language() =>
        (Dates.Find("03/04/2026", null, monthFirst: true)[0].Day, Dates.Find("03/04/2026")[0].Day).ShouldBe((new DateOnly(2026, 3, 4), new DateOnly(2026, 4, 3)));

    [Fact]
    public void A_thread_is_taken_apart_in_order()
    {
        List<Mail> mails = MailThread.Read(Samples.Quoted);
        mails.Select(m => m.Author).ShouldBe(["Jonas Keller", "Karin Berger", "Jonas Keller"]);
        mails[0].Written.ShouldBe(new DateTime(2026, 3, 2, 16, 45, 0));
        mails[0].Body.ShouldStartWith("wir brauchen ab April");
        mails[0].Body.ShouldEndWith("dauern.");
        mails[2].Addressee.ShouldBe("Frau Berger");
    }

    [Theory]
    [InlineData("Just a note without any header. It has two sentences.")]
    [InlineData("Note: this is important.\nPrice: 5\nDate: tomorrow")]
    [InlineData("")]
    public void What_is_no_thread_is_not_taken_for_one(string text) => MailThread.Read(text).ShouldBeEmpty();

    [Fact]
    public void Headers_of_other_languages_and_forms_are_read()
    {
        List<Mail> mails = MailThread.Read("Von: \"Weber, Anna\" <a@x.example>\nGesendet: Dienstag, 3. März 2026 10:15\nAn: Tom Hill\nBetreff: AW: Angebot\n\nHallo Tom,\npasst.\n\n-----Ursprüngliche Nachricht-----\nDe: luc.martin@y.example\nEnvoyé: 2 mars 2026\nObjet: Angebot\n\nBonjour,\nvoici le devis.\n");
        mails.Select(m => m.Author).ShouldBe(["Luc Martin", "Anna Weber"]);
        mails.Select(m => m.Body).ShouldBe(["voici le devis.", "passt."]);
        mails[1].Subject.ShouldBe("Angebot");
        mails[1].Written.ShouldBe(new DateTime(2026, 3, 3, 10, 15, 0));
    }

    [Theory]
    [InlineData("The board met on Monday and it was decided that we would go on with the plan.", Language.English)]
    [InlineData("Der Vorstand hat am Montag beschlossen, dass wir mit dem Plan weitermachen.", Language.German)]
    [InlineData("Le conseil a décidé lundi que nous allons continuer avec le plan.", Language.French)]
    [InlineData("El consejo decidió el lunes que vamos a seguir con el plan de la empresa.", Language.Spanish)]
    internal void The_language_is_told_by_its_words(string text, Language language) => Languages.Detect(text).ShouldBe(language);
}
