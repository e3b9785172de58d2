using System.Collections.Frozen;
using System.Text;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>A sentence, list item or heading of a text.</summary>
/// <param name="Text">White space brought to single spaces, list marks removed.</param>
/// <param name="Paragraph">Which paragraph it stands in, from 0.</param>
/// <param name="IsHeading">Whether it is a heading or label rather than a statement.</param>
internal sealed record Sentence(string Text, int Paragraph, bool IsHeading = false);

/// <summary>Cuts text into sentences: by paragraphs, list items and end marks, but not at abbreviations, initials, ordinals, decimals and addresses.</summary>
internal static class Sentences
{
    private static readonly FrozenSet<string> Abbreviations = """
        mr mrs ms dr prof st sr jr vs etc no nos vol fig ed al inc ltd corp co dept approx est ext tel e.g i.e eg ie a.m p.m am pm cf ca resp incl excl min max avg u.s u.k
        jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
        bzw z.b d.h u.a usw ggf evtl inkl zzgl str nr abs art hr fr ing dipl gmbh o.g s.o s.u vgl mio mrd tsd
        m mme mlle mm p.ex c.-à-d env av bd
        sra srta dña ud uds pág núm aprox p.ej ee.uu
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private const int Longest = 600;

    public static List<Sentence> Split(string text)
    {
        var sentences = new List<Sentence>();
        var block = new StringBuilder();
        int paragraph = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || IsRule(line))
            {
                Flush(block, paragraph, sentences);
                paragraph++;
                continue;
            }
            int mark = ListMark(line);
            bool heading = line[0] == '#';
            if (mark > 0 || heading || EndsLine(block) || IsLabelled(line))
                Flush(block, paragraph, sentences);
            ReadOnlySpan<char> content = heading ? line.TrimStart("# ") : line[mark..];
            if (heading)
            {
                sentences.Add(new Sentence(Plain(content), paragraph, IsHeading: true));
                continue;
            }
            if (block.Length > 0)
                block.Append(' ');
            block.Append(content);
        }
        Flush(block, paragraph, sentences);
        return sentences;
    }

    // A line that ends a statement, or that is a short label, is not continued by the next.
    private static bool EndsLine(StringBuilder block) => block.Length > 0 && (block[^1] is '.' or '!' or '?' or '。' or '！' or '？' or ':' || block.Length < 40);

    // "Company size: 500" stands for itself, whatever line is before it.
    private static bool IsLabelled(ReadOnlySpan<char> line)
    {
        if (line[0] == '|')
            return true;
        int colon = line[..Math.Min(line.Length, 42)].IndexOf(": ");
        return colon > 1 && (char.IsUpper(line[0]) || line[..colon].Contains('_')) && !line[..colon].ContainsAny(".,;!?") && line[..colon].Count(' ') < 4;
    }

    private static bool IsRule(ReadOnlySpan<char> line) => line.Length >= 3 && line.TrimStart("-=_*~—").IsEmpty;

    /// <summary>Length of a bullet or number before a list item; 0 where there is none.</summary>
    private static int ListMark(ReadOnlySpan<char> line)
    {
        if (line.Length > 2 && line[0] is '-' or '*' or '•' or '–' or '·' or '+' && line[1] == ' ')
            return 2;
        int digits = 0;
        while (digits < line.Length && digits < 3 && char.IsAsciiDigit(line[digits]))
            digits++;
        return digits > 0 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' ' && !StartsWithMonth(line[(digits + 2)..]) ? digits + 2 : 0;
    }

    private static bool StartsWithMonth(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && char.IsLetter(text[end]))
            end++;
        return end >= 3 && Months.Of(text[..end]) > 0;
    }

    private static void Flush(StringBuilder block, int paragraph, List<Sentence> sentences)
    {
        if (block.Length == 0)
            return;
        string text = Plain(block.ToString());
        block.Clear();
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('.' or '!' or '?' or '…' or '。' or '！' or '？'))
                continue;
            int end = i + 1;
            while (end < text.Length && text[end] is '.' or '!' or '?' or '"' or '”' or '’' or '\'' or ')' or ']' or '»' or '」' or '*')
                end++;
            bool wide = text[i] is '。' or '！' or '？';
            if (end < text.Length && !wide && (text[end] != ' ' || (text[i] == '.' && end == i + 1 && IsInside(text, start, i))))
            {
                i = end - 1;
                continue;
            }
            Add(text[start..end], paragraph, sentences);
            while (end < text.Length && text[end] == ' ')
                end++;
            start = end;
            i = end - 1;
        }
        if (start < text.Length)
            Add(text[start..], paragraph, sentences);
    }

    /// <summary>Whether a full stop at <paramref name="dot"/> belongs to an abbreviation, initial or ordinal.</summary>
    private static bool IsInside(string text, int start, int dot)
    {
        int begin = dot;
        while (begin > start && text[begin - 1] is not (' ' or '(' or '"' or '“'))
            begin--;
        ReadOnlySpan<char> word = text.AsSpan(begin, dot - begin);
        ReadOnlySpan<char> next = text.AsSpan(dot + 1).TrimStart();
        if (next.IsEmpty)
            return false;
        if (word.Length == 1 && char.IsUpper(word[0]) && word[0] != 'I')
            return true;
        if (word.Length > 0 && word.Length <= 2 && int.TryParse(word, out _) && (char.IsLower(next[0]) || StartsWithMonth(next)))
            return true;
        bool known = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
        // "… at 5 p.m. We then …": after a time or "etc." a capital begins a sentence; titles are followed by capitals anyway.
        return known ? !(char.IsUpper(next[0]) && (word is "etc" or "p.m" or "a.m" or "pm" or "am" || word.EndsWith("co") || word is "Inc" or "Ltd" or "Corp" or "usw") && IsStarter(next)) : char.IsLower(next[0]);
    }

    // A following name continues ("Inc. Berlin"); a pronoun or article begins.
    private static bool IsStarter(ReadOnlySpan<char> next)
    {
        int end = 0;
        while (end < next.Length && char.IsLetter(next[end]))
            end++;
        string word = next[..end].ToString().ToLowerInvariant();
        return StopWords.Of(Language.English).Contains(word) || StopWords.Of(Language.German).Contains(word);
    }

    private static void Add(string text, int paragraph, List<Sentence> sentences)
    {
        string trimmed = text.Trim();
        // What runs on without end is cut, so that no single "sentence" is the whole text.
        int start = 0;
        while (trimmed.Length - start > Longest)
        {
            int cut = trimmed.LastIndexOf(' ', start + Longest, Longest / 2);
            if (cut < 0)
                cut = start + (char.IsHighSurrogate(trimmed[start + Longest - 1]) ? Longest - 1 : Longest);
            sentences.Add(new Sentence(trimmed[start..cut], paragraph));
            start = cut + (trimmed[cut] == ' ' ? 1 : 0);
        }
        if (start > 0)
            trimmed = trimmed[start..].Trim();
        if (trimmed.Length > 0)
            sentences.Add(new Sentence(trimmed, paragraph, trimmed.EndsWith(':') && trimmed.Length < 60));
    }

    /// <summary>Single spaces, without Markdown's emphasis.</summary>
    private static string Plain(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '*' or '`' && (i + 1 < text.Length && text[i + 1] == c || i > 0 && text[i - 1] == c))
                continue;
            if (char.IsWhiteSpace(c))
            {
                if (plain.Length > 0 && plain[^1] != ' ')
                    plain.Append(' ');
                continue;
            }
            plain.Append(c);
        }
        return plain.ToString().Trim();
    }
}
