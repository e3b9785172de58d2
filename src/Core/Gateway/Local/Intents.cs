using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local;

/// <summary>What an instruction asks the local model to do.</summary>
internal enum Intent
{
    None,
    Greeting,
    Summary,
    ActionItems,
    Sentiment,
    Email,
    Keywords,
    Arithmetic,
    /// <summary>Something that only a language model can do: translating, inventing, programming.</summary>
    Beyond,
}

/// <summary>Reads an instruction's intent from its verbs, in the four languages.</summary>
internal static partial class Intents
{
    public static Intent Of(string instruction)
    {
        if (Greeting().IsMatch(instruction))
            return Intent.Greeting;
        if (Arithmetic.IsAsked(instruction))
            return Intent.Arithmetic;
        if (Beyond().IsMatch(instruction))
            return Intent.Beyond;
        if (Email().IsMatch(instruction))
            return Intent.Email;
        if (ActionItems().IsMatch(instruction))
            return Summary().IsMatch(instruction) ? Intent.Summary : Intent.ActionItems;
        if (Sentiment().IsMatch(instruction))
            return Intent.Sentiment;
        if (Summary().IsMatch(instruction))
            return Intent.Summary;
        return Keywords().IsMatch(instruction) ? Intent.Keywords : Intent.None;
    }

    [GeneratedRegex(@"^\W*(hi|hello|hey|hallo|moin|guten (tag|morgen|abend)|bonjour|salut|hola|buenos días|good (morning|afternoon|evening)|thanks|thank you|danke|merci|gracias|who are you|what are you|what can you do|wer bist du|was kannst du|qui es-tu|quién eres|ping|test)( there| so much| very much| you| schön)?\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Greeting();

    [GeneratedRegex(@"\b(translate|translation of|write (me )?(a|an|some|the) (poem|song|story|haiku|joke|essay|novel|code|function|script|program|sql|query|regex|class)|tell (me )?a (joke|story)|implement|refactor|(write|generate) (python|javascript|typescript|c#|java|go|rust|html|css|sql)\b|übersetze\w*|schreib\w* (mir )?(ein|eine|einen) (gedicht|geschichte|lied|code|programm|funktion)|traduis\w*|traduire|écris(-moi)? (un|une) (poème|histoire|chanson|fonction)|traduce|traducir|escribe (un|una) (poema|historia|canción|función))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Beyond();

    [GeneratedRegex(@"\b(write|draft|compose|generate|create|prepare|schreib\w*|verfass\w*|entwirf|formulier\w*|rédige\w*|écri\w*|escrib\w*|redact\w*)\b.{0,60}\b(e-?mails?|mail|message|reply|response|answer|follow[- ]?up|outreach|newsletter|antwort|nachricht|courriel|réponse|correo|respuesta)\b|^\W*reply to\b|\b(you|you're) (write|draft|compose) .{0,20}e-?mails?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b(action[- ]items?|to-?dos?|next steps?|follow[- ]?ups?|tasks?|commitments?|who (does|has to do|will do) what|aufgaben(liste)?|nächste[n]? schritte|maßnahmen|prochaines étapes|tâches|actions à|tareas|próximos pasos)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ActionItems();

    [GeneratedRegex(@"\b(sentiment|mood|tone of|how (does|do|is|are) .{1,40} feel(ing)?|(is|was) (this|it|the .{1,20}) (positive|negative)|positive or negative|stimmung|tonfall|sentiment|humeur|sentimiento|estado de ánimo)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Sentiment();

    [GeneratedRegex(@"\b(summar(y|ies|i[sz]e[sd]?|i[sz]ing)|sum (this |it |the .{1,30})?up|tl;?dr|recap|condense|gist|key (points|takeaways|facts|findings)|main points|overview of|in (one|two|three|four|five|\d+) (sentences?|bullets?|bullet points|points|words)|what (was|is|were) (this|it|the .{1,30}) about|what (was|were|has been) (discussed|agreed|decided)|shorten|zusammenfass\w*|fass\w* .{0,60}zusammen|kurzfassung|wesentliche[nrs]?|worum (geht|ging)|résum\w*|synthèse|points? (clés|principaux)|resum\w*|resúm\w*|puntos (clave|principales)|síntesis)\b|要約|まとめて|总结|總結|摘要|요약", RegexOptions.IgnoreCase)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\b(key ?words?|key ?phrases?|topics|tags|themes|schlagwort\w*|schlagwörter|stichwörter|themen|mots[- ]clés|thèmes|palabras clave|temas)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Keywords();
}
