using System.Text.RegularExpressions;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>Turns of phrase that tell what a sentence does, in the four languages.</summary>
internal static partial class Cues
{
    public static bool IsQuestion(string sentence)
    {
        string end = sentence.TrimEnd('"', '”', '’', '\'', ')', ' ', '*');
        if (!end.EndsWith('?') && !end.EndsWith('？'))
            return false;
        // "Sounds good?" and "Right?" ask nothing that must be answered.
        return Words.Count(sentence) > 3 || Interrogative().IsMatch(sentence);
    }

    public static bool IsRequest(string sentence) => Request().IsMatch(sentence) && !Pleasantry().IsMatch(sentence);

    public static bool IsDecision(string sentence) => Decision().IsMatch(sentence) && !Undecided().IsMatch(sentence) && !sentence.TrimEnd().EndsWith('?');

    /// <summary>Whether it decides here and now, rather than telling of something that was decided.</summary>
    public static bool IsFirmDecision(string sentence) => IsDecision(sentence) && Firm().IsMatch(sentence);

    /// <summary>Whether it says what the writer is after.</summary>
    public static bool IsPurpose(string sentence) => Purpose().IsMatch(sentence) && !IsPleasantry(sentence);

    /// <summary>Whether it asks in the form of a statement ("let me know whether …").</summary>
    public static bool IsIndirectQuestion(string sentence) => Indirect().IsMatch(sentence) && !Deed().IsMatch(sentence);

    public static bool IsCommitment(string sentence) => Commitment().IsMatch(sentence) && !Pleasantry().IsMatch(sentence) && !Conditional().IsMatch(sentence) && !sentence.TrimEnd().EndsWith('?');

    public static bool IsConcern(string sentence) => Concern().IsMatch(sentence) && !NoConcern().IsMatch(sentence);

    public static bool IsPleasantry(string sentence) => Pleasantry().IsMatch(sentence) && Words.Count(sentence) < 16;

    public static bool IsUrgent(string text) => Urgent().IsMatch(text);

    public static bool IsConclusion(string sentence) => Conclusion().IsMatch(sentence);

    public static bool IsBuyingSignal(string sentence) => BuyingSignals(sentence) > 0;

    /// <summary>How many signs of interest a sentence holds.</summary>
    public static int BuyingSignals(string sentence) => NoConcern().IsMatch(sentence) ? 0 : Buying().Count(sentence);

