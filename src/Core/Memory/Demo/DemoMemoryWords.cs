namespace Artisan.Core.Memory.Demo;

/// <summary>Sentences that demonstration memories are made of.</summary>
internal static class DemoMemoryWords
{
    /// <summary>Meetings: title, what was said with company and first name, decisions, who does what.</summary>
    internal static readonly (string Title, string Text, string[] Decisions, string[] Actions)[] Meetings =
    [
        ("Pilot planning", "{0} starts a pilot in one site with twelve planners. {1} wants the forecast running before the summer shifts are planned. Their IT needs the single sign-on guide first.",
            ["Pilot in one site for six weeks", "Success means two hours less planning a day"], ["Sales: send the single sign-on guide", "Customer: name a test group"]),
        ("Security review", "The security team of {0} went through hosting, encryption and deletion. Hosting in the EU is settled; {1} still needs the list of subprocessors and the result of the last penetration test.",
            ["Hosting in the EU"], ["Sales: send the penetration test report", "Legal: check the data processing agreement"]),
        ("Commercial talk", "{1} has budget for 40 seats this year and 120 next year. {0} compares us with two others and asks for a price that holds for two years. A discount above ten percent needs the board.",
            ["Offer for 40 seats with an option for 80 more"], ["Sales: offer with a two-year price by Friday", "Customer: bring it to the board"]),
        ("Works council", "The works council of {0} asked what managers can see of single employees. {1} wants the reports limited to teams of five and more, and a paper that says so.",
            ["Reports only for teams of five and more"], ["Sales: send the paper for works councils"]),
        ("Integration workshop", "{0} keeps its shifts in an older ERP. {1} showed the export; a nightly file is enough for the start, the API follows after the pilot.",
            ["Nightly file import first, API later"], ["Customer: sample export", "Sales: mapping of the fields"]),
        ("Quarterly review", "{0} uses the forecast in three sites now. {1} reports a fifth fewer late changes and asks for a dashboard for the head of operations. Renewal is due in spring.",
            ["Dashboard for the head of operations"], ["Sales: renewal offer six weeks ahead"]),
    ];

    /// <summary>What campaigns brought, by campaign: text, what was learned, reply rate, demos.</summary>
    internal static readonly (string Text, string Learned, double Replies, double Demos)[][] Campaigns =
    [
        [
            ("214 people registered and 96 came. Operations teams of 200 people and more stayed to the end; small ones left at the integration part.", "Show the customer story before the integrations", 0.18, 21),
            ("The recording brought as many demos as the live session, at a third of the cost.", "Send the recording to everybody who did not come", 0.11, 19),
        ],
        [
            ("A call on the same day doubled the answers against a mail on the next one.", "Call within four hours of the second visit", 0.27, 34),
            ("Subject lines that name the seats work better than those that name a discount.", "Name the number of seats in the subject", 0.22, 12),
        ],
        [
            ("132 conversations at the stand, 41 demos within two weeks. Logistics companies were the best half.", "Book the demo at the stand instead of by mail", 0.31, 41),
            ("Badges scanned without a note brought next to nothing.", "Write down one sentence per conversation", 0.04, 2),
        ],
        [("A short question brought more answers from silent proposals than a new offer: nineteen percent against six.", "Ask one question, offer nothing", 0.19, 8)],
    ];

    /// <summary>Talks with the assistant: topic, question, answer.</summary>
    internal static readonly (string Topic, string Asked, string Answered)[] Talks =
    [
        ("Silent proposals", "Which proposals have had no answer for two weeks?", "Eleven proposals are silent for two weeks or more; four of them had a demo before. The largest is for 120 seats."),
        ("Pricing objections", "What do leads say when they find the price too high?", "Most compare the price per seat with spreadsheets that cost nothing. What helped was the figure of two hours saved a day."),
        ("Webinar follow-up", "Who of the webinar should I call first?", "Those who asked about integrations and looked at the pricing page afterwards: seven leads, three of them in logistics."),
        ("Competitors", "Which competitors come up most often?", "Two names come up in a third of the calls. They win on price for small teams and lose where single sign-on is demanded."),
        ("Security questions", "What do IT departments ask before a pilot?", "Hosting in the EU, single sign-on, deletion periods and the penetration test. The security paper answers all but the last."),
        ("Reference customers", "Which customer is a good reference for a logistics company of 500 people?", "Two customers of that size went live this year; one of them agreed to take calls."),
        ("Forecast", "How many deals will close this quarter?", "At the rates of the last quarter nine to twelve of the open proposals; four of them have a date for the decision."),
    ];

    /// <summary>Older notes of one lead, with first name and company.</summary>
    internal static readonly string[] Notes =
    [
        "First talk with {0}: {1} plans its shifts in spreadsheets and loses half a day each week to corrections.",
        "{0} asked for two references in their industry and for hosting in the EU.",
        "The head of operations joined the talk; {1} wants to begin with one site before the others follow.",
        "{0} named the budget: 40 seats this year, more when the pilot of {1} convinces the board.",
    ];

    /// <summary>What the notes come to.</summary>
    internal const string Summary = "{1} plans shifts in spreadsheets and loses half a day a week to corrections. {0} wants references in the industry and hosting in the EU, begins with one site, and has budget for 40 seats this year; more follows when the pilot convinces the board.";

    /// <summary>What is to be done next, as a note of a call says it.</summary>
    internal static string NextOf(string text)
    {
        int at = text.IndexOf("Next: ", StringComparison.Ordinal);
        return at < 0 ? "Stay in touch" : char.ToUpperInvariant(text[at + 6]) + text[(at + 7)..].TrimEnd('.');
    }

    /// <summary>The first sentence.</summary>
    internal static string PointOf(string text) => text[..Math.Max(text.IndexOf(". ", StringComparison.Ordinal), 0)] is { Length: > 0 } first ? first : text;
}
