namespace Artisan.Core.Crm.Demo;

/// <summary>
/// What a demonstration lead did in its days, and what came of it. Who fits better and decides more does more; who does more (answers, looks at
/// prices, sees a demo) converts more often. Drawn from a seeded source, so that every installation has the same story.
/// </summary>
internal sealed class DemoStory
{
    private readonly Random _random;
    private readonly List<Interaction> _interactions = [];

    private DemoStory(Random random) => _random = random;

    /// <summary>What happened, oldest first, without ids of tenant and lead.</summary>
    internal IReadOnlyList<Interaction> Interactions => _interactions;

    internal LeadStage Stage { get; private set; } = LeadStage.New;

    /// <summary>Tells the story of a lead.</summary>
    /// <param name="random">Seeded.</param>
    /// <param name="fit">How well company, position and source fit, 0 to 1.</param>
    /// <param name="created">When the lead came (UTC).</param>
    /// <param name="now">Until when (UTC).</param>
    /// <param name="seller">Who works on it.</param>
    /// <param name="first">The lead's first name.</param>
    /// <param name="company">The lead's company.</param>
    internal static DemoStory Tell(Random random, double fit, DateTimeOffset created, DateTimeOffset now, string seller, string first, string company)
    {
        var story = new DemoStory(random);
        double drive = Math.Clamp(0.15 + 0.7 * fit + 0.35 * (random.NextDouble() - 0.5), 0, 1);
        double days = (now - created).TotalDays;
        story.Add(created, random.NextDouble() < 0.5 ? InteractionKind.FormSubmitted : InteractionKind.WebVisit, "First visit", null, null, first);
        int contacts = (int)Math.Min(12, days / 4 * (0.4 + drive));
        DateTimeOffset at = created;
        for (int i = 0; i < contacts && at < now; i++)
        {
            at = at.AddHours(12 + 120 * random.NextDouble());
            if (at >= now)
                break;
            story.Step(at, drive, seller, first, company, i);
        }
        story.Conclude(drive, days);
        return story;
    }

    private void Step(DateTimeOffset at, double drive, string seller, string first, string company, int number)
    {
        Add(at, InteractionKind.EmailSent, number == 0 ? $"Welcome, {first}" : $"Following up on {company}'s planning", null, null, seller);
        if (Chance(0.02))
        {
            Add(at.AddHours(3), InteractionKind.Unsubscribed, "No more e-mails, please", null, "negative", first);
            return;
        }
        if (Chance(0.25 + 0.6 * drive))
            Add(at.AddHours(1 + 5 * _random.NextDouble()), InteractionKind.EmailOpened, "Opened the e-mail", null, null, first);
        if (Chance(0.05 + 0.35 * drive))
            Add(at.AddHours(6), InteractionKind.EmailClicked, "Followed the link to the product tour", null, null, first);
        if (Chance(0.45 * drive * drive))
            Add(at.AddHours(20), InteractionKind.PricingVisit, "Looked at the pricing page", null, null, first);
        if (Chance(0.3 * drive))
            Add(at.AddHours(26), InteractionKind.EmailReplied, "Re: planning", Pick(Replies(company)), "positive", first);
        if (Chance(0.2 * drive))
            Add(at.AddHours(40), InteractionKind.Call, $"Call with {first}", Pick(Calls(company)), Pick(["positive", "positive", "neutral"]), seller, 300 + _random.Next(1800));
        if (Chance(0.15 * drive))
            Add(at.AddHours(15), InteractionKind.Download, "Took the guide “Planning without spreadsheets”", null, null, first);
        if (number > 1 && Chance(0.22 * drive * drive))
            Add(at.AddHours(50), InteractionKind.Demo, $"Demo for {company}", Pick(Demos(company)), Pick(["positive", "positive", "neutral"]), seller, 2700);
        if (number > 2 && Chance(0.16 * drive * drive))
            Add(at.AddHours(70), InteractionKind.ProposalSent, $"Offer for {company}, 40 seats", null, null, seller);
    }

    private void Conclude(double drive, double days)
    {
        int replies = Count(InteractionKind.EmailReplied), demos = Count(InteractionKind.Demo), offers = Count(InteractionKind.ProposalSent), pricing = Count(InteractionKind.PricingVisit);
        bool left = Count(InteractionKind.Unsubscribed) > 0;
        double won = 1 / (1 + Math.Exp(-(-4.2 + 0.6 * replies + 1.1 * demos + 1.3 * offers + 0.5 * pricing + 1.2 * drive)));
        if (left || (days > 30 && Chance(0.35 * (1 - drive))))
            Stage = LeadStage.Lost;
        else if (days > 15 && Chance(won))
            Stage = LeadStage.Won;
        else if (offers > 0)
            Stage = LeadStage.Proposal;
        else if (demos > 0 || replies + pricing > 2)
            Stage = LeadStage.Qualified;
        else if (replies + pricing + Count(InteractionKind.EmailClicked) > 0)
            Stage = LeadStage.Engaged;
        else if (Count(InteractionKind.EmailSent) > 0)
            Stage = LeadStage.Contacted;
    }

    private void Add(DateTimeOffset at, InteractionKind kind, string subject, string? body, string? outcome, string actor, int? seconds = null) =>
        _interactions.Add(new Interaction { Kind = kind, At = at, Subject = subject, Body = body, Outcome = outcome, ActorName = actor, DurationSeconds = seconds });

    private int Count(InteractionKind kind) => _interactions.Count(i => i.Kind == kind);

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];

    private static string[] Replies(string company) =>
    [
        $"Thanks for the material. We plan shifts for three sites with spreadsheets today, and it breaks every month. Could we see how {company} would be set up?",
        "Looks useful. Our budget round for next year closes in four weeks, so timing matters. What does it cost for 40 people?",
        "We already use another tool, but the contract ends in March. How hard is it to move the data over?",
        "Please talk to our IT first: single sign-on and hosting in the EU are a must for us.",
    ];

    private static string[] Calls(string company) =>
    [
        $"{company} has a planning team of six. Pain: late changes cost them two hours a day. They want a pilot in one site before deciding. Next: send a pilot proposal by Friday.",
        "They like the forecast, worry about the effort of the rollout. The decision is with the COO. Next: a reference customer of their size.",
        "Short call. They compare us with two others and want prices per seat and per site. Next: pricing for 40 and 120 seats.",
    ];

    private static string[] Demos(string company) =>
    [
        $"Showed forecast, shift swap and the API. {company} asked for an integration with their ERP and for a sandbox. Mood good; the head of operations took notes.",
        "Showed planning and reporting. Question about the works council and data protection. They want the security paper before the next step.",
    ];
}
