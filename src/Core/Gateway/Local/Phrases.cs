using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local;

/// <summary>What the local model says in its own words. It never pretends to be a language model.</summary>
internal static class Phrases
{
    public static string Greeting(Language language) => language switch
    {
        Language.German => "Guten Tag. Ich bin Artisans lokales, regelbasiertes Modell, kein Sprachmodell. Ich kann Texte und Mailverläufe zusammenfassen, Aufgaben und Termine heraussuchen, Fragen aus dem beantworten, was Sie mir geben, Formulare nach einem Schema füllen und Werkzeuge aufrufen.",
        Language.French => "Bonjour. Je suis le modèle local d'Artisan, fait de règles ; je ne suis pas un modèle de langage. Je peux résumer des textes et des échanges, relever les actions et les dates, répondre à partir de ce que vous me donnez, remplir un schéma et appeler des outils.",
        Language.Spanish => "Hola. Soy el modelo local de Artisan, basado en reglas; no soy un modelo de lenguaje. Puedo resumir textos e hilos de correo, extraer tareas y fechas, responder con lo que usted me dé, rellenar un esquema y llamar a herramientas.",
        _ => "Hello. I am Artisan's local, rule-based model, not a language model. I can summarise texts and e-mail threads, pick out action items and dates, answer questions from what you give me, fill in a schema and call tools.",
    };

    public static string NothingFound(Language language, bool hadSources) => language switch
    {
        Language.German => (hadSources ? "Dazu habe ich in dem, was mir gegeben wurde, nichts gefunden." : "Mir wurde kein Text gegeben, aus dem ich das beantworten könnte.") + " Ich bin Artisans lokales, regelbasiertes Modell und kein Sprachmodell: Ich antworte nur aus dem Gespräch und den Dokumenten, die dabei sind.",
        Language.French => (hadSources ? "Je n'ai rien trouvé à ce sujet dans ce qui m'a été donné." : "On ne m'a donné aucun texte qui permette de répondre.") + " Je suis le modèle local d'Artisan, fait de règles, et non un modèle de langage : je réponds seulement à partir de la conversation et des documents joints.",
        Language.Spanish => (hadSources ? "No he encontrado nada sobre eso en lo que se me ha dado." : "No se me ha dado ningún texto con el que responder.") + " Soy el modelo local de Artisan, basado en reglas, y no un modelo de lenguaje: solo respondo con la conversación y los documentos adjuntos.",
        _ => (hadSources ? "I found nothing about that in what I was given." : "I was given no text from which I could answer that.") + " I am Artisan's local, rule-based model and no language model: I answer only from the conversation and the documents that come with it.",
    };

    public static string Beyond(Language language) => language switch
    {
        Language.German => "Das kann ich nicht: Ich bin Artisans lokales, regelbasiertes Modell und kein Sprachmodell. Ich übersetze, dichte und programmiere nicht; ich fasse zusammen, suche heraus und antworte aus gegebenem Text. Wählen Sie dafür ein Sprachmodell eines Anbieters.",
        Language.French => "Je ne peux pas le faire : je suis le modèle local d'Artisan, fait de règles, et non un modèle de langage. Je ne traduis pas, n'invente pas et ne programme pas ; je résume, j'extrais et je réponds à partir d'un texte donné. Choisissez pour cela le modèle d'un fournisseur.",
        Language.Spanish => "No puedo hacerlo: soy el modelo local de Artisan, basado en reglas, y no un modelo de lenguaje. No traduzco, no invento y no programo; resumo, extraigo y respondo con un texto dado. Elija para eso el modelo de un proveedor.",
        _ => "I cannot do that: I am Artisan's local, rule-based model and no language model. I do not translate, invent or program; I summarise, pick out and answer from given text. Choose a vendor's language model for it.",
    };

    public static string NoneOf(Language language, string what) => language switch
    {
        Language.German => $"Der Text nennt keine {what}.",
        Language.French => $"Le texte ne mentionne pas de {what}.",
        Language.Spanish => $"El texto no menciona {what}.",
        _ => $"The text names no {what}.",
    };

    public static string Sources(Language language) => language switch
    {
        Language.German => "Quellen",
        Language.French => "Sources",
        Language.Spanish => "Fuentes",
        _ => "Sources",
    };

    public static string Source(string source, Language language) => (language, source) switch
    {
        (Language.German, "the given context") => "gegebener Kontext",
        (Language.German, "the text you gave") => "Ihr Text",
        (Language.German, "your earlier message") => "Ihre frühere Nachricht",
        (Language.German, "my earlier answer") => "meine frühere Antwort",
        (Language.French, "the given context") => "le contexte donné",
        (Language.French, "the text you gave") => "votre texte",
        (Language.French, "your earlier message") => "votre message précédent",
        (Language.French, "my earlier answer") => "ma réponse précédente",
        (Language.Spanish, "the given context") => "el contexto dado",
        (Language.Spanish, "the text you gave") => "su texto",
        (Language.Spanish, "your earlier message") => "su mensaje anterior",
        (Language.Spanish, "my earlier answer") => "mi respuesta anterior",
        _ => source,
    };

    public static string NeedsArguments(string tool, IReadOnlyList<string> missing) =>
        $"To call `{tool}` I need: {string.Join(", ", missing.Select(m => $"`{m}`"))}.";
}
