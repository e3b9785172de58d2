using System.Text;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Summaries;

/// <summary>Summarises a thread or a conversation: what matters in it, and who decided, promised and asked what until when.</summary>
internal static class ThreadSummary
{
    private const int MostOfAKind = 6;

    /// <param name="mails">Oldest first.</param>
    /// <param name="areMails">Mails; else turns of a conversation.</param>
    /// <param name="language">Of the text.</param>
    /// <param name="wish">What form is wanted.</param>
    public static string Write(IReadOnlyList<Mail> mails, bool areMails, Language language, SummaryWish wish)
    {
        ThreadFacts facts = ThreadFacts.Of(mails, language);
        Headings headings = Headings.Of(language);
        if (wish.IsShort)
            return Short(facts, language, headings, wish);
        var text = new StringBuilder();
        WriteHead(text, mails, areMails, headings);
        List<Statement> key = KeyStatements(facts, language, wish.Sentences ?? Math.Clamp(facts.Statements.Count / 8, 3, 5));
        WriteList(text, headings.InShort, key, s => Attributed(s, headings));
        WriteList(text, headings.Decisions, facts.Decisions, s => Attributed(s, headings));
        WriteActions(text, facts.Actions, headings);
        WriteList(text, headings.Open, facts.OpenQuestions, s => Attributed(s, headings));
        WriteList(text, headings.Concerns, [.. facts.Concerns.Except(key).Except(facts.Decisions).Take(4)], s => Attributed(s, headings));
        WriteDates(text, mails, facts, headings);
        return text.ToString().TrimEnd();
    }

    private static string Short(ThreadFacts facts, Language language, Headings headings, SummaryWish wish)
    {
        List<Statement> key = KeyStatements(facts, language, wish.Sentences ?? 2);
        return string.Join(wish.Bullets ? "\n" : " ", key.Select(s => (wish.Bullets ? "- " : "") + Attributed(s, headings)));
    }

    /// <summary>The statements that say most; decisions and promises weigh more, and so do the first mail's purpose and the last mail's outcome.</summary>
    public static List<Statement> KeyStatements(ThreadFacts facts, Language language, int count)
    {
        List<Statement> all = facts.Statements;
        if (all.Count == 0)
            return [];
        int last = all[^1].Mail;
        var decided = facts.Decisions.Select(s => s.Text).ToHashSet();
        var promised = facts.Actions.Select(s => s.Text).ToHashSet();
        double[] bonus = [.. all.Select(s => (decided.Contains(s.Text) ? 0.45 : 0) + (promised.Contains(s.Text) ? 0.1 : 0) + (Cues.IsConclusion(s.Text) ? 0.15 : 0)
            + (s.Mail == 0 ? 0.1 : 0) + (s.Mail == last ? 0.1 : 0) + (Cues.IsQuestion(s.Text) ? -0.25 : 0))];
        // What was wanted at first and what was settled in the end frame every summary.
        var framed = new SortedSet<int>();
        int settled = all.FindLastIndex(s => Cues.IsFirmDecision(s.Text));
        int purpose = all.FindIndex(s => s.Mail <= 1 && Cues.IsPurpose(s.Text));
        if (settled >= 0)
            framed.Add(settled);
        if (purpose >= 0 && count > framed.Count)
            framed.Add(purpose);
        foreach (int i in SentenceRanker.Choose([.. all.Select(s => s.Text)], language, count, bonus).OrderByDescending(i => bonus[i]))
        {
            if (framed.Count < count)
                framed.Add(i);
        }
        return [.. framed.Select(i => all[i])];
    }

    private static void WriteHead(StringBuilder text, IReadOnlyList<Mail> mails, bool areMails, Headings headings)
    {
        string[] people = [.. mails.Select(m => m.Author).Where(a => a.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(8)];
        string? subject = mails.Select(m => m.Subject).FirstOrDefault(s => s is not null);
        if (subject is not null)
            text.Append("**").Append(subject).Append("** – ");
        if (mails.Count > 1)
            text.Append(mails.Count).Append(' ').Append(areMails ? headings.Mails : headings.Turns).Append(' ').Append(people.Length > 1 ? headings.Between + " " : "");
        text.Append(headings.List(people));
        DateOnly[] days = [.. mails.Where(m => m.Day is not null).Select(m => m.Day!.Value).Order()];
        if (days.Length > 0)
            text.Append(", ").Append(headings.Days(days[0], days[^1]));
        text.Append(".\n\n");
    }

    private static void WriteList(StringBuilder text, string heading, IReadOnlyList<Statement> statements, Func<Statement, string> line)
    {
        if (statements.Count == 0)
            return;
        text.Append("**").Append(heading).Append("**\n");
        foreach (Statement statement in statements.Take(MostOfAKind))
            text.Append("- ").Append(line(statement)).Append('\n');
        text.Append('\n');
    }

    public static void WriteActions(StringBuilder text, IReadOnlyList<Statement> actions, Headings headings) =>
        WriteList(text, headings.Actions, actions, s => Action(s, headings));

    /// <summary>An action with who and until when: <c>Tom Hill: "I'll send the order form by Friday." (by 13 March 2026)</c>.</summary>
    public static string Action(Statement action, Headings headings)
    {
        string who = string.IsNullOrEmpty(action.Owner) ? "" : action.Owner + ": ";
        string asked = action.Owner is { Length: > 0 } && action.Author.Length > 0 && action.Owner != action.Author ? $"; {action.Author}" : "";
        string due = action.Due is not { } date ? "" : date.Day is { } day ? $"{headings.Until} {headings.Day(day)}" : $"{headings.Until} {date.Text}";
        string note = due.Length > 0 ? $" ({due}{asked})" : asked.Length > 0 ? $" ({asked[2..]})" : "";
        return $"{who}“{action.Text}”{note}";
    }

    private static string Attributed(Statement statement, Headings headings) =>
        statement.Author.Length == 0 ? statement.Text
        : statement.Day is { } day ? $"{statement.Author} ({headings.ShortDay(day)}): {statement.Text}"
        : $"{statement.Author}: {statement.Text}";

    private static void WriteDates(StringBuilder text, IReadOnlyList<Mail> mails, ThreadFacts facts, Headings headings)
    {
        // What lies ahead of the last mail, and does not stand beside an action already.
        DateOnly? last = mails.Select(m => m.Day).Max();
        var due = facts.Actions.Select(a => a.Due?.Day).ToHashSet();
        var named = facts.Dates.Where(d => d.Date.Day is not null && (last is null || d.Date.Day >= last) && !due.Contains(d.Date.Day))
            .DistinctBy(d => d.Date.Day).OrderBy(d => d.Date.Day).Take(MostOfAKind).ToList();
        if (named.Count == 0)
            return;
        text.Append("**").Append(headings.Dates).Append("**\n");
        foreach ((DateMention date, Statement statement) in named)
            text.Append("- ").Append(headings.Day(date.Day!.Value)).Append(date.Time is { } time ? $", {time:HH:mm}" : "").Append(": ").Append(statement.Text).Append('\n');
    }
}
