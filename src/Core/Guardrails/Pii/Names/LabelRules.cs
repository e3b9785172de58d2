using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>Fields of forms: "Name: …", "Company: …", "City: …". The label tells what the capitals behind it are, whatever the lexicons say of them.</summary>
internal static class LabelRules
{
    private const float Score = 0.65f;

    /// <summary>Adds a run of words by the label before it.</summary>
    /// <returns>Whether a label stands there.</returns>
    public static bool Find(in Scan scan, int first, int end)
    {
        int colon = first - 1, label = first - 2;
        if (!scan.SameLine(first) || !scan.IsSymbol(colon, ':') || !scan.IsWord(label) || scan.Tokens[first].CaseTellsNothing)
            return false;
        // Only a field ends with its value; behind "note to the company: Please call" a sentence goes on.
        bool closed = end >= scan.Count || scan.Tokens[end].Gap >= Gap.Line || scan.IsSymbol(end, ',') || scan.IsSymbol(end, ';') || scan.IsSymbol(end, '|') || (scan.IsWord(end) && scan.IsSymbol(end + 1, ':'));
        if (!closed)
            return false;
        PiiType? type = TypeOf(in scan, label);
        if (type is null)
            return false;
        scan.Add(type.Value, first, end, Score);
        return true;
    }

    private static PiiType? TypeOf(in Scan scan, int label)
    {
        if (scan.Is(label, "city") || scan.Is(label, "town") || scan.Is(label, "country") || scan.Is(label, "state") || scan.Is(label, "county") || scan.Is(label, "province") || scan.Is(label, "region") || scan.Is(label, "birthplace") || scan.Is(label, "ort") || scan.Is(label, "stadt") || scan.Is(label, "land") || scan.Is(label, "ville") || scan.Is(label, "pays") || scan.Is(label, "ciudad") || scan.Is(label, "país"))
            return PiiType.Location;
        if (scan.Is(label, "company") || scan.Is(label, "employer") || scan.Is(label, "organization") || scan.Is(label, "organisation") || scan.Is(label, "firma") || scan.Is(label, "entreprise") || scan.Is(label, "empresa"))
            return PiiType.Organization;
        if (scan.Is(label, "name") || scan.Is(label, "surname") || scan.Is(label, "lastname") || scan.Is(label, "firstname") || scan.Is(label, "vorname") || scan.Is(label, "nachname") || scan.Is(label, "nom") || scan.Is(label, "prénom") || scan.Is(label, "nombre") || scan.Is(label, "apellido") || scan.Is(label, "nome") || scan.Is(label, "cognome") || scan.Is(label, "attn"))
            return scan.Is(label - 1, "company") || scan.Is(label - 1, "organization") ? PiiType.Organization : scan.Is(label - 1, "file") || scan.Is(label - 1, "product") || scan.Is(label - 1, "project") ? null : PiiType.Person;
        return scan.Is(label, "nationality") || scan.Is(label, "religion") || scan.Is(label, "ethnicity") ? PiiType.Nrp : null;
    }
}
