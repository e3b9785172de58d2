namespace Artisan.Core.Gateway.Demo;

/// <summary>What the demonstration's invented people ask and are answered, by use case.</summary>
internal static class DemoTexts
{
    internal sealed record Scene(string UseCase, string Model, string System, string Ask, string Answer);

    private static readonly string[] Companies = ["Brightwater Foods", "Kestrel Mining", "Alder & Sons", "Nordlicht Energie", "Pacific Paper", "Telos Optics", "Halcyon Hotels", "Merrow Shipping", "Granite Insurance", "Bluefin Aquaculture"];
    private static readonly string[] People = ["Laura Whitman", "Omar Haddad", "Nina Kowalski", "Peter Sandoval", "Ines Carvalho", "Viktor Hale", "Amara Osei", "Julia Brandt"];
    private static readonly string[] Topics = ["the pilot in the Rotterdam warehouse", "the security questionnaire", "pricing for 40 seats", "the API integration with their ERP", "the renewal in March", "last week's demo", "the two-year contract", "the missing onboarding plan"];

    internal static Scene Pick(Random random)
    {
        string company = Companies[random.Next(Companies.Length)], person = People[random.Next(People.Length)], topic = Topics[random.Next(Topics.Length)];
        int opens = random.Next(2, 20), score = random.Next(18, 96);
        return random.Next(100) switch
        {
            < 26 => new Scene("lead_scoring", "gpt-4.1-mini", "Score the lead from 0 to 100 from the facts given. Answer in JSON.",
                $"{person}, {company}. {opens} e-mail opens in 30 days, {random.Next(0, 6)} visits of the pricing page, last contact about {topic}.",
                $$"""{"score":{{score}},"confidence":0.{{random.Next(62, 95)}},"grade":"{{(score >= 80 ? "A" : score >= 60 ? "B" : score >= 40 ? "C" : score >= 20 ? "D" : "F")}}","recommendation":"Follow up on {{topic}} this week."}"""),
            < 50 => new Scene("email_generation", "gpt-4o", "Write a short, friendly sales e-mail. Invent no facts.",
                $"To {person} at {company}. Objective: a 30-minute call about {topic}. Tone: professional.",
                $"Subject: Next step on {topic}\n\nHi {person.Split(' ')[0]},\n\nthank you for your time last week. I would like to go through {topic} with you and answer what is still open.\n\nWould Tuesday at 10:00 or Thursday at 15:00 suit you for 30 minutes?\n\nBest regards"),
            < 68 => new Scene("conversation", "gpt-4o", "Answer from the customer's data and cite it.",
                $"What do we know about {company} and {topic}?",
                $"{company} has been in contact with us since spring [1]. {person} leads the evaluation and last asked about {topic} [2]. There is no decision yet."),
            < 84 => new Scene("call_summary", "gpt-4o-mini", "Summarise the call: overview, key points, open questions.",
                $"Call with {person} ({company}), 27 minutes. We spoke about {topic}. They need an answer on data residency before the board meets on the 14th.",
                $"Overview: {person} of {company} wants to move ahead with {topic}.\nKey points: board meets on the 14th; data residency is the open question.\nNext step: send the data residency statement by Friday."),
            < 92 => new Scene("action_items", "gpt-4o-mini", "List the action items with owner and date.",
                $"Notes: {person} sends the signed NDA by Monday. We send the offer for {topic}. Follow-up in two weeks.",
                $"1. {person}: signed NDA, by Monday\n2. Us: offer for {topic}\n3. Both: follow-up in two weeks"),
            < 97 => new Scene("gateway", "text-embedding-3-small", "", $"{company}: {topic}. Contact {person}.", ""),
            _ => new Scene("campaign_strategy", "gpt-4o", "Plan a campaign: audience, sequence, channels, timing, measures.",
                $"Re-engage accounts like {company} that went quiet after {topic}.",
                "Audience: accounts without contact for 45 days, score B or better.\nSequence: a short e-mail, a call after three days, a case study after ten.\nMeasure: replies within 21 days."),
        };
    }
}
