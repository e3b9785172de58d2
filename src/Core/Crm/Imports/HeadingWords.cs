using System.Globalization;
using System.Text;

namespace Artisan.Core.Crm.Imports;

/// <summary>Words over columns in English, German, French and Spanish, as programs export them.</summary>
internal static class HeadingWords
{
    private static readonly Dictionary<string, string> Fields = Build(
        ("email", "email, e-mail, mail, email address, mail address, work email, business email, primary email, email 1, contact email, e-mail-adresse, emailadresse, mailadresse, adresse e-mail, adresse mail, adresse email, courriel, mél, correo, correo electrónico, dirección de correo, email de contacto, lead email, person email"),
        ("first_name", "first name, firstname, given name, forename, first, fname, vorname, prénom, nombre, nombre de pila, prenom du contact, contact first name, lead first name"),
        ("last_name", "last name, lastname, surname, family name, last, lname, nachname, familienname, zuname, nom de famille, nom, apellido, apellidos, contact last name, lead last name"),
        ("full_name", "name, full name, fullname, contact, contact name, lead, lead name, person, person name, customer name, ansprechpartner, kontakt, kontaktname, vollständiger name, kontaktperson, nom complet, nom et prénom, nom prénom, prénom nom, contacto, nombre completo, nombre y apellidos, persona de contacto, display name"),
        ("company", "company, company name, organization, organisation, organization name, account, account name, employer, business, business name, firm, firma, firmenname, unternehmen, unternehmensname, gesellschaft, société, entreprise, nom de la société, nom de l'entreprise, raison sociale, empresa, compañía, nombre de la empresa, razón social, organización, cuenta"),
        ("title", "title, job title, jobtitle, position, role, job, designation, job role, position title, stelle, berufsbezeichnung, funktion, rolle, positionsbezeichnung, poste, fonction, intitulé du poste, titre, cargo, puesto, función, título"),
        ("phone", "phone, phone number, telephone, tel, mobile, mobile phone, mobile number, cell, cell phone, work phone, business phone, direct phone, phone 1, telefon, telefonnummer, tel nr, rufnummer, handy, mobil, mobilnummer, mobiltelefon, téléphone, numéro de téléphone, portable, tél, teléfono, número de teléfono, móvil, celular"),
        ("domain", "domain, website, web site, web, url, company domain, company website, homepage, web address, internet, webseite, internetseite, webadresse, site web, site internet, site, sitio web, página web, dominio, domaine"),
        ("country", "country, country code, country region, nation, land, länderkennzeichen, ländercode, staat, pays, país, company country, country name"),
        ("city", "city, town, location city, ort, stadt, wohnort, ville, localité, ciudad, población, localidad, company city"),
        ("source", "source, lead source, origin, channel, campaign source, utm source, quelle, herkunft, lead quelle, leadquelle, kanal, origine, canal, provenance, fuente, origen, origen del lead, original source"),
        ("stage", "stage, status, lead status, lead stage, lifecycle stage, phase, stufe, stadium, statut, étape, estado, etapa, fase"),
        ("owner", "owner, lead owner, account owner, contact owner, assigned to, sales rep, rep, owner email, owner name, besitzer, zuständig, zuständiger, verantwortlich, verantwortlicher, betreuer, bearbeiter, propriétaire, responsable, commercial, attribué à, propietario, asignado a, comercial"));

    /// <summary>The field of a heading; null when the words tell nothing.</summary>
    internal static string? FieldOf(string heading) => Fields.GetValueOrDefault(Key(heading));

    /// <summary>A heading for comparison: letters and digits only, lower case, without accents.</summary>
    internal static string Key(string heading)
    {
        var key = new StringBuilder();
        foreach (char c in heading.Replace("ß", "ss").Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c))
                key.Append(c);
            else if (c == '#' && key.Length == 0)
                key.Append("nr");
        }
        return key.ToString();
    }

    private static Dictionary<string, string> Build(params (string Field, string Words)[] lists)
    {
        var fields = new Dictionary<string, string>();
        foreach ((string field, string words) in lists)
        {
            fields.TryAdd(Key(field), field);
            foreach (string word in words.Split(',', StringSplitOptions.TrimEntries))
                fields.TryAdd(Key(word), field);
        }
        return fields;
    }

    /// <summary>ISO codes, and names in English and in the country's own language.</summary>
    internal static readonly HashSet<string> Countries = BuildCountries();

    private static HashSet<string> BuildCountries()
    {
        var names = new HashSet<string>();
        foreach (CultureInfo culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            try
            {
                var region = new RegionInfo(culture.Name);
                foreach (string name in (string[])[region.TwoLetterISORegionName, region.ThreeLetterISORegionName, region.EnglishName, region.NativeName])
                    names.Add(Key(name));
            }
            catch (ArgumentException)
            {
                // a culture without a country
            }
        }
        foreach (string name in "Deutschland, Österreich, Schweiz, Frankreich, Italien, Spanien, Niederlande, Belgien, Polen, Allemagne, Autriche, Suisse, Espagne, Italie, Pays-Bas, Belgique, Royaume-Uni, États-Unis, Alemania, Francia, Italia, Países Bajos, Estados Unidos, Reino Unido, Vereinigtes Königreich, Vereinigte Staaten, USA, UK, England, Great Britain, Holland".Split(", "))
            names.Add(Key(name));
        names.Remove("");
        return names;
    }
}
