using System.Collections.Frozen;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>What a field is about, by its name.</summary>
internal enum Meaning
{
    Unknown,
    Summary,
    Title,
    Person,
    FirstName,
    LastName,
    Sender,
    Recipient,
    Owner,
    Company,
    Email,
    Phone,
    Url,
    Date,
    Deadline,
    Time,
    Amount,
    Currency,
    Percent,
    Role,
    Place,
    Country,
    Language,
    Mood,
    Urgency,
    Question,
    Answer,
    Action,
    Decision,
    Quote,
    Concern,
    Signal,
    Topic,
    Body,
    Greeting,
    Reason,
    Score,
    Confidence,
    Count,
    Duration,
    Id,
    Kind,
    Entity,
    Factor,
    Message,
}

/// <summary>Reads meanings from names: the last known word of a name decides ("customer_company_name" is a company), some pairs go first.</summary>
internal static class Meanings
{
    private static readonly (string Words, Meaning Meaning)[] Pairs =
    [
        ("first name", Meaning.FirstName), ("given name", Meaning.FirstName), ("last name", Meaning.LastName), ("family name", Meaning.LastName), ("company name", Meaning.Company),
        ("account name", Meaning.Company), ("organization name", Meaning.Company), ("subject line", Meaning.Title), ("email subject", Meaning.Title), ("email body", Meaning.Body),
        ("email address", Meaning.Email), ("phone number", Meaning.Phone), ("job title", Meaning.Role), ("next step", Meaning.Action), ("next action", Meaning.Action), ("follow up", Meaning.Action),
        ("call to action", Meaning.Action), ("action item", Meaning.Action), ("due date", Meaning.Deadline), ("due by", Meaning.Deadline), ("close date", Meaning.Deadline), ("key point", Meaning.Summary),
        ("key phrase", Meaning.Topic), ("pain point", Meaning.Concern), ("buying signal", Meaning.Signal), ("open question", Meaning.Question), ("deal value", Meaning.Amount), ("deal size", Meaning.Amount),
        ("country code", Meaning.Country), ("assigned to", Meaning.Owner), ("sent by", Meaning.Sender), ("recipient name", Meaning.Recipient), ("order number", Meaning.Id), ("start time", Meaning.Time),
        ("sentiment score", Meaning.Mood), ("word count", Meaning.Count), ("main point", Meaning.Summary), ("to do", Meaning.Action),
    ];

