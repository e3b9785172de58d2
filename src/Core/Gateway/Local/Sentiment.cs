using System.Collections.Frozen;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Gateway.Local;

/// <summary>The mood of a text.</summary>
/// <param name="Score">-1 (bad) to 1 (good).</param>
/// <param name="Confidence">0 to 1: how much of the text speaks of a mood at all, and how much of that agrees.</param>
/// <param name="Deciding">The sentences that decide it, strongest first.</param>
internal sealed record Mood(double Score, double Confidence, IReadOnlyList<(string Sentence, double Score)> Deciding)
{
    public bool IsMixed => Deciding.Any(d => d.Score > 0.2) && Deciding.Any(d => d.Score < -0.2) && Math.Abs(Score) < 0.35;

    /// <summary><c>positive</c>, <c>negative</c>, <c>mixed</c> or <c>neutral</c>.</summary>
    public string Label => IsMixed ? "mixed" : Score >= 0.12 ? "positive" : Score <= -0.12 ? "negative" : "neutral";
}

/// <summary>Judges mood by words with a value, turned round by negations and strengthened by adverbs (after Taboada et al. 2011).</summary>
internal static class Sentiment
{
    private const int NegationReach = 3;

    private static readonly FrozenDictionary<string, int> Values = Build(
        (3, "excellent amazing fantastic outstanding brilliant perfect superb delighted thrilled love loved loves awesome exceptional ausgezeichnet hervorragend fantastisch begeistert großartig perfekt excellente fantastique ravi ravie parfait parfaite génial excelente fantástico encantado encantada perfecto perfecta genial"),
        (2, "great happy impressed impressive glad pleased excited enthusiastic enjoy enjoyed wonderful satisfied satisfying best recommend recommended strong success successful exciting toll zufrieden froh glücklich beeindruckt freue freuen gefällt super empfehle stark erfolgreich content contente heureux heureuse satisfait satisfaite impressionné recommande réussi contento contenta feliz satisfecho satisfecha impresionado recomiendo éxito"),
        (1, "good nice like liked helpful useful easy fast quick clear interested interesting works worked better improve improved thanks thank appreciate appreciated agree agreed approved smooth reliable positive valuable benefit solved resolve resolved gut schön hilfreich nützlich einfach schnell klar interessiert besser danke einverstanden zuverlässig gelöst bon bonne bien utile facile rapide clair intéressé mieux merci accord fiable résolu bueno buena bien útil fácil rápido claro interesado mejor gracias acuerdo fiable resuelto"),
        (-1, "slow late delay delayed delays difficult hard unclear confusing confused issue issues problem problems concern concerned concerns worried worry expensive missing error errors bug bugs fail failed doubt doubts hesitant unsure complicated lack lacks wrong leider langsam spät verspätet schwierig unklar problem probleme sorge sorgen teuer fehlt fehler zweifel kompliziert falsch lent lente retard difficile problème problèmes inquiet inquiète cher chère erreur erreurs doute compliqué malheureusement lento lenta tarde retraso difícil problema problemas preocupado preocupada caro cara error errores duda complicado lamentablemente"),
        (-2, "bad unhappy disappointed disappointing frustrated frustrating annoyed annoying poor broken unacceptable unreliable complaint complain complained angry upset worse unfortunately refuse refused cancel cancelled crash crashes outage schlecht enttäuscht enttäuschend frustriert verärgert kaputt unzuverlässig beschwerde unzufrieden schlechter kündigen ausfall mauvais mauvaise déçu déçue frustré fâché mécontent réclamation pire résilier panne malo mala decepcionado decepcionada frustrado enfadado queja peor cancelar avería roto"),
        (-3, "terrible horrible awful worst hate hated useless disaster furious appalling dreadful nightmare schrecklich furchtbar katastrophal katastrophe miserabel nutzlos wütend horrible catastrophe catastrophique nul furieux furieuse horrible terrible pésimo pésima desastre inútil furioso furiosa"));

