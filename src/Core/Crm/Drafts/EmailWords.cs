namespace Artisan.Core.Crm.Drafts;

/// <summary>The phrases that the local provider makes e-mails of, in one language. <c>{0}</c> is filled in.</summary>
internal sealed class EmailWords
{
    /// <summary>Greeting by tone; the name is filled in.</summary>
    public required IReadOnlyDictionary<EmailTone, string> Hello { get; init; }
    public required string HelloNobody { get; init; }
    /// <summary>First sentence where nothing is known to begin with, by tone.</summary>
    public required IReadOnlyDictionary<EmailTone, string> Opening { get; init; }
    /// <summary>References to interactions, by kind; when is filled in. Kinds that people do not know we see are not among them.</summary>
    public required IReadOnlyDictionary<string, string> Reference { get; init; }
    /// <summary>A further reference.</summary>
    public required IReadOnlyDictionary<string, string> Further { get; init; }
    /// <summary>Their own words, quoted.</summary>
    public required string Quote { get; init; }
    /// <summary>What it is about; the objective is filled in, once as a deed and once as a matter.</summary>
    public required IReadOnlyDictionary<EmailTone, string> Deed { get; init; }
    public required IReadOnlyDictionary<EmailTone, string> Matter { get; init; }
    /// <summary>Before points: a list, or in a line.</summary>
    public required IReadOnlyDictionary<EmailTone, string> Points { get; init; }
    public required string PointsInline { get; init; }
    /// <summary>Who the reader is: position and company, company alone.</summary>
    public required string SituationRole { get; init; }
    public required string SituationCompany { get; init; }
    /// <summary>The request, three by tone.</summary>
    public required IReadOnlyDictionary<EmailTone, string[]> Ask { get; init; }
    /// <summary>What closes a long mail.</summary>
    public required IReadOnlyDictionary<EmailTone, string> Alternative { get; init; }
    public required IReadOnlyDictionary<EmailTone, string> Bye { get; init; }
    /// <summary>Subjects by variant: objective, company and first name are filled in.</summary>
    public required IReadOnlyDictionary<EmailTone, string[]> Subject { get; init; }
    public required Func<int, string> When { get; init; }

    public static EmailWords Of(string language) => language.StartsWith("de", StringComparison.Ordinal) ? EmailWordsGerman.Words : EmailWordsEnglish.Words;

    /// <summary>Whether the local provider writes in a language.</summary>
    public static bool Speaks(string language) => language.StartsWith("de", StringComparison.Ordinal) || language.StartsWith("en", StringComparison.Ordinal);

    internal static IReadOnlyDictionary<EmailTone, T> ByTone<T>(T professional, T friendly, T formal, T casual, T urgent, T consultative) => new Dictionary<EmailTone, T>
    {
        [EmailTone.Professional] = professional,
        [EmailTone.Friendly] = friendly,
        [EmailTone.Formal] = formal,
        [EmailTone.Casual] = casual,
        [EmailTone.Urgent] = urgent,
        [EmailTone.Consultative] = consultative,
    };
}

