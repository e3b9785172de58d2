using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Scanners;
using Artisan.Core.Guardrails.Pii.Text;

namespace Artisan.Core.Guardrails.Pii.Names;

/// <summary>When a run of words is a person.</summary>
internal static class PersonRules
{
    /// <summary>A form of address before a name; adds it.</summary>
    /// <returns>The first token of the name, <paramref name="title"/> where none follows.</returns>
    public static int Honorific(in Scan scan, int title)
    {
        ref Token token = ref scan.Tokens[title];
        int next = title + 1;
        bool stop = scan.IsSymbol(next, '.') && scan.Joined(next);
        if (stop)
            next++;
        if (!scan.SameLine(next) || !scan.IsWord(next) || scan.Tokens[next].Taken)
            return title;
        ref Token name = ref scan.Tokens[next];
        bool abbreviation = stop || !token.Has(WordFlags.CommonWord) || scan.Is(title, "miss") || scan.Is(title, "doctor") || scan.Is(title, "professor") || scan.Is(title, "mister") || scan.Is(title, "madam");
        bool nameLike = name.Has(WordFlags.Honorific) || (name.CaseTellsNothing ? !name.Has(WordFlags.Function) && (!NameRun.IsOrdinary(name) || (abbreviation && name.Has(WordFlags.AnyName))) : name.IsCapitalised && !name.Has(WordFlags.Function));
        bool written = token.IsCapitalised || token.CaseTellsNothing;
        if (!nameLike || !written || (token.Length < 3 && !stop && !scan.Is(title, "mr") && !scan.Is(title, "ms") && !scan.Is(title, "dr")))
            return title;
        if (abbreviation)
        {
            scan.Add(PiiType.Title, title, next, 0.75f);
            return name.Has(WordFlags.Honorific) && Honorific(in scan, next) is int deeper && deeper > next ? deeper : next;
        }
        return (name.Has(WordFlags.AnyName) && !name.Has(WordFlags.CommonWord)) || NameRun.IsUnknown(name) ? next : title;
    }

    /// <summary>A name that words such as "my name is" introduce, in small letters too.</summary>
    /// <returns>The token to go on with.</returns>
    public static int Introduced(in Scan scan, int first)
    {
        ref Token token = ref scan.Tokens[first];
        if (token.Length < 2 || token.Has(WordFlags.Function) || Introduction(in scan, first) is var strength && strength == 0)
            return first + 1;
        bool known = token.Has(WordFlags.AnyName);
        if (!known && (strength < 2 || NameRun.IsOrdinary(token)))
            return first + 1;
        if (NameRun.IsOrdinary(token) && (strength < 2 || !token.Has(WordFlags.Given)))
            return first + 1;
        int end = first + 1;
        while (end < first + 3 && scan.SameLine(end) && scan.IsWord(end) && !scan.Tokens[end].Taken && !NameRun.IsOrdinary(scan.Tokens[end]) && scan.Tokens[end].Length > 1 && (scan.Tokens[end].Has(WordFlags.AnyName) || NameRun.IsUnknown(scan.Tokens[end])))
            end++;
        scan.Add(PiiType.Person, first, end, strength > 1 ? 0.7f : 0.6f);
        return end;
    }

    /// <summary>Decides over a run.</summary>
    /// <returns>The token to go on with.</returns>
    public static int Run(in Scan scan, int first, int end, bool honorific)
    {
        end = Trim(in scan, first, end);
        if (end <= first)
            return first + 1;
        int words = 0, given = 0, family = 0, ordinary = 0, unknown = 0, initials = 0;
        for (int i = first; i < end; i++)
        {
            ref Token token = ref scan.Tokens[i];
            if (token.Kind != TokenKind.Word || (token.Has(WordFlags.Particle) && token.Shape == Shape.Lower))
                continue;
            words++;
            bool plain = !NameRun.IsOrdinary(token) || token.Shape == Shape.Initial;
            given += token.Has(WordFlags.Given) ? 1 : 0;
            family += token.Has(WordFlags.Family) ? 1 : 0;
            ordinary += plain ? 0 : 1;
            unknown += NameRun.IsUnknown(token) ? 1 : 0;
            initials += token.Shape == Shape.Initial ? 1 : 0;
        }
        if (words == initials)
            return end;
        ref Token head = ref scan.Tokens[first];
        float score = words == 1 ? One(in scan, first, end, honorific) : Several(head, words, given, family, ordinary, unknown, initials);
        if (honorific)
            score = Math.Max(score, 0.8f);
        int introduction = Introduction(in scan, first);
        if (introduction > 0 && (given > 0 || family > 0 || unknown > 0))
            score += 0.15f * introduction;
        if (end < scan.Count && scan.Has(end, WordFlags.PersonVerb) && scan.SameLine(end) && score > 0.2f)
            score += 0.2f;
        if (IsSpeaker(in scan, first, end) && (given > 0 || unknown > 0) && score < 0.55f)
            score = 0.55f;
        if (IsPossessive(in scan, end) && score is > 0.3f and < 0.5f)
            score += 0.1f;
        if (score is > 0.2f and < 0.5f && IsListed(in scan, first, end))
            score += 0.25f;
        if (words == 2 && end - first == 3 && scan.IsSymbol(first + 1, '-') && !head.CaseTellsNothing)
            score += 0.2f;
        int suffix = SuffixEnd(in scan, end);
        if (suffix > end)
            score += 0.2f;
        if (score >= 0.3f)
            scan.Add(PiiType.Person, first, suffix, score);
        return suffix;
    }

