using System.Collections.Frozen;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>Words that carry grammar rather than content.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> English = Set("""
        a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing don down
        during each few for from further had has have having he her here hers him his how i if in into is it its just let ll me more most my no nor not now of
        off on once only or other our ours out over own per re s same she should so some such t than that the their them then there these they this those through to
        too under until up us ve very was we were what when where which while who whom why will with would you your yours d m o shall may might must upon yet
        """);

    private static readonly FrozenSet<string> German = Set("""
        ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da damit dann das dass dein dem den denn der des dessen
        deshalb die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch euer für gegen habe haben hat hatte hatten
        hier hin ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist jede jeden jeder jedes jetzt kann kein keine können man mein meine mich mir mit möchte muss
        nach nicht noch nun nur ob oder ohne schon sehr sein seine seinem seinen sich sie sind so soll sowie über um und uns unser unsere unter vom von vor war waren warum was
        weil weiter welche welcher wenn wer werde werden wie wieder will wir wird wo wurde wurden zu zum zur zwischen bitte
        """);

    private static readonly FrozenSet<string> French = Set("""
        à ai au aucun aussi autre aux avec avez avoir avons c car ce cela ces cet cette chez comme d dans de des donc du elle elles en encore entre est et étaient était
        été être eu eux fait faire il ils j je l la le les leur leurs lui m ma mais me même mes moi mon n ne nos notre nous on ont ou où par pas peu peut plus pour pourquoi
        qu quand que quel quelle quelles quels qui s sa sans se sera ses si son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une vos votre vous y bien
        """);

    private static readonly FrozenSet<string> Spanish = Set("""
        a al algo algunas algunos ante antes así aunque cada como con contra cual cuando de del desde donde durante e el él ella ellas ellos en entre era eran es esa esas
        ese eso esos esta está están estas este esto estos fue fueron ha habían había han hasta hay la las le les lo los más me mi mis mucho muy nada ni no nos nosotros nuestra
        nuestro o os otra otro para pero poco por porque que qué quien quién se sea ser será si sí sin sobre son soy su sus también tanto te tengo tiene tienen todo todos tu tus
        un una unas uno unos usted ustedes y ya yo
        """);

    public static FrozenSet<string> Of(Language language) => language switch
    {
        Language.German => German,
        Language.French => French,
        Language.Spanish => Spanish,
        _ => English,
    };

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
