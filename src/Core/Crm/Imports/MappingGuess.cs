using Artisan.Core.Crm.Fields;

namespace Artisan.Core.Crm.Imports;

/// <summary>Guesses which column holds what: by its heading first, then by its values.</summary>
public static class MappingGuess
{
    private static readonly (ValueKind Kind, string Field)[] ByValues = [(ValueKind.Email, "email"), (ValueKind.Phone, "phone"), (ValueKind.Url, "domain"), (ValueKind.Country, "country")];

    /// <summary>Guesses.</summary>
    /// <param name="file">The file.</param>
    /// <param name="custom">The tenant's own fields of leads.</param>
    /// <returns>For each column a field and what the guess rests on; nulls where nothing tells. No field stands twice.</returns>
    public static (IReadOnlyList<string?> Fields, IReadOnlyList<GuessedBy?> By) Of(ImportFile file, IReadOnlyList<CustomFieldInfo> custom)
    {
        int width = file.Columns.Count;
        var fields = new string?[width];
        var by = new GuessedBy?[width];
        if (file.HasHeader)
        {
            for (int i = 0; i < width; i++)
                Take(i, FieldOf(file.Columns[i].Name, custom), GuessedBy.Name);
            // A heading that only holds the word stands back behind one that is it.
            for (int i = 0; i < width; i++)
                Take(i, Containing(HeadingWords.Key(file.Columns[i].Name), file.Columns[i].Kind), GuessedBy.Name);
            Names();
        }
        foreach ((ValueKind kind, string field) in ByValues)
        {
            for (int i = 0; i < width; i++)
            {
                if (file.Columns[i].Kind == kind)
                    Take(i, field, GuessedBy.Values);
            }
        }
        return (fields, by);

        void Take(int column, string? field, GuessedBy why)
        {
            if (field is null || fields[column] is not null || Array.IndexOf(fields, field) >= 0)
                return;
            // Headings lie: what holds no single value of the sort is not taken for it.
            if (field == "email" && file.Columns[column] is { Filled: > 0, Kind: not (ValueKind.Email or ValueKind.Text) })
                return;
            (fields[column], by[column]) = (field, why);
        }

        // "Name" beside "Vorname" is the last name; "Nom" or "Nombre" alone is the whole one.
        void Names()
        {
            int first = Array.IndexOf(fields, "first_name"), last = Array.IndexOf(fields, "last_name"), whole = Array.IndexOf(fields, "full_name");
            if (whole >= 0 && first >= 0 && last < 0)
                fields[whole] = "last_name";
            else if (whole >= 0 && first >= 0 && last >= 0)
                (fields[whole], by[whole]) = (null, null);
            else if (whole < 0 && (first < 0) != (last < 0) && Math.Max(first, last) is var only && HeadingWords.Key(file.Columns[only].Name) is "nom" or "nombre")
                fields[only] = "full_name";
        }
    }

    private static string? FieldOf(string heading, IReadOnlyList<CustomFieldInfo> custom)
    {
        string key = HeadingWords.Key(heading);
        // The tenant's own words come before the world's.
        CustomFieldInfo? own = custom.FirstOrDefault(c => HeadingWords.Key(c.Key) == key || HeadingWords.Key(c.Title) == key || HeadingWords.Key(ImportField.CustomPrefix + c.Key) == key);
        return own is null ? HeadingWords.FieldOf(heading) : ImportField.CustomPrefix + own.Key;
    }

    private static string? Containing(string key, ValueKind kind) => key switch
    {
        _ when kind == ValueKind.Email && (key.Contains("mail") || key.Contains("courriel") || key.Contains("correo")) => "email",
        _ when kind == ValueKind.Phone && (key.Contains("phone") || key.Contains("telefon") || key.Contains("telephone") || key.Contains("mobil") || key.Contains("handy")) => "phone",
        _ => null,
    };
}