    private static readonly FrozenDictionary<string, Meaning> Single = Build(
        (Meaning.Summary, "summary overview abstract synopsis recap tldr gist highlight highlights takeaway takeaways point points keypoints insight insights finding findings zusammenfassung resumen résumé description content notes note background context facts fact overview memory memories memo learning learnings outcome"),
        (Meaning.Title, "title subject headline heading titel betreff asunto objet name_of_thread"),
        (Meaning.Person, "person name names people contact contacts participant participants attendee attendees customer client lead prospect speaker speakers author nombre nom stakeholder stakeholders champion"),
        (Meaning.FirstName, "firstname forename vorname prénom"),
        (Meaning.LastName, "lastname surname nachname apellido"),
        (Meaning.Sender, "sender from absender remitente expéditeur"),
        (Meaning.Recipient, "recipient recipients to addressee empfänger"),
        (Meaning.Owner, "owner owners assignee responsible who verantwortlich responsable"),
        (Meaning.Company, "company companies organization organizations organisation organisations employer account firm vendor supplier brand competitor competitors firma unternehmen empresa entreprise"),
        (Meaning.Email, "email emails mail e_mail correo courriel"),
        (Meaning.Phone, "phone phones telephone mobile tel telefon teléfono téléphone"),
        (Meaning.Url, "url urls link links website homepage domain web"),
        (Meaning.Date, "date dates day when datum fecha timestamp datetime year"),
        (Meaning.Deadline, "deadline deadlines due by until frist timeline eta"),
        (Meaning.Time, "time uhrzeit hora heure"),
        (Meaning.Amount, "amount amounts price prices cost costs budget value revenue total sum fee spend preis kosten betrag precio montant arr mrr"),
        (Meaning.Currency, "currency währung moneda devise"),
        (Meaning.Percent, "percent percentage discount rabatt descuento"),
        (Meaning.Role, "role position jobtitle function rolle cargo poste"),
        (Meaning.Place, "location city place town address region venue ort stadt ciudad ville lieu destination origin"),
        (Meaning.Country, "country land país pays nation"),
        (Meaning.Language, "language lang sprache idioma langue"),
        (Meaning.Mood, "sentiment mood tone polarity emotion stimmung feeling"),
        (Meaning.Urgency, "priority urgency severity importance urgent priorität prioridad priorité"),
        (Meaning.Question, "question questions frage fragen pregunta preguntas"),
        (Meaning.Answer, "answer answers reply antwort respuesta réponse response result"),
        (Meaning.Action, "action actions task tasks todo todos step steps recommendation recommendations followup followups commitment commitments aufgabe aufgaben tarea tareas suggestion suggestions advice"),
        (Meaning.Decision, "decision decisions entscheidung entscheidungen decisión décision agreement agreements"),
        (Meaning.Quote, "quote quotes evidence excerpt citation citations zitat source sources passage passages"),
        (Meaning.Concern, "concern concerns objection objections risk risks issue issues problem problems pain blocker blockers complaint complaints weakness weaknesses threat improvement improvements"),
        (Meaning.Signal, "signal signals strength strengths opportunity opportunities interest interests need needs requirement requirements goal goals positive positives"),
        (Meaning.Topic, "topic topics keyword keywords tag tags theme themes subjects area areas product products industry"),
        (Meaning.Body, "body text message html letter draft"),
        (Meaning.Greeting, "greeting salutation opening anrede"),
        (Meaning.Reason, "reason reasons rationale reasoning explanation justification why because analysis begründung razón raison comment"),
        (Meaning.Score, "score scores rating points grade likelihood probability relevance fit engagement intent strength_score quality health nps weight impact"),
        (Meaning.Confidence, "confidence certainty"),
        (Meaning.Count, "count number quantity qty num anzahl cantidad nombre_de"),
        (Meaning.Duration, "duration minutes hours length dauer duración durée"),
        (Meaning.Id, "id identifier reference ref key code ticket"),
        (Meaning.Kind, "type kind category categories class classification label status stage state"),
        (Meaning.Entity, "entity entities relation relations relationship relationships node nodes edge edges triple triples"),
        (Meaning.Factor, "factor factors driver drivers feature features criteria"),
        (Meaning.Message, "messages turns mails replies segments"));

    // "customer_name" is a person's name; "file_name" and "middle_name" are not.
    private static readonly FrozenSet<string> NameOfPerson = "full contact customer client lead person prospect user sender recipient display primary main decision maker speaker attendee participant author owner assignee your the employee agent rep manager candidate patient caller buyer guest member lead's contact's"
        .Split(' ').ToFrozenSet();

    public static Meaning Of(IReadOnlyList<string> words)
    {
        string all = " " + string.Join(' ', words) + " ";
        foreach ((string pair, Meaning meaning) in Pairs)
        {
            if (all.Contains($" {pair} ", StringComparison.Ordinal) || all.Contains($" {pair}s ", StringComparison.Ordinal))
                return meaning;
        }
        if (words.Count > 1 && words[^1] is "name" or "names" && words.Take(words.Count - 1).FirstOrDefault(w => !NameOfPerson.Contains(w)) is { } thing)
            return Single.TryGetValue(thing, out Meaning of) && of is Meaning.Company or Meaning.Country or Meaning.Place or Meaning.Topic ? of : Meaning.Unknown;
        if (words.Count > 1 && words[0] is "number" or "num" or "count" or "total" && (words.Count < 2 || words[1] == "of" || words[0] != "total"))
            return Meaning.Count;
        for (int i = words.Count - 1; i >= 0; i--)
        {
            if (Single.TryGetValue(words[i], out Meaning meaning))
                return meaning;
        }
        return Meaning.Unknown;
    }

    /// <summary>By the field's name; where that tells nothing, by the first words of its description.</summary>
    public static Meaning Of(string name, string? description)
    {
        Meaning meaning = Of(Words.OfIdentifier(name));
        if (meaning != Meaning.Unknown || description is null)
            return meaning;
        string first = description.Split(['.', ',', ';', '(', '\n'])[0];
        return Of([.. Words.Of(first).Select(w => w.Lower).Take(12)]);
    }

    private static FrozenDictionary<string, Meaning> Build(params (Meaning Meaning, string Words)[] lists) => lists
        .SelectMany(l => l.Words.Split(' ').Select(w => (Word: w, l.Meaning)))
        .DistinctBy(p => p.Word)
        .ToFrozenDictionary(p => p.Word, p => p.Meaning);
}
