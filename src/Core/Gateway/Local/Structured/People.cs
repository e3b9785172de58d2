using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Structured;

/// <summary>Finds people's names: by titles, greetings, introductions and common first names.</summary>
internal static partial class People
{
    private static readonly FrozenSet<string> FirstNames = """
        Adam Alan Albert Alex Alexander Alexandra Alice Alicia Ana Andrea Andreas Andrew Angela Anja Anna Anne Annika Anthony Antonio Ben Benjamin Bernd Birgit Bob Brian Bruno Carla Carlos
        Carmen Caroline Catherine Charles Charlotte Chloé Chris Christian Christina Christine Christoph Claire Clara Claudia Daniel Daniela David Diana Diego Dirk Elena Elisabeth Elizabeth Emily
        Emma Eric Erik Eva Fatima Felix Fernando Florian Francisco Frank François Franziska Fred Gabriel George Grace Hannah Hans Heike Helen Helena Henry Ines Isabel Isabelle Ivan Jack
        Jakob James Jan Jana Jane Javier Jean Jennifer Jens Jessica Joan Johan Johannes John Jonas Jonathan Jorge José Joseph Juan Julia Julian Julie Jürgen Karen Karin Karl Kate Katharina Katja
        Kevin Klaus Lara Laura Lea Léa Leon Lena Lisa Louis Louise Lucas Lucía Lucie Luis Luisa Lukas Manuel Marc Marco Marcus María Maria Marie Mario Marion Mark Markus Marta Martin Mary Mateo Matthew
        Matthias Max Maximilian Maya Melanie Michael Michel Michelle Miguel Monika Natalie Nicolas Nicole Nina Nora Olaf Oliver Olivia Oscar Pablo Patricia Patrick Paul Paula Pedro Peter Petra
        Philip Philipp Pierre Priya Rachel Rafael Ralf Raúl Rebecca Ricardo Richard Robert Roberto Robin Ruth Sabine Sam Samuel Sandra Sara Sarah Sebastian Sergio Simon Sofia Sophia Sophie Stefan
        Stefanie Stephan Stephen Steve Steven Susan Susanne Sven Tanja Thomas Tim Tobias Tom Tomás Ulrike Ursula Uwe Valentina Vanessa Vera Veronika Victor Victoria Vincent Walter Werner William Wolfgang
        Yusuf Yuki Li Wei Mei Hiroshi Amir Aisha Omar Raj Ravi Anil
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    // First names that are ordinary words too count only beside a surname or a title.
    private static readonly FrozenSet<string> Ambiguous = "Mark Max Grace Will Frank Victor Eva Li Amir Jan Wei Mei Joan Marion Robin".Split(' ').ToFrozenSet();

    public static List<string> Find(string text)
    {
        var found = new List<(int At, string Name)>();
        foreach (Match match in Titled().Matches(text))
            found.Add((match.Index, match.Groups["name"].Value));
        foreach (Match match in Introduced().Matches(text))
            found.Add((match.Index, match.Groups["name"].Value));
        foreach (Match match in Pair().Matches(text))
        {
            if (FirstNames.Contains(match.Groups["first"].Value))
                found.Add((match.Index, match.Value));
        }
        foreach (Match match in Addressed().Matches(text))
        {
            if (FirstNames.Contains(match.Groups["name"].Value.Split(' ')[0]))
                found.Add((match.Index, match.Groups["name"].Value));
        }
        foreach (Match match in Alone().Matches(text))
        {
            if (FirstNames.Contains(match.Value) && !Ambiguous.Contains(match.Value))
                found.Add((match.Index, match.Value));
        }
        var names = new List<string>();
        foreach ((_, string name) in found.OrderBy(f => f.At))
        {
            string clean = name.Trim(' ', ',', '.', '\'', '’');
            // "Anna" and "Anna Weber" are one person.
            int same = names.FindIndex(n => n.Equals(clean, StringComparison.OrdinalIgnoreCase) || n.StartsWith(clean + " ", StringComparison.OrdinalIgnoreCase) || clean.StartsWith(n + " ", StringComparison.OrdinalIgnoreCase));
            if (same < 0)
                names.Add(clean);
            else if (clean.Length > names[same].Length)
                names[same] = clean;
            if (names.Count >= 100)
                break;
        }
        return names;
    }

    public static bool IsFirstName(string word) => FirstNames.Contains(word);

    [GeneratedRegex(@"\b(Mr|Mrs|Ms|Dr|Prof|Herr|Herrn|Frau|Monsieur|Madame|Mme|Señora?|Sra?|Don|Doña)\.? (?<name>\p{Lu}[\p{L}’'-]+( \p{Lu}[\p{L}’'-]+)?)", RegexOptions.ExplicitCapture)]
    private static partial Regex Titled();

    [GeneratedRegex(@"\b([Mm]y name is|I am|I'm|[Tt]his is|[Ii]ch bin|[Mm]ein Name ist|[Ii]ch heiße|[Jj]e suis|[Jj]e m['’]appelle|[Mm]e llamo|[Mm]i nombre es|[Ss]oy) (?<name>\p{Lu}[\p{L}’'-]+( \p{Lu}[\p{L}’'-]+){0,2})", RegexOptions.ExplicitCapture)]
    private static partial Regex Introduced();

    [GeneratedRegex(@"\b(?<first>\p{Lu}[\p{L}’-]+) (\p{Lu}\. )?(von |van |de |la )?\p{Lu}[\p{L}’'-]+\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();

    [GeneratedRegex(@"(?<![\p{L}-])\p{Lu}\p{Ll}{2,}(?![\p{L}-])")]
    private static partial Regex Alone();

    [GeneratedRegex(@"\b(hi|hello|dear|hey|hallo|liebe[r]?|bonjour|hola|thanks|with|to|from|and|by|ask|call|met|mit|von|und|an|avec|con) (?<name>\p{Lu}[\p{L}’-]+)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Addressed();
}
