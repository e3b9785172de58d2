using Artisan.Core.Gateway.Caching.Meaning;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Caching;

/// <summary>Which prompts mean the same: few, and never those that do not.</summary>
public sealed class PromptMeaningTests
{
    private const double Threshold = 0.95;

    private static double Similarity(string one, string other) => PromptMeaning.Of(one)!.SimilarityTo(PromptMeaning.Of(other)!);

    [Theory]
    [InlineData("What is our refund policy?", "What's our refund policy")]
    [InlineData("What is our refund policy?", "what is our refund policy")]
    [InlineData("What is our refund policy?", "  What is   our refund policy ?")]
    [InlineData("What is our refund policy for annual contracts?", "Please tell me what our refund policy for annual contracts is.")]
    [InlineData("What is our refund policy for annual contracts?", "Hi, what is our refund policy for annual contracts?")]
    [InlineData("Summarise the renewal contract of the Ada account in three sentences.", "Please summarise the renewal contract of the Ada account in three sentences.")]
    [InlineData("Summarise the renewal contract of the Ada account in three sentences.", "Could you summarise the renewal contract of the Ada account in three sentences?")]
    [InlineData("Summarise the renewal contract of the Ada account in three sentences.", "summarize the renewal contract of the Ada account in three sentences")]
    [InlineData("Summarise the renewal contract of the Ada account in three sentences.", "Give me a summary of the renewal contract of the Ada account in three sentences.")]
    [InlineData("Summarise the renewal contract of the Ada account in three bullets.", "In three bullets, summarise the renewal contract of the Ada account.")]
    [InlineData("List the open deals of the north team.", "List the open deals of the north team, please.")]
    [InlineData("List the open deals of the north team.", "List the open deals of the north team. Thank you!")]
    [InlineData("Why doesn't the customer renew the contract?", "Why does not the customer renew the contract?")]
    [InlineData("Which customers haven't paid this month?", "Which customers have not paid this month?")]
    [InlineData("Analyse the behaviour of our favourite customers.", "Analyze the behavior of our favorite customers.")]
    [InlineData("Write an e-mail to the buyer about the new price list.", "Write an email to the buyer about the new price list.")]
    [InlineData("Where is the head office of the Ada account?", "I would like to know where the head office of the Ada account is.")]
    [InlineData("Bitte nenne die offenen Angebote der Region Nord.", "Nenne die offenen Angebote der Region Nord.")]
    [InlineData("Résume le contrat de renouvellement en trois phrases.", "Résume le contrat de renouvellement en trois phrases, s'il vous plaît.")]
    [InlineData("Resume el contrato de renovación en tres frases.", "Por favor, resume el contrato de renovación en tres frases.")]
    public void What_says_the_same_hits(string one, string other)
    {
        Similarity(one, other).ShouldBeGreaterThanOrEqualTo(Threshold);
        Similarity(other, one).ShouldBe(Similarity(one, other), 1e-9);
    }