    /// <summary>Ordinary words behind a name do not belong to it: "Tamara Just".</summary>
    private static int Trim(in Scan scan, int first, int end)
    {
        while (end > first && (scan.Tokens[end - 1].Kind != TokenKind.Word || (scan.Tokens[end - 1].Has(WordFlags.Function | WordFlags.Month | WordFlags.Weekday) && !scan.Tokens[end - 1].Has(WordFlags.AnyName))))
            end--;
        return end;
    }

    private static float One(in Scan scan, int first, int end, bool honorific)
    {
        ref Token token = ref scan.Tokens[first];
        bool ordinary = NameRun.IsOrdinary(token);
        bool common = token.Has(WordFlags.CommonWord);
        if (token.Shape == Shape.Upper && !token.CaseTellsNothing && !honorific)
            return token.Has(WordFlags.CommonGiven) && !common ? 0.5f : 0.2f;
        if (token.Has(WordFlags.Month | WordFlags.Weekday) && (scan.Has(first - 1, WordFlags.PlaceLead | WordFlags.ContextDate) || scan.IsNumber(first - 1)))
            return 0.2f;
        if (token.Length < 3 && !honorific)
            return token.Has(WordFlags.CommonGiven) && !ordinary ? 0.45f : 0.2f;
        if (token.Has(WordFlags.CommonGiven))
            return common ? token.StartsSentence ? 0.35f : 0.5f : ordinary ? 0.55f : 0.7f;
        if (token.Has(WordFlags.Given))
            return common ? 0.3f : ordinary ? 0.45f : 0.6f;
        if (token.Has(WordFlags.Family))
            return common ? 0.25f : ordinary ? 0.35f : token.CaseTellsNothing ? 0.5f : token.StartsSentence ? 0.45f : 0.52f;
        return NameRun.IsUnknown(token) && token is { Shape: Shape.Capital, Length: > 3, CaseTellsNothing: false } ? token.StartsSentence && !IsSubject(in scan, end) ? 0.4f : 0.5f : 0.2f;
    }

    /// <summary>Whether a verb such as "is" follows, or the comma behind somebody who is spoken to.</summary>
    private static bool IsSubject(in Scan scan, int end) => scan.SameLine(end) && (scan.IsSymbol(end, ',') || scan.Is(end, "is") || scan.Is(end, "was") || scan.Is(end, "has") || scan.Is(end, "had") || scan.Is(end, "will") || scan.Is(end, "would"));

    private static float Several(in Token head, int words, int given, int family, int ordinary, int unknown, int initials)
    {
        if (ordinary == words)
            return head.Has(WordFlags.CommonGiven) && !head.Has(WordFlags.Honorific) && family > 0 ? 0.55f : 0.25f;
        float score = 0.4f;
        if (head.Has(WordFlags.CommonGiven))
            score += 0.4f;
        else if (head.Has(WordFlags.Given))
            score += 0.3f;
        else if (given > 0)
            score += 0.1f;
        if (family > 0)
            score += 0.1f;
        if (family + given + unknown + initials >= words && ordinary == 0)
            score += 0.1f;
        score -= 0.15f * ordinary;
        return words > 4 ? score - 0.2f : score;
    }

    /// <summary>Whether a word would be taken for a name if it were introduced as one: an ordinary word only where it is also a given name.</summary>
    public static bool IsWorthAsking(in Token token) => !token.Has(WordFlags.Function) & (!NameRun.IsOrdinary(token) | token.Has(WordFlags.Given));

    /// <summary>Whether what stands before can say that a name follows: most words cannot.</summary>
    public static bool MayBeIntroduced(in Scan scan, int first) =>
        first > 0 && (scan.Tokens[first].Gap != Gap.Paragraph & (!scan.Tokens[first - 1].IsWord | scan.Tokens[first - 1].Has(WordFlags.NameLead)));