internal static class EmailWordsEnglish
{
    public static readonly EmailWords Words = new()
    {
        Hello = EmailWords.ByTone("Hello {0},", "Hi {0},", "Dear {0},", "Hey {0},", "Hello {0},", "Hello {0},"),
        HelloNobody = "Hello,",
        Opening = EmailWords.ByTone("I hope this finds you well.", "I hope your week is going well.", "I am taking the liberty of writing to you.", "Quick note from my side.", "I will keep this short, since time matters here.", "I have a question on which I would value your view."),
        Reference = new Dictionary<string, string>
        {
            ["call"] = "thank you for our call {0}.",
            ["meeting"] = "thank you for our meeting {0}.",
            ["demo"] = "thank you for your time in the demo {0}.",
            ["email_replied"] = "thank you for your reply {0}.",
            ["form_submitted"] = "thank you for getting in touch with us {0}.",
            ["event_attended"] = "thank you for joining our event {0}.",
            ["download"] = "you took material from us {0}; I hope it was useful.",
            ["proposal_sent"] = "{0} we sent you our proposal.",
        },
        Further = new Dictionary<string, string>
        {
            ["call"] = "Our call {0} is still present to me.",
            ["meeting"] = "I also think of our meeting {0}.",
            ["demo"] = "You have seen the product in the demo {0}.",
            ["email_replied"] = "Your message {0} helps us to get this right.",
            ["form_submitted"] = "You first wrote to us {0}.",
            ["event_attended"] = "You joined our event {0}.",
            ["download"] = "You have had our material since then.",
            ["proposal_sent"] = "Our proposal has been with you since then.",
        },
        Quote = "You wrote: “{0}”",
        Deed = EmailWords.ByTone("I am writing to {0}.", "I would love to {0}.", "I am writing to you in order to {0}.", "I'd like to {0}.", "I am writing because I would like to {0} soon.", "To find out whether this makes sense for you, I suggest that we {0}."),
        Matter = EmailWords.ByTone("I am writing about this: {0}.", "Here is why I write: {0}.", "The reason for my letter is the following: {0}.", "It's about this: {0}.", "One thing should not wait: {0}.", "One point deserves a closer look together: {0}."),
        Points = EmailWords.ByTone("The main points:", "A few things that may help you:", "Permit me to set out the main points:", "In short:", "What matters now:", "Points that I would weigh in your place:"),
        PointsInline = "In short: {0}.",
        SituationRole = "With your view as {0} at {1} you can judge best whether this fits.",
        SituationCompany = "You know best whether this fits {0}.",
        Ask = EmailWords.ByTone<string[]>(
            ["Would you have time for a short call about it?", "When would suit you for a short conversation?", "Could you tell me whether this is of interest to you?"],
            ["Shall we have a short chat about it?", "When would be a good moment for you?", "Does that sound good to you?"],
            ["I would be grateful if you could name a time that suits you.", "May I ask you for a short appointment?", "I would be obliged for a short reply."],
            ["Got a few minutes for it?", "What works for you?", "Worth a quick chat?"],
            ["Could you let me know today or tomorrow?", "Can we speak about it this week?", "Could you reply with a yes or no today?"],
            ["What would have to be the case for this to help you?", "How do you handle this today, and may we talk about it?", "Which of these points weighs most for you?"]),
        Alternative = EmailWords.ByTone("If a colleague is the better contact for this, a short word is enough.", "If somebody else should join us, just bring them along.", "Should a colleague be responsible, I would be grateful if you passed my message on.", "If I'm better off with someone else, just point me there.", "If somebody else decides this, please pass it on right away.", "If it is not the right time, tell me what would have to change first."),
        Bye = EmailWords.ByTone("Best regards,", "Warm regards,", "Yours sincerely,", "Cheers,", "Best regards,", "Kind regards,"),
        Subject = EmailWords.ByTone<string[]>(["{0} – {1}", "Next step with {1}", "{1}: {0}"], ["{2}, {0}", "An idea for {1}", "{0} – what do you think, {2}?"], ["Regarding {1}: {0}", "{0} – {1}", "To the attention of {2}: {0}"],
            ["Quick one, {2}: {0}", "{2}, a thought on {1}", "{0}?"], ["This week: {0}", "{1}: a short reply, please", "Time matters: {0}"], ["A question about {1}", "What would help {1} most?", "{1}: {0}"]),
        When = days => days switch { 0 => "today", 1 => "yesterday", <= 45 => $"{days} days ago", _ => "some time ago" },
    };
}

