using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Summaries;

/// <summary>A sentence of a thread with who wrote it and when.</summary>
/// <param name="Text">The sentence as it was written.</param>
/// <param name="Author">Who wrote it; empty when not known.</param>
/// <param name="Day">When; null when not known.</param>
/// <param name="Mail">Number of the mail or turn, from 0.</param>
/// <param name="Owner">Who has to act, for actions.</param>
/// <param name="Due">Until when, for actions.</param>
internal sealed record Statement(string Text, string Author, DateOnly? Day, int Mail, string? Owner = null, DateMention? Due = null);

/// <summary>What a thread or conversation settled, asked and promised: found by turns of phrase, each as it was written.</summary>
internal sealed class ThreadFacts
{
    // Nobody reads more, and comparing them with what follows must not grow with the square of a huge text.
    private const int MostKept = 400;
    private const int MostCompared = 200;

    public List<Statement> Statements { get; } = [];
    public List<Statement> Decisions { get; } = [];
    public List<Statement> Actions { get; } = [];
    public List<Statement> Questions { get; } = [];
    public List<Statement> OpenQuestions { get; } = [];
    public List<Statement> Concerns { get; } = [];
    public List<(DateMention Date, Statement Statement)> Dates { get; } = [];

    /// <param name="mails">Oldest first.</param>
    /// <param name="language">Of the text.</param>
    /// <param name="day">When what has no day of its own was written or said; null when not known.</param>
    public static ThreadFacts Of(IReadOnlyList<Mail> mails, Language language, DateOnly? day = null)
    {
        var facts = new ThreadFacts();
        var seen = new HashSet<string>();
        for (int i = 0; i < mails.Count; i++)
        {
            Mail mail = mails[i];
            foreach (Sentence sentence in Sentences.Split(mail.Body))
            {
                // What is quoted again below a reply counts once, where it was said first.
                string key = string.Concat(sentence.Text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
                if (sentence.IsHeading || key.Length == 0 || !seen.Add(key))
                    continue;
                facts.Read(new Statement(sentence.Text, mail.Author, mail.Day, i), mail, mails, language, mail.Day ?? day);
            }
        }
        facts.Settle(mails, language);
        return facts;
    }

    private void Read(Statement statement, Mail mail, IReadOnlyList<Mail> mails, Language language, DateOnly? day)
    {
        string text = statement.Text;
        if (Cues.IsPleasantry(text))
            return;
        Statements.Add(statement);
        List<DateMention> dates = Text.Dates.Find(text, day, language == Language.English);
        foreach (DateMention date in dates)
            Dates.Add((date, statement));
        bool question = Cues.IsQuestion(text);
        if (Questions.Count + Actions.Count > MostKept)
            return;
        if (Cues.IsDecision(text))
            Decisions.Add(statement);
        else if (Cues.IsCommitment(text))
            Actions.Add(statement with { Owner = ActionOwner.OfCommitment(text, mail), Due = ActionOwner.DueOf(text, dates) });
        else if (Cues.IsRequest(text) && !Cues.IsIndirectQuestion(text))
            Actions.Add(statement with { Owner = ActionOwner.OfRequest(text, mail, mails), Due = ActionOwner.DueOf(text, dates) });
        else if (question || Cues.IsIndirectQuestion(text))
            Questions.Add(statement);
        if (!question && Cues.IsConcern(text) && !ActionOwner.IsDone(text))
            Concerns.Add(statement);
    }

    /// <summary>Strikes out questions that were answered and actions that were done or promised later.</summary>
    private void Settle(IReadOnlyList<Mail> mails, Language language)
    {
        var stems = new Dictionary<Statement, HashSet<string>>();
        HashSet<string> StemsOf(Statement s) => stems.TryGetValue(s, out HashSet<string>? known) ? known : stems[s] = [.. Words.Stems(s.Text, language)];
        ILookup<int, Statement> byMail = Statements.ToLookup(s => s.Mail);
        bool AnsweredLater(Statement asked, Func<Statement, bool> counts, double share)
        {
            HashSet<string> wanted = StemsOf(asked);
            // Answers come soon: looking at the next dozen mails keeps long threads quick.
            for (int mail = asked.Mail + 1; mail < mails.Count && mail <= asked.Mail + 12; mail++)
            {
                if (mails[mail].Author.Equals(asked.Author, StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (Statement later in byMail[mail].Take(MostCompared))
                {
                    if (counts(later) && wanted.Count > 0 && (double)StemsOf(later).Count(wanted.Contains) / wanted.Count >= share)
                        return true;
                }
            }
            return false;
        }
        foreach (Statement question in Questions)
        {
            // In a spoken conversation the next turn is the answer, unless it asks back.
            Mail? next = question.Mail + 1 < mails.Count ? mails[question.Mail + 1] : null;
            bool replied = next is not null && !next.Author.Equals(question.Author, StringComparison.OrdinalIgnoreCase)
                && (ActionOwner.IsPlainReply(next.Body) || (next.Written is null && next.Subject is null && !next.Body.TrimEnd().EndsWith('?')));
            if (!replied && !AnsweredLater(question, later => !Cues.IsQuestion(later.Text), 0.34))
                OpenQuestions.Add(question);
        }
        for (int i = Actions.Count - 1; i >= 0; i--)
        {
            Statement action = Actions[i];
            bool request = Cues.IsRequest(action.Text) && !Cues.IsCommitment(action.Text);
            bool done = request
                ? AnsweredLater(action, later => ActionOwner.IsDone(later.Text) || (Cues.IsCommitment(later.Text) && !Cues.IsRequest(later.Text)), 0.3)
                : DoneByOwner(action, byMail, mails, StemsOf);
            if (done)
                Actions.RemoveAt(i);
        }
    }

    private static bool DoneByOwner(Statement action, ILookup<int, Statement> byMail, IReadOnlyList<Mail> mails, Func<Statement, HashSet<string>> stemsOf)
    {
        HashSet<string> wanted = stemsOf(action);
        for (int mail = action.Mail + 1; mail < mails.Count && mail <= action.Mail + 12; mail++)
        {
            foreach (Statement later in byMail[mail].Take(MostCompared))
            {
                if (ActionOwner.IsDone(later.Text) && wanted.Count > 0 && (double)stemsOf(later).Count(wanted.Contains) / wanted.Count >= 0.3)
                    return true;
            }
        }
        return false;
    }
}
