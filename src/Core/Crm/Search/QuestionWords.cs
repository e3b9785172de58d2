using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Crm.Search;

/// <summary>Words of questions about a CRM, English and German.</summary>
internal static partial class QuestionWords
{
    private const int Most = 4;

    [GeneratedRegex(@"\b(hottest|hot leads?|best leads?|top \d*\s?leads?|most (likely|promising)|highest scor\w+|best scor\w+|(who|which leads?|whom) (should|shall|must) (I|we)|prioriti[sz]e|heißeste\w*|beste\w* leads?|vielversprechend\w*|wen soll\w*)\b", RegexOptions.IgnoreCase)]
    internal static partial Regex Ranking();

    [GeneratedRegex(@"\b(next steps?|tasks?|to-?dos?|due|overdue|what (should|do) (I|we) (do|have to do)|what('s| is) (next|to be done)|nächste\w* schritte?|aufgaben?|fällig|überfällig|was (ist|steht) (als nächstes )?(zu tun|an))\b", RegexOptions.IgnoreCase)]
    internal static partial Regex Tasks();

    [GeneratedRegex(@"\b(what (has )?happened|history|timeline|summar\w+|recap|catch me up|bring me up to date|latest|last (contact|interaction|call|e-?mail|meeting|week)|recent(ly)?|so far|status|where (do|are) we|was (ist|war) (passiert|los)|verlauf|zusammenfass\w*|letzte\w*|neueste\w*|stand)\b", RegexOptions.IgnoreCase)]
    internal static partial Regex History();

    [GeneratedRegex(@"\b(how many|number of|count|share|percent\w*|rate|conver\w+|win rate|funnel|pipeline|by (source|industry|stage|size)|which (source|industry|day|hour|weekday)|average|wie viele|anzahl|quote|anteil|trichter|welche (quelle|branche))\b", RegexOptions.IgnoreCase)]
    internal static partial Regex Figures();

    [GeneratedRegex(@"\b(silent|quiet|gone cold|cold leads|no (contact|reply|answer)|not (been )?(contacted|answered)|neglected|forgotten|stale|haven['’]t (heard|spoken)|lange nicht|eingeschlafen|still geworden)\b", RegexOptions.IgnoreCase)]
    internal static partial Regex Silent();

    [GeneratedRegex(@"\b(campaigns?|kampagnen?)\b", RegexOptions.IgnoreCase)]
    internal static partial Regex Campaigns();

    /// <summary>Names that a question may mean, the likeliest first: words with capitals that stand together, else its rarer words.</summary>
    internal static IReadOnlyList<string> Names(string question)
    {
        var names = new List<string>();
        foreach (Match match in Capitalised().Matches(question))
        {
            // The first word of a question has its capital for another reason, unless more of them follow.
            string[] words = [.. match.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !Asking().IsMatch(w))];
            if (words.Length > 0)
                names.Add(string.Join(' ', words.Select(w => Possessive().Replace(w, ""))));
        }
        names.AddRange(Quoted().Matches(question).Select(m => m.Groups[1].Value));
        if (names.Count == 0)
            names.AddRange(Content(question).OrderByDescending(w => w.Length));
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Take(Most)];
    }

    /// <summary>Words of a question that carry content, in lower case.</summary>
    internal static IReadOnlyList<string> Content(string question)
    {
        Language language = Languages.Detect(question);
        return [.. Words.Of(question).Select(w => w.Lower).Where(w => w.Length > 2 && Words.IsContent(w, language) && !Generic().IsMatch(w)).Distinct().Take(8)];
    }

    [GeneratedRegex(@"\p{Lu}[\p{L}\p{N}’'&.-]*(?: (?:de|von|van|der|den|la|and|&|\p{Lu}[\p{L}\p{N}’'&.-]*))*")]
    private static partial Regex Capitalised();

    [GeneratedRegex("[“\"„]([^”\"“]{2,80})[”\"“]")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(who|what|when|where|which|why|how|did|does|do|has|have|had|is|are|was|were|can|could|should|shall|will|would|tell|show|give|list|summari[sz]e|find|please|and|the|a|an|I|me|my|our|of|with|for|in|at|to|about|any|crm|ai|wer|was|wann|wo|welche[rsnm]?|warum|wie|hat|haben|ist|sind|kann|soll|zeig\w*|nenne|fass\w*|der|die|das|und|mit|bei|von|für)$", RegexOptions.IgnoreCase)]
    private static partial Regex Asking();

    [GeneratedRegex(@"^(leads?|customers?|account|accounts|company|companies|calls?|e-?mails?|meetings?|tell|show|list|happen\w*|say|said|says|know|think|want\w*|need\w*|last|latest|next|step|steps|new|time|week|month|today|summary|summari[sz]e|mention\w*|asked|ask|talk\w*|about|kunde|kunden|firma|firmen|sagt|gesagt|letzte\w*|nächste\w*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Generic();

    [GeneratedRegex(@"['’]s?$|[.,;:!?]+$")]
    private static partial Regex Possessive();
}