internal static class EmailWordsGerman
{
    public static readonly EmailWords Words = new()
    {
        Hello = EmailWords.ByTone("Guten Tag {0},", "Hallo {0},", "Guten Tag {0},", "Hallo {0},", "Guten Tag {0},", "Guten Tag {0},"),
        HelloNobody = "Guten Tag,",
        Opening = EmailWords.ByTone("ich hoffe, es geht Ihnen gut.", "ich hoffe, Ihre Woche läuft gut.", "ich erlaube mir, Ihnen zu schreiben.", "nur kurz von mir.", "ich fasse mich kurz, denn die Zeit drängt.", "zu einer Frage wüsste ich gern, wie Sie sie sehen."),
        Reference = new Dictionary<string, string>
        {
            ["call"] = "vielen Dank für unser Telefonat {0}.",
            ["meeting"] = "vielen Dank für unser Treffen {0}.",
            ["demo"] = "vielen Dank für Ihre Zeit in der Vorführung {0}.",
            ["email_replied"] = "vielen Dank für Ihre Antwort {0}.",
            ["form_submitted"] = "vielen Dank, dass Sie sich {0} bei uns gemeldet haben.",
            ["event_attended"] = "vielen Dank für Ihren Besuch unserer Veranstaltung {0}.",
            ["download"] = "Sie haben {0} Unterlagen von uns mitgenommen; ich hoffe, sie helfen Ihnen.",
            ["proposal_sent"] = "{0} haben wir Ihnen unser Angebot geschickt.",
        },
        Further = new Dictionary<string, string>
        {
            ["call"] = "Unser Telefonat {0} ist mir noch gut in Erinnerung.",
            ["meeting"] = "Ich denke auch an unser Treffen {0}.",
            ["demo"] = "Das Produkt haben Sie in der Vorführung {0} gesehen.",
            ["email_replied"] = "Ihre Nachricht {0} hilft uns, das Richtige vorzuschlagen.",
            ["form_submitted"] = "Zuerst haben Sie sich {0} gemeldet.",
            ["event_attended"] = "Unsere Veranstaltung haben Sie {0} besucht.",
            ["download"] = "Unsere Unterlagen haben Sie seitdem.",
            ["proposal_sent"] = "Unser Angebot liegt Ihnen seitdem vor.",
        },
        Quote = "Sie schrieben: „{0}“",
        Deed = EmailWords.ByTone("Mein Anliegen: {0}.", "Ich möchte Ihnen etwas vorschlagen: {0}.", "Mein Anliegen ist folgendes: {0}.", "Darum geht es mir: {0}.", "Eines sollte nicht warten: {0}.", "Damit Sie prüfen können, ob es passt, schlage ich vor: {0}."),
        Matter = EmailWords.ByTone("Ich schreibe Ihnen aus diesem Grund: {0}.", "Darum schreibe ich: {0}.", "Der Grund meines Schreibens ist folgender: {0}.", "Es geht um dies: {0}.", "Eines sollte nicht warten: {0}.", "Einen Punkt sollten wir gemeinsam ansehen: {0}."),
        Points = EmailWords.ByTone("Das Wichtigste:", "Ein paar Punkte, die Ihnen helfen können:", "Die wesentlichen Punkte:", "Kurz gesagt:", "Worauf es jetzt ankommt:", "Diese Punkte würde ich an Ihrer Stelle abwägen:"),
        PointsInline = "Kurz gesagt: {0}.",
        SituationRole = "Mit Ihrem Blick als {0} bei {1} können Sie am besten beurteilen, ob es passt.",
        SituationCompany = "Sie wissen am besten, ob es zu {0} passt.",
        Ask = EmailWords.ByTone<string[]>(
            ["Hätten Sie Zeit für ein kurzes Telefonat dazu?", "Wann passt Ihnen ein kurzes Gespräch?", "Sagen Sie mir kurz, ob das für Sie von Interesse ist?"],
            ["Wollen wir kurz darüber sprechen?", "Wann wäre für Sie ein guter Moment?", "Wie klingt das für Sie?"],
            ["Über die Nennung eines Termins, der Ihnen passt, würde ich mich freuen.", "Darf ich Sie um einen kurzen Termin bitten?", "Für eine kurze Antwort wäre ich Ihnen dankbar."],
            ["Haben Sie ein paar Minuten dafür?", "Was passt Ihnen?", "Kurz darüber reden?"],
            ["Geben Sie mir bitte heute oder morgen Bescheid?", "Können wir diese Woche darüber sprechen?", "Antworten Sie mir bitte heute mit Ja oder Nein?"],
            ["Was müsste der Fall sein, damit Ihnen das hilft?", "Wie lösen Sie das heute, und wollen wir darüber sprechen?", "Welcher dieser Punkte wiegt für Sie am meisten?"]),
        Alternative = EmailWords.ByTone("Falls jemand anderes bei Ihnen zuständig ist, genügt ein kurzes Wort.", "Wenn noch jemand dabei sein soll, bringen Sie sie oder ihn gern mit.", "Sollte jemand anderes zuständig sein, danke ich Ihnen für die Weiterleitung.", "Falls ich bei jemand anderem besser aufgehoben bin, sagen Sie es einfach.", "Falls jemand anderes entscheidet, leiten Sie es bitte gleich weiter.", "Wenn es gerade nicht passt, sagen Sie mir, was sich vorher ändern müsste."),
        Bye = EmailWords.ByTone("Mit freundlichen Grüßen", "Herzliche Grüße", "Mit freundlichen Grüßen", "Viele Grüße", "Mit freundlichen Grüßen", "Freundliche Grüße"),
        Subject = EmailWords.ByTone<string[]>(["{0} – {1}", "Nächster Schritt mit {1}", "{1}: {0}"], ["{2}, {0}", "Eine Idee für {1}", "{0} – was meinen Sie?"], ["Zu {1}: {0}", "{0} – {1}", "Zu Händen {2}: {0}"],
            ["Kurz gefragt: {0}", "Ein Gedanke zu {1}", "{0}?"], ["Diese Woche: {0}", "{1}: bitte um kurze Antwort", "Es eilt: {0}"], ["Eine Frage zu {1}", "Was hilft {1} am meisten?", "{1}: {0}"]),
        When = days => days switch { 0 => "heute", 1 => "gestern", <= 45 => $"vor {days} Tagen", _ => "vor einiger Zeit" },
    };
}