    private static readonly FrozenSet<string> Negations = "not no never don doesn didn isn wasn aren weren won can cannot couldn wouldn shouldn without hardly barely nicht kein keine keinen nie niemals ohne kaum ne pas jamais sans aucun aucune nunca jamás sin ningún ninguna nada"
        .Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> Boosters = "very really extremely absolutely so totally highly incredibly quite sehr wirklich äußerst absolut total echt très vraiment extrêmement tellement muy realmente extremadamente tan".Split(' ').ToFrozenSet();

    public static Mood Of(string text)
    {
        var deciding = new List<(string Sentence, double Score)>();
        double sum = 0, strength = 0;
        int sentences = 0;
        foreach (Sentence sentence in Sentences.Split(text))
        {
            if (sentence.IsHeading)
                continue;
            sentences++;
            (double score, double weight) = OfSentence(sentence.Text);
            if (weight == 0)
                continue;
            sum += score;
            strength += weight;
            deciding.Add((sentence.Text, Math.Clamp(score / 3, -1, 1)));
        }
        if (strength == 0)
            return new Mood(0, sentences == 0 ? 0 : 0.4, []);
        double overall = Math.Clamp(sum / (strength + 1.5), -1, 1);
        double confidence = Math.Clamp(0.45 + 0.4 * Math.Abs(sum) / strength * Math.Min(1, strength / 4), 0, 0.95);
        return new Mood(Math.Round(overall, 2), Math.Round(confidence, 2), [.. deciding.OrderByDescending(d => Math.Abs(d.Score)).Take(5)]);
    }

    /// <summary>The words of a text that have a value, the strongest and commonest first, with their value in their place: "great" after "not" counts against.</summary>
    public static IReadOnlyList<(string Word, double Value)> WordsOf(string text, int most)
    {
        var values = new Dictionary<string, double>();
        foreach (Sentence sentence in Sentences.Split(text))
        {
            if (!sentence.IsHeading)
                OfSentence(sentence.Text, values);
        }
        return [.. values.Where(v => v.Value != 0).OrderByDescending(v => Math.Abs(v.Value)).ThenBy(v => v.Key, StringComparer.Ordinal).Take(most).Select(v => (v.Key, Math.Round(v.Value, 2)))];
    }

    private static (double Score, double Weight) OfSentence(string sentence, Dictionary<string, double>? values = null)
    {
        string? negation = null;
        double score = 0, weight = 0, boost = 1;
        int negated = 0, afterBut = 0;
        foreach (Word word in Words.Of(sentence))
        {
            if (Negations.Contains(word.Lower) && !(word.Lower == "can" && !FollowedByApostrophe(sentence, word.End)))
            {
                negated = NegationReach + 1;
                negation = word.Lower;
                continue;
            }
            negated = Math.Max(0, negated - 1);
            if (Boosters.Contains(word.Lower))
            {
                boost = 1.5;
                continue;
            }
            if (word.Lower is "but" or "however" or "aber" or "jedoch" or "mais" or "cependant" or "pero")
            {
                // What comes after "but" is what is meant.
                score *= 0.5;
                afterBut = 1;
                negated = 0;
                continue;
            }
            if (!Values.TryGetValue(word.Lower, out int value))
            {
                boost = 1;
                continue;
            }
            double one = value * boost * (1 + 0.3 * afterBut);
            // "not great" is mildly bad, not the opposite of great; "no problem" is mildly good.
            score += negated > 0 ? -0.6 * one : one;
            if (values is not null)
            {
                string said = negated > 0 ? $"{(negation is "don" or "didn" or "isn" or "wasn" or "doesn" or "aren" or "weren" or "won" or "can" or "couldn" or "wouldn" or "shouldn" ? "not" : negation)} {word.Lower}" : word.Lower;
                values[said] = values.GetValueOrDefault(said) + (negated > 0 ? -0.6 * one : one);
            }
            weight += Math.Abs(one);
            boost = 1;
        }
        return (score, weight);
    }

    private static bool FollowedByApostrophe(string text, int at) => at < text.Length && text[at] is '\'' or '’';

    private static FrozenDictionary<string, int> Build(params (int Value, string Words)[] lists) => lists
        .SelectMany(l => l.Words.Split(' ').Select(w => (Word: w, l.Value)))
        .DistinctBy(p => p.Word)
        .ToFrozenDictionary(p => p.Word, p => p.Value);
}