    /// <summary>How strongly the words before say that a name follows: 2 "my name is", 1 "dear", 0 not at all.</summary>
    private static int Introduction(in Scan scan, int first)
    {
        int i = first - 1;
        if (!MayBeIntroduced(in scan, first))
            return 0;
        if (scan.IsSymbol(i, '"') || scan.IsSymbol(i, '“'))
            i--;
        if (scan.IsSymbol(i, ':') && scan.Is(i - 1, "name"))
            return 2;
        bool verb = scan.Is(i, "is") || scan.Is(i, "ist") || scan.Is(i, "es") || scan.Is(i, "è") || scan.Is(i, "é") || scan.Is(i, "är") || scan.Is(i, "er") || (scan.Is(i, "s") && scan.IsSymbol(i - 1, '\''));
        if (verb)
        {
            int subject = scan.Is(i, "s") ? i - 2 : i - 1;
            return scan.Is(subject, "name") || scan.Is(subject, "nombre") || scan.Is(subject, "nome") || scan.Is(subject, "namn") || scan.Is(subject, "navn") || scan.Is(subject, "naam") ? 2 : scan.Is(subject, "this") || scan.Is(subject, "it") || scan.Is(subject, "hier") || scan.Is(subject, "here") ? 1 : 0;
        }
        if (scan.Is(i, "named") || scan.Is(i, "heiße") || scan.Is(i, "heisse") || scan.Is(i, "heißt") || scan.Is(i, "appelle") || scan.Is(i, "llamo") || scan.Is(i, "llama") || scan.Is(i, "chiamo") || scan.Is(i, "heter") || scan.Is(i, "hedder") || (scan.Is(i, "me") && scan.Is(i - 1, "call")) || (scan.Is(i, "mir") && scan.Is(i - 1, "sag")))
            return 2;
        return scan.Is(i, "am") || (scan.Is(i, "m") && scan.IsSymbol(i - 1, '\'')) || scan.Is(i, "bin") || scan.Is(i, "dear") || scan.Is(i, "hi") || scan.Is(i, "hello") || scan.Is(i, "hey") || scan.Is(i, "called") || scan.Is(i, "regards") || (scan.IsSymbol(i, ',') && scan.Has(i - 1, WordFlags.ContextName)) ? 1 : 0;
    }

    /// <summary>"Kovalev, Lee and Phillips": behind a person, or before another family name.</summary>
    private static bool IsListed(in Scan scan, int first, int end)
    {
        bool joint = scan.IsSymbol(first - 1, ',') || scan.Is(first - 1, "and") || scan.Is(first - 1, "und") || scan.Is(first - 1, "y") || scan.Is(first - 1, "et") || scan.IsSymbol(first - 1, '&');
        if (joint && scan.Candidates.Count > 0 && scan.Candidates[^1] is { Type: PiiType.Person, Score: >= 0.45f } last && first >= 2 && last.End == scan.Tokens[first - 2].End)
            return true;
        return (scan.IsSymbol(end, ',') || scan.Is(end, "and")) && end + 1 < scan.Count && scan.Tokens[end + 1] is { CaseTellsNothing: false } next && next.IsCapitalised && (next.Has(WordFlags.AnyName) || NameRun.IsUnknown(next)) && !next.Has(WordFlags.Function) && (scan.IsSymbol(first - 1, ':') || joint || scan.Tokens[first].StartsSentence || scan.Tokens[first - 1].Shape == Shape.Lower);
    }

    /// <summary>The name before what somebody says in a transcript: <c>Amber: "I'm here"</c>.</summary>
    public static bool IsSpeaker(in Scan scan, int first, int end) =>
        scan.Tokens[first].Gap >= Gap.Line && scan.IsSymbol(end, ':') && scan.Joined(end) && end + 1 < scan.Count && scan.Tokens[end + 1].Gap <= Gap.Space && scan.Tokens[end + 1].First is '"' or '\\' or '“' or '„' or '«';

    private static bool IsPossessive(in Scan scan, int end) => end + 1 < scan.Count && (scan.IsSymbol(end, '\'') || scan.IsSymbol(end, '’')) && scan.Is(end + 1, "s");

    /// <summary>"Jr.", "III", "PhD" behind a name.</summary>
    private static int SuffixEnd(in Scan scan, int end)
    {
        int i = end;
        if (scan.IsSymbol(i, ',') && scan.SameLine(i))
            i++;
        if (!scan.SameLine(i) || !scan.Has(i, WordFlags.NameSuffix) || scan.Tokens[i].Shape == Shape.Lower && !scan.Tokens[i].CaseTellsNothing)
            return end;
        return i + 1;
    }
}