    [Theory]
    [InlineData("Do send the offer to the customer.", "Don't send the offer to the customer.")]
    [InlineData("Should I send the offer?", "Shouldn't I send the offer?")]
    [InlineData("Can we cancel the contract?", "Can't we cancel the contract?")]
    [InlineData("Send the offer with the discount.", "Send the offer without the discount.")]
    [InlineData("Give Ada 10 % discount.", "Give Ada 100 % discount.")]
    [InlineData("Give Ada 10 % discount.", "Give Ada 10 discount.")]
    [InlineData("Give Ada 1.5 % discount.", "Give Ada 15 % discount.")]
    [InlineData("Give Ada $1,000 credit.", "Give Ada $10,00 credit.")]
    [InlineData("Give Ada $50 credit.", "Give Ada €50 credit.")]
    [InlineData("Is -5 a good score?", "Is 5 a good score?")]
    [InlineData("Write to Ada about the renewal.", "Write to Bob about the renewal.")]
    [InlineData("Ada reports to Bob.", "Bob reports to Ada.")]
    [InlineData("What does Ada owe Bob?", "What does Bob owe Ada?")]
    [InlineData("Should we buy the shares?", "Should we sell the shares?")]
    [InlineData("Call the customer before the demo.", "Call the customer after the demo.")]
    [InlineData("Call Ada before Bob.", "Call Bob before Ada.")]
    [InlineData("Before the demo, write the offer.", "After the demo, write the offer.")]
    [InlineData("Write the offer before the demo.", "Before the offer, write the demo.")]
    [InlineData("Who won the deal?", "Who lost the deal?")]
    [InlineData("Who signed the contract?", "When was the contract signed?")]
    [InlineData("Who signed it?", "What signed it?")]
    [InlineData("Which deals are open?", "Which deals are not open?")]
    [InlineData("Which deals are open?", "Which deals were open?")]
    [InlineData("List all deals above the target.", "List all deals below the target.")]
    [InlineData("List the first deals.", "List the last deals.")]
    [InlineData("List all deals.", "List some deals.")]
    [InlineData("List few deals.", "List a few deals.")]
    [InlineData("Is profit higher than revenue?", "Is revenue higher than profit?")]
    [InlineData("Convert 10 km to miles.", "Convert 10 miles to km.")]
    [InlineData("Convert 10 kg.", "Convert 10 g.")]
    [InlineData("What happened on 2026-01-02?", "What happened on 2026-02-01?")]
    [InlineData("What happened on Monday?", "What happened on Tuesday?")]
    [InlineData("What is planned for May?", "What is planned for June?")]
    [InlineData("Meet at 10:30?", "Meet at 10:03?")]
    [InlineData("Translate buy into German.", "Translate purchase into German.")]
    [InlineData("Translate e-mail into German.", "Translate email into German.")]
    [InlineData("Translate it to German.", "Translate it to French.")]
    [InlineData("How do you spell colour?", "How do you spell color?")]
    [InlineData("What is the difference between don't and do not?", "What is the difference between do not and do not?")]
    [InlineData("Say please.", "Say thanks.")]
    [InlineData("Say \"thank you\".", "Say \"thanks\".")]
    [InlineData("What does 'don't' stand for?", "What does 'do not' stand for?")]
    [InlineData("What is a purchase order?", "What is a buy order?")]
    [InlineData("What is a discount?", "What is the discount?")]
    [InlineData("Summarise my contract.", "Summarise your contract.")]
    [InlineData("Summarise his calls.", "Summarise her calls.")]
    [InlineData("Is the US a market for us?", "Is the us a market for us?")]
    [InlineData("Explain Apple pricing.", "Explain apple pricing.")]
    [InlineData("What is user_id?", "What is user_name?")]
    [InlineData("What is C?", "What is C++?")]
    [InlineData("What is v1.2?", "What is v1.20?")]
    [InlineData("Write to ada@example.com.", "Write to bob@example.com.")]
    [InlineData("Summarise: the deal is won", "Summarise: the deal is lost")]
    [InlineData("Summarise: I don't agree", "Summarise: I do not agree")]
    [InlineData("Summarise the deal.", "Summarise the deals.")]
    [InlineData("The server is running.", "Is the server running?")]
    [InlineData("Can you fly?", "Fly.")]
    [InlineData("Let's eat, Grandma.", "Let's eat Grandma.")]
    [InlineData("More leads from the north", "Less leads from the north")]
    [InlineData("Increase the price by five.", "Decrease the price by five.")]
    [InlineData("Increase the price by five.", "Increase the price to five.")]
    [InlineData("Turn reminders on.", "Turn reminders off.")]
    [InlineData("Deals won since May", "Deals won until May")]
    [InlineData("Der Kunde zahlt.", "Der Kunde zahlt nicht.")]
    [InlineData("Den Kunden ruft der Chef an.", "Der Kunde ruft den Chef an.")]
    [InlineData("Ruf den Kunden vor dem Termin an.", "Ruf den Kunden nach dem Termin an.")]
    [InlineData("Ein Angebot mit Rabatt", "Ein Angebot ohne Rabatt")]
    [InlineData("Keine Mail an Ada", "Eine Mail an Ada")]
    [InlineData("Le client a payé.", "Le client n'a pas payé.")]
    [InlineData("Envoie l'offre avant la démo.", "Envoie l'offre après la démo.")]
    [InlineData("El cliente siempre paga.", "El cliente nunca paga.")]
    [InlineData("Cuántos años tiene?", "Cuántos anos tiene?")]
    [InlineData("Vado a Roma", "Vado da Roma")]
    [InlineData("Is there a message for Ada?", "Gibt es eine Nachricht für Ada?")]
    [InlineData("顧客に送る", "顧客に送らない")]
    [InlineData("отправить клиенту", "не отправлять клиенту")]
    public void What_means_something_else_never_hits(string one, string other) => Similarity(one, other).ShouldBe(0);

    private static readonly string[] s_words = ["the", "customer", "Ada", "Bob", "10", "100", "not", "before", "after", "buy", "sell", "all", "some", "is", "was", "renewal", "price", "in", "on", "my", "your", "2026", "USD", "never", "always", "who", "what", "summarise", "list", "write"];

    [Fact]
    public void A_word_that_is_changed_taken_out_or_moved_keeps_prompts_apart() => Prop.ForAll(
        Gen.Choose(3, 12).SelectMany(n => Gen.Elements(s_words).ArrayOf(n)).ToArbitrary(), Gen.Choose(0, 11).ToArbitrary(), Gen.Elements(s_words).ToArbitrary(),
        (words, place, other) =>
        {
            int at = place % words.Length;
            string text = string.Join(' ', words);
            string changed = string.Join(' ', words.Select((w, i) => i == at ? other : w));
            string shorter = string.Join(' ', words.Where((_, i) => i != at));
            string moved = string.Join(' ', words.Skip(1).Append(words[0]));
            bool Apart(string variant) => variant == text || Similarity(text, variant) == 0;
            return Apart(changed) && Apart(shorter) && Apart(moved);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_text_is_itself_and_nothing_else_than_its_own_twin() => Prop.ForAll<NonEmptyString>(text =>
    {
        PromptMeaning? read = PromptMeaning.Of(text.Get);
        return read is null || Math.Abs(read.SimilarityTo(read) - 1) < 1e-9;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void What_is_longer_than_is_looked_at_has_no_meaning_to_be_compared() => PromptMeaning.Of(new string('a', PromptMeaning.Longest + 1)).ShouldBeNull();
}
