using System.Text;
using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Structured;
using Artisan.Core.Gateway.Local.Summaries;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local;

/// <summary>Drafts an e-mail by template from the facts that are given. What is not given stays a gap in square brackets; nothing is made up.</summary>
internal static partial class EmailDraft
{
    private sealed record Wording(string Hello, string HelloNobody, string About, string Thanks, string Question, string Gap, string Next, string When, string Bye, string Name);

    public static bool IsWanted(string instruction) => Intents.Of(instruction) == Intent.Email;

    public static string Write(FillSource source)
    {
        string subject = source.Language switch { Language.German => "Betreff", Language.French => "Objet", Language.Spanish => "Asunto", _ => "Subject" };
        return $"{subject}: {Subject(source)}\n\n{Greeting(source)}\n\n{Body(source)}\n\n{Closing(source)}";
    }

    public static string Subject(FillSource source)
    {
        string? given = source.KeyValues.Find("subject", "topic", "betreff", "objet", "asunto") ?? source.Mails.LastOrDefault(m => m.Subject is not null)?.Subject;
        if (given is not null)
            return IsReply(source) && !given.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) ? "Re: " + given : given;
        string? goal = Goal(source);
        string? company = Company(source);
        string about = goal ?? Keywords.Label(source.Text, source.Language) ?? "";
        if (about.Length > 60)
            about = about[..(about.LastIndexOf(' ', 60) is > 20 and var cut ? cut : 60)];
        if (about.Length > 0)
            about = char.ToUpperInvariant(about[0]) + about[1..];
        return company is not null && !about.Contains(company, StringComparison.OrdinalIgnoreCase) ? $"{about} – {company}" : about;
    }

    public static string Greeting(FillSource source)
    {
        Wording words = In(source.Language);
        string? name = source.KeyValues.Find("recipient name", "recipient", "to name", "contact name", "lead name", "customer name", "contact", "first name", "name")
            ?? (IsReply(source) && source.Mails[^1].Author.Length > 0 ? source.Mails[^1].Author : null)
            ?? Recipient().Match(source.Instruction) switch { { Success: true } m => m.Groups["name"].Value, _ => null };
        return name is null ? words.HelloNobody : string.Format(System.Globalization.CultureInfo.InvariantCulture, words.Hello, name.Split(' ')[0]);
    }

    public static string Body(FillSource source)
    {
        Wording words = In(source.Language);
        var body = new StringBuilder();
        if (IsReply(source))
        {
            body.Append(words.Thanks);
            foreach (Statement question in source.Facts.OpenQuestions.Take(4))
                body.Append("\n\n").Append(words.Question).Append(" “").Append(question.Text).Append("”: ").Append(words.Gap);
            if (source.Facts.OpenQuestions.Count == 0)
                body.Append("\n\n").Append(words.Gap);
            return body.ToString();
        }
        string? company = Company(source);
        string? goal = Goal(source);
        string? topic = source.KeyValues.Find("topic", "product", "offer", "thema") ?? company;
        bool verb = goal is not null && topic is null && source.Language == Language.English && Verb().IsMatch(goal);
        body.Append(verb
            ? $"I am writing to {char.ToLowerInvariant(goal![0])}{goal[1..].TrimEnd('.')}."
            : string.Format(System.Globalization.CultureInfo.InvariantCulture, words.About, topic ?? goal ?? Keywords.Label(source.Text, source.Language) ?? words.Gap));
        string context = source.KeyValues.Find("context", "background", "notes", "details", "kontext", "contexte", "contexto") ?? "";
        IEnumerable<string> facts = context.Length > 0
            ? Sentences.Split(context).Select(s => s.Text).Take(3)
            : source.KeyValues.IsEmpty && Words.Count(source.Text) > 25 ? TextSummary.KeySentences(source.Text, source.Language, new SummaryWish(2, null, false)) : [];
        string told = string.Join(' ', facts.Select(f => f.EndsWith('.') || f.EndsWith('!') ? f : f + "."));
        body.Append(told.Length > 0 ? " " + told : "");
        body.Append("\n\n");
        if (!verb)
            body.Append(words.Next).Append(' ').Append((goal ?? words.Gap).TrimEnd('.')).Append(". ");
        body.Append(words.When);
        return body.ToString();
    }

    private static string Closing(FillSource source)
    {
        Wording words = In(source.Language);
        string? name = source.KeyValues.Find("sender name", "sender", "from name", "signature", "absender")
            ?? (IsReply(source) ? (source.Mails[^1].Addressee is { Length: > 0 } me ? me : null) : source.KeyValues.Find("from"));
        return $"{words.Bye}\n{name ?? words.Name}";
    }

    private static bool IsReply(FillSource source) => source.Mails.Count > 0 && source.Mails[^1].Author.Length > 0 && Reply().IsMatch(source.Instruction);

    private static string? Company(FillSource source) => source.KeyValues.Find("company name", "company", "account", "organization", "firma", "entreprise", "empresa");

    private static string? Goal(FillSource source) => source.KeyValues.Find("objective", "goal", "purpose", "call to action", "cta", "ask", "ziel", "objectif", "objetivo")
        ?? Purpose().Match(source.Instruction) switch { { Success: true } m => m.Groups["goal"].Value.Trim(' ', '.', '"'), _ => null };

    private static Wording In(Language language) => language switch
    {
        Language.German => new("Hallo {0},", "Guten Tag,", "ich schreibe Ihnen wegen: {0}.", "vielen Dank für Ihre Nachricht.", "Zu Ihrer Frage", "[Ihre Antwort]", "Nächster Schritt:", "Wann passt es Ihnen?", "Viele Grüße", "[Ihr Name]"),
        Language.French => new("Bonjour {0},", "Bonjour,", "Je vous écris au sujet de : {0}.", "Merci pour votre message.", "À propos de votre question", "[votre réponse]", "Prochaine étape :", "Quand cela vous conviendrait-il ?", "Cordialement,", "[votre nom]"),
        Language.Spanish => new("Hola {0}:", "Buenos días:", "Le escribo acerca de: {0}.", "Gracias por su mensaje.", "Sobre su pregunta", "[su respuesta]", "Siguiente paso:", "¿Cuándo le viene bien?", "Saludos,", "[su nombre]"),
        _ => new("Hi {0},", "Hello,", "I am writing about {0}.", "Thank you for your message.", "On your question", "[your answer]", "Next step:", "When would suit you?", "Best regards,", "[your name]"),
    };

    [GeneratedRegex(@"\b(reply|respond|response|answer|antwort\w*|répon\w*|respuesta|responde\w*|contesta\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Reply();

    [GeneratedRegex(@"^(schedule|book|arrange|ask|invite|confirm|remind|offer|request|propose|follow|thank|apologi[sz]e|introduce|announce|inform|discuss)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\b(to|for|an|à|para|a) (?<name>\p{Lu}[\p{L}’'-]+( \p{Lu}[\p{L}’'-]+)?)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Recipient();

    [GeneratedRegex(@"\b(to (?=(schedule|book|arrange|ask|invite|confirm|remind|offer|request|propose|follow|thank|apologi[sz]e|introduce|announce|inform|discuss))|asking (for|to|whether)|about|regarding|um (?=.{3,60} zu )|wegen|über|pour|au sujet de|para|sobre) ?(?<goal>[^.\n]{3,120})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Purpose();
}