    [GeneratedRegex(@"^\W*(who|what|when|where|which|why|how|can|could|would|will|do|does|did|is|are|have|has|should|may|wer|was|wann|wo|warum|wie|welche\w*|können|könnten|kann|gibt|haben|ist|sind|qui|que|quand|où|pourquoi|comment|quel\w*|est-ce|pouvez|avez|quién|qué|cuándo|dónde|cómo|cuál|puede\w*|tiene\w*|hay)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Interrogative();

    [GeneratedRegex(@"\b(please|could you|can you|would you|will you|kindly|let me know|let us know|send (me|us|over)|share (the|your|with)|we need (you|your|the|a|an|to (see|know|have|get))|I need (you|your|the|a|an)\b|I('d| would) like you to|make sure|bitte|könnten Sie|können Sie|kannst du|könntest du|geben Sie|schicken Sie|senden Sie|wir brauchen|wir benötigen|merci de|pourriez-vous|pouvez-vous|veuillez|s['’]il vous plaît|nous avons besoin|por favor|podría[sn]?|puedes|puede[n]? (enviar|confirmar)|necesitamos|envíen\w*)", RegexOptions.IgnoreCase)]
    private static partial Regex Request();

    [GeneratedRegex(@"\b(we|I|they|the (board|committee|team|management)|management|legal|finance|procurement|both sides|everyone|(?-i:\p{Lu})\p{L}+) (have |has |'ve )?(now |all |finally |also |formally |just )?(decided|agreed|approved|signed off|chosen|chose|confirmed|accepted|rejected|declined|settled on|opted)\b|\b(we('ll| will|'re going to| are going to|'re| are) (go(ing)?( ahead)? with|move forward with|proceed(ing)? with|choosing|using|sign(ing)?|take|accept|drop|postpone))|\blet['’]s (?!see\b|talk\b|discuss\b|wait\b|hope\b|say\b|not\b|look\b|think\b|be\b)\w+|(?<!(that|which|who) )\b(it is|it's|that's|is|are|was|has been|have been|been) (now )?(decided|agreed|approved|confirmed|settled|final|cancelled|postponed|signed)\b|\bgreen light\b|\b(decision|outcome)\s*:|\b(we have a deal|done deal|wir haben (.{1,60} )?(entschieden|beschlossen|geeinigt|vereinbart)|haben wir (beschlossen|entschieden|vereinbart)|(ist|sind|wurde|wurden) (genehmigt|freigegeben|beschlossen|bestätigt|vereinbart)|hat (.{1,60} )?(genehmigt|freigegeben|zugestimmt|entschieden|beschlossen)|einverstanden|wir nehmen|wir bestätigen|nous avons (finalement |donc )?(décidé|choisi|convenu|validé|accepté)|(est|a été|sont) (validée?s?|approuvée?s?|décidée?s?|confirmée?s?)|a (approuvé|validé|accepté)|c['’]est d['’]accord|nous confirmons|hemos (decidido|acordado|aprobado|elegido)|(está|queda|fue|ha sido) (aprobad|confirmad|decidid|acordad)[oa]s?|ha aprobado|de acuerdo con|confirmamos)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Decision();

    [GeneratedRegex(@"\b(we|I|wir|nous|hemos|let['’]s)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Firm();

    [GeneratedRegex(@"\b(would like to|want(s)? to|need(s)? to|looking (for|to)|interested in|I am writing|I'm writing|we are (planning|considering|evaluating)|we plan to|our goal|we lose|we (need|want)|wir (möchten|brauchen|benötigen|planen|suchen|wollen)|ich (möchte|schreibe)|nous (souhaitons|voulons|cherchons|aimerions|avons besoin)|je (souhaite|voudrais|vous écris)|(nos gustaría|queremos|necesitamos|buscamos|quisiera|me gustaría))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Purpose();

    [GeneratedRegex(@"\bplease (?!(let|tell|note|know|find|see|feel|advise|confirm|do not|don['’]t)\b)\w+", RegexOptions.IgnoreCase)]
    private static partial Regex Deed();

    [GeneratedRegex(@"\b(let (me|us) know (if|whether|when|who|what|which|how|where)|(asks?|asked|asking|wonder\w*|would like to know|want to know) (if|whether|when|who|what|which|how)|tell (me|us) (if|whether|when|who|what|which|how)|fragt|fragte|wüsste gern|demande si|pregunta si)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Indirect();

    [GeneratedRegex(@"\b(not (yet )?(been )?(decided|agreed|approved|confirmed|signed|final)|haven['’]t (decided|agreed|approved)|hasn['’]t (been )?(decided|approved|confirmed)|no decision|before (we|they) (decide|agree)|once (it|this|we|they|the)|if (it|this|we|they|the|you)|until .{0,30}(approved|confirmed|signed)|needs? to be (approved|confirmed|agreed|decided)|must be (approved|confirmed)|to be (approved|confirmed|decided)|noch nicht|kein Beschluss|pas encore|aún no|todavía no|would need)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Undecided();

    [GeneratedRegex(@"\b(I['’]ll|we['’]ll|I will|we will|I am going to|I'm going to|we are going to|we're going to|I can (send|do|have|get|prepare|share|set)|(?-i:\p{Lu})\p{L}+ (will|is going to|to|shall) (send|prepare|schedule|call|check|confirm|review|share|set|arrange|book|draft|update|provide|organi[sz]e|follow|get|talk|speak|write|forward|sign|deliver|invite|create|add|fix|collect|finali[sz]e|circulate|introduce|run|present|contact|complete|deploy|test|investigate|upload|ask)\w*|ich (werde|schicke|sende|kläre|melde|prüfe|bereite|kümmere|erstelle|leite|rufe|lasse)|wir (werden|schicken|senden|klären|melden|prüfen|bereiten|erstellen)|(?-i:\p{Lu})\p{L}+ (wird|schickt|sendet|klärt|prüft|erstellt|übernimmt|bereitet)|je (vais|vous envoie|t['’]envoie|m['’]occupe|prépare|vérifie|reviens)|nous (allons|enverrons|préparerons)|j['’]enverrai|voy a|vamos a|enviaré|enviaremos|te envío|le envío|me encargo|prepararé|confirmaré|revisaré)\b|^\W*(action|todo|to-do|next step|aufgabe|tâche|tarea)\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex Commitment();

    [GeneratedRegex(@"^(if|unless|wenn|falls|si)\b[^,]*$|\b(we will see|I will (be honest|admit|say)|will be (happy|glad)|I'll be honest|we'll see|will have to see)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Conditional();

    [GeneratedRegex(@"\b(concern(s|ed)?|worr(y|ied|ies)|problem|issue|risk|too (expensive|high|long|late|slow|complex)|expensive|blocker|blocking|cannot|can['’]t (accept|sign|agree)|won['’]t work|doesn['’]t work|not (happy|comfortable|convinced|acceptable)|disappoint\w*|delay(ed|s)?|objection|hesitant|hesitat\w+|pushback|deal[- ]?breaker|missing|frustrat\w+|unfortunately|lacks?|competitor|cheaper|over budget|Sorge|Bedenken|Problem|Risiko|zu (teuer|hoch|lang|spät)|leider|verzöger\w+|unzufrieden|fehlt|préoccup\w+|problème|risque|trop (cher|élevé|long|tard)|malheureusement|retard|inquiet\w*|preocup\w+|problema|riesgo|demasiado|caro|lamentablemente|retraso)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Concern();

    [GeneratedRegex(@"\b(no (problem|worries|concerns?|issues?|risk|longer)|not (a|an) (problem|issue|concern)|without (any )?(problem|issue|concern|delay)s?|kein(e)? (Problem|Sorge|Bedenken)|pas de problème|aucun problème|ningún problema|sin problema|not interested|no interest|no budget)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoConcern();

    [GeneratedRegex(@"\b(hope (you|this|all|everything)|thanks? (you )?for|thank you|thanks( again|!|,|\.|$)|looking forward|have a (great|nice|good)|let me know if you (have|need)|please (don['’]t|do not) hesitate|feel free|happy to help|nice (talking|meeting|speaking)|great (talking|meeting|speaking)|happy new year|best wishes|vielen dank|danke für|herzlichen dank|ich hoffe|ich freue mich|wir freuen uns|schönes wochenende|merci (pour|beaucoup|d['’]avance)|j['’]espère que|au plaisir|n['’]hésitez pas|gracias por|muchas gracias|espero que|quedo (atent|a la espera)|no dud[ea]s? en)", RegexOptions.IgnoreCase)]
    private static partial Regex Pleasantry();

    [GeneratedRegex(@"\b(urgent(ly)?|asap|as soon as possible|immediately|right away|critical|emergency|outage|down since|deadline|EOD|dringend|sofort|umgehend|eilig|immédiatement|au plus vite|dès que possible|urgente(mente)?|inmediatamente|cuanto antes|lo antes posible)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Urgent();

    [GeneratedRegex(@"\b(in (summary|short|conclusion|brief)|to sum up|overall|therefore|as a result|the (key|main|important) (point|thing|result|finding)|most importantly|we (found|conclude|recommend|propose)|result(s|ed)?|insgesamt|zusammenfassend|daher|deshalb|wichtig|Ergebnis|fazit|en résumé|en conclusion|donc|important|en resumen|en conclusión|por lo tanto|importante)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Conclusion();

    [GeneratedRegex(@"\b(budget (is |has been )?(approved|confirmed|allocated|available)|approved budget|ready to (buy|sign|start|move)|want(s)? to (buy|purchase|sign|start|move forward)|send (me|us)? ?(the |a )?(contract|quote|proposal|order form|pricing|offer)|pricing|quote|proposal|contract|demo|trial|pilot|timeline|decision[- ]?maker|purchase order|procurement|sign(ed)? (the|a)|interested in|evaluat\w+|shortlist\w*|renew(al)?|expand\w*|upgrade|downloaded|visited|opened|Angebot|Vertrag|Testphase|Budget|interessiert|Bestellung|devis|contrat|essai|intéressée?|presupuesto|contrato|prueba|interesad[oa]s?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Buying();
}
