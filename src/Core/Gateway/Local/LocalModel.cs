using System.Text;
using Artisan.Core.Gateway.Local.Answers;
using Artisan.Core.Gateway.Local.Structured;
using Artisan.Core.Gateway.Local.Summaries;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Local.Tools;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Local;

/// <summary>What the local model answers, and by which method.</summary>
internal sealed record LocalAnswer(string? Text, string Method, IReadOnlyList<ChosenCall>? Calls = null, string FinishReason = "stop");

/// <summary>Decides which method serves a chat, and runs it. The same chat always gives the same answer.</summary>
internal static class LocalModel
{
    /// <exception cref="ProviderException">When no method can do what is asked in the form that is demanded.</exception>
    public static LocalAnswer Answer(ChatView chat)
    {
        LocalTask task = LocalTask.Of(chat);
        bool structured = chat.ResponseFormat?.Type is "json_schema" or "json_object";
        if (task.LastUser >= 0 && chat.AttachmentCount > 0 && chat.Messages[task.LastUser].Text.Length == 0)
            throw new ProviderException(ProviderFault.Unsupported, "The local provider reads text only; it cannot see images or files and hears no sound. Use a language model, or send the text.");
        if (ToolResults.IsWaiting(chat) && !structured)
            return new LocalAnswer(ToolResults.Write(chat), "tool-results");
        ToolChoice? choice = null;
        if (chat.Tools.Count > 0 && chat.ToolChoice != "none" && !ToolResults.IsWaiting(chat))
        {
            choice = ToolChooser.Choose(task);
            if (choice?.Calls.Count > 0)
                return new LocalAnswer(null, "tools:lexical-match", choice.Calls, "tool_calls");
        }
        if (structured)
            return new LocalAnswer(StructuredAnswer.Write(task), "structured:rules");
        return ByIntent(task, choice);
    }

    private static LocalAnswer ByIntent(LocalTask task, ToolChoice? choice)
    {
        switch (task.Intent)
        {
            case Intent.Greeting:
                return new LocalAnswer(Phrases.Greeting(task.Language), "greeting");
            case Intent.Arithmetic when Arithmetic.Solve(task.Instruction) is { } sum:
                return new LocalAnswer($"{sum.Sum} = {sum.Value}", "arithmetic");
            case Intent.Beyond:
                return new LocalAnswer(Phrases.Beyond(task.Language), "declined");
            case Intent.Email:
                return new LocalAnswer(EmailDraft.Write(FillSource.Of(task)), "template:email");
            case Intent.Summary:
                return Summary(task);
            // "Create a task …" beside a function that creates tasks wants that function, not a list.
            case Intent.ActionItems when choice?.Wanting is null:
                return Actions(task);
            case Intent.Sentiment:
                return Mood(task);
            case Intent.Keywords:
                List<string> keys = Keywords.Of(task.Material, task.Language, SummaryWish.Of(task.Instruction).Sentences ?? 8);
                return new LocalAnswer(string.Join("\n", keys.Select(k => "- " + k)), "keywords:rake");
        }
        if (QuestionAnswer.Find(task) is { } found)
            return new LocalAnswer(found, "retrieval:bm25");
        if (choice is { Wanting: { } wanting, Missing: { } missing })
            return new LocalAnswer(Phrases.NeedsArguments(wanting, missing), "tools:missing-arguments");
        if (task.Chat.Tools.Count > 0 && task.Chat.ToolChoice != "none" && Cues.IsQuestion(task.Instruction) && ToolChooser.Search(task) is { } search)
            return new LocalAnswer(null, "tools:search", search.Calls, "tool_calls");
        // A long text without any question is best served by its summary.
        if (task.Instruction.Length == 0 && task.Material.Length > 0)
            return Summary(task);
        return new LocalAnswer(QuestionAnswer.NothingFound(task), "retrieval:nothing-found");
    }

    private static LocalAnswer Summary(LocalTask task)
    {
        SummaryWish wish = SummaryWish.Of(task.Instruction);
        if (MailThread.Read(task.Material) is { Count: > 0 } mails)
            return new LocalAnswer(ThreadSummary.Write(mails, areMails: true, task.Language, wish), "summary:mail-thread");
        if (Transcript.Read(task.Material) is { Count: > 0 } turns)
            return new LocalAnswer(ThreadSummary.Write(turns, areMails: false, task.Language, wish), "summary:conversation");
        string summary = TextSummary.Write(task.Material, task.Language, wish);
        return summary.Length > 0
            ? new LocalAnswer(summary, "summary:centroid-mmr")
            : new LocalAnswer(QuestionAnswer.NothingFound(task), "retrieval:nothing-found");
    }

    private static LocalAnswer Actions(LocalTask task)
    {
        List<Mail> mails = MailThread.Read(task.Material);
        if (mails.Count == 0)
            mails = Transcript.Read(task.Material);
        if (mails.Count == 0)
            mails = [new Mail("", "", null, null, task.Material)];
        ThreadFacts facts = ThreadFacts.Of(mails, task.Language);
        Headings headings = Headings.Of(task.Language);
        var text = new StringBuilder();
        foreach (Statement action in facts.Actions.Take(30))
            text.Append("- ").Append(ThreadSummary.Action(action, headings)).Append('\n');
        return new LocalAnswer(text.Length > 0 ? text.ToString().TrimEnd() : Phrases.NoneOf(task.Language, headings.Actions), "action-items:cues");
    }

    private static LocalAnswer Mood(LocalTask task)
    {
        Mood mood = Sentiment.Of(task.Material);
        var text = new StringBuilder($"Sentiment: {mood.Label} ({mood.Score.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} on a scale from -1 to 1; confidence {mood.Confidence.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}).");
        foreach ((string sentence, double score) in mood.Deciding.Take(3))
            text.Append("\n- ").Append(score >= 0 ? '+' : '−').Append(" “").Append(sentence).Append('”');
        return new LocalAnswer(text.ToString(), "sentiment:lexicon");
    }
}
