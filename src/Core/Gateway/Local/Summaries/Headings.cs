using System.Globalization;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Summaries;

/// <summary>The few words of its own that the local model writes, in the reader's language.</summary>
internal sealed record Headings(string InShort, string Decisions, string Actions, string Open, string Concerns, string Dates, string Until, string Mails, string Turns, string Between, string And, CultureInfo Culture)
{
    private static readonly Headings English = new("In short", "Decisions", "Action items", "Open questions", "Concerns", "Dates", "by", "mails", "turns", "between", "and", CultureInfo.GetCultureInfo("en-GB"));
    private static readonly Headings German = new("Kurz gesagt", "Entscheidungen", "Aufgaben", "Offene Fragen", "Bedenken", "Termine", "bis", "Mails", "Wortmeldungen", "zwischen", "und", CultureInfo.GetCultureInfo("de-DE"));
    private static readonly Headings French = new("En bref", "Décisions", "Actions", "Questions ouvertes", "Réserves", "Dates", "avant le", "messages", "interventions", "entre", "et", CultureInfo.GetCultureInfo("fr-FR"));
    private static readonly Headings Spanish = new("En resumen", "Decisiones", "Tareas", "Preguntas abiertas", "Reparos", "Fechas", "antes del", "mensajes", "intervenciones", "entre", "y", CultureInfo.GetCultureInfo("es-ES"));

    public static Headings Of(Language language) => language switch
    {
        Language.German => German,
        Language.French => French,
        Language.Spanish => Spanish,
        _ => English,
    };

    // "3. März" has a full stop in German only.
    private string Dot => Culture == German.Culture ? "." : "";

    public string Day(DateOnly day) => $"{day.Day}{Dot} {day.ToString("MMMM yyyy", Culture)}";

    public string ShortDay(DateOnly day) => $"{day.Day}{Dot} {day.ToString("MMM", Culture)}";

    /// <summary>From one day to another, without saying the month twice.</summary>
    public string Days(DateOnly first, DateOnly last) => first == last ? Day(first)
        : first.Month == last.Month && first.Year == last.Year ? $"{first.Day}{Dot} – {Day(last)}"
        : $"{Day(first)} – {Day(last)}";

    public string List(IReadOnlyList<string> names) => names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.Take(names.Count - 1))} {And} {names[^1]}";
}
