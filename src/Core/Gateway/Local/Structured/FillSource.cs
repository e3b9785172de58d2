using Artisan.Core.Gateway.Local.Summaries;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>What a schema is filled from: a text, and what was found in it. Everything is looked for once, and only when a field wants it.</summary>
internal sealed class FillSource
{
    private readonly Lazy<KeyValues> _keyValues;
    private readonly Lazy<List<Mail>> _mails;
    private readonly Lazy<ThreadFacts> _facts;
    private readonly Lazy<Mood> _mood;
    private readonly Lazy<List<string>> _people;
    private readonly Lazy<List<DateMention>> _dates;

    private FillSource(string text, string context, string instruction, Language language)
    {
        (Text, Instruction, Language) = (text, instruction, language);
        _keyValues = new(() => KeyValues.Of(context.Length > 0 ? text + "\n" + context : text));
        _mails = new(() => MailThread.Read(text) is { Count: > 0 } thread ? thread : Transcript.Read(text));
        _facts = new(() => ThreadFacts.Of(Mails.Count > 0 ? Mails : [new Mail("", "", null, null, text)], language));
        _mood = new(() => Sentiment.Of(text));
        _people = new(() => [.. Finders.Distinct(Mails.Select(m => m.Author).Concat(People.Find(text)))]);
        _dates = new(() => Dates.Find(text, WrittenOn, language == Language.English));
    }

    public string Text { get; }

    public string Instruction { get; }

    public Language Language { get; }

    public KeyValues KeyValues => _keyValues.Value;

    /// <summary>Mails of a thread or turns of a conversation; empty when the text is neither.</summary>
    public IReadOnlyList<Mail> Mails => _mails.Value;

    public ThreadFacts Facts => _facts.Value;

    public Mood Mood => _mood.Value;

    public IReadOnlyList<string> PeopleNamed => _people.Value;

    public IReadOnlyList<DateMention> DatesNamed => _dates.Value;

    /// <summary>For a part of a text (an action, a person): what is known of the part.</summary>
    public Statement? Unit { get; private init; }

    /// <summary>For a part of a text: what kind of thing it is, such as <c>person</c>.</summary>
    public string? UnitKind { get; private init; }

    /// <summary>Whether the part is a name or figure itself, not a sentence.</summary>
    public bool IsEntity => UnitKind is "person" or "company" or "organization" or "location" or "email" or "phone" or "url" or "date" or "amount" or "topic";

    /// <summary>Whether a function's arguments are filled: then the words of the request itself are a fit query.</summary>
    public bool IsCall { get; private init; }

    private DateOnly? WrittenOn { get; init; }

    public static FillSource Of(LocalTask task)
    {
        ChatView chat = task.Chat;
        string said = task.LastUser >= 0 ? chat.Messages[task.LastUser].Text : "";
        string text = task.Material.Length > 0 ? task.Material : said;
        string context = string.Join("\n", chat.Messages.Where((m, i) => i != task.LastUser && m.Role != "assistant").Select(m => m.Text).Append(task.Material.Length > 0 ? task.Instruction : ""));
        return new FillSource(text, context, task.Instruction, task.Language);
    }

    /// <summary>For the arguments of a function, out of the request for it.</summary>
    public static FillSource OfCall(string request, string context, Language language) => new(request, context, request, language) { IsCall = true };

    /// <summary>The same question about one part.</summary>
    public FillSource Part(Statement unit, string? kind = null) =>
        new(unit.Text, "", Instruction, Language) { Unit = unit, UnitKind = kind, WrittenOn = unit.Day };
}
