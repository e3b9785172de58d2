namespace Artisan.Core.Guardrails.Text;

/// <summary>
/// Characters that look like a Latin letter or stand for one, written as <c>source</c> followed by what it is read as. Chosen by hand from Unicode's
/// <c>confusables.txt</c> (UTS #39, Unicode licence v3) to what is met in attacks; letters that Unicode's compatibility forms already fold are left out.
/// </summary>
internal static class Confusables
{
    /// <summary>Words of one source character and the ASCII it is read as; upper case stands only where it reads otherwise than lower case.</summary>
    private const string Pairs =
        // Cyrillic
        "аa вb еe ёe кk мm нh оo пn рp сc тt уy хx іi їi јj ѕs ԁd ԛq ԝw һh ӏl гr ҝk ѵv ԍg ԋh ҽe ө0 "
        // Greek
        + "αa βb γy εe ζz ηn ιi κk μu νv οo ρp ςs σo τt υu χx ωw Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx Σe ϲc ϳj "
        // Armenian, Cherokee, Lisu
        + "օo ոn սu հh ցg զq յj Ꭺa Ᏼb Ꮯc Ꭰd Ꭼe Ꮐg Ꮋh Ꮖi Ꭻj Ꮶk Ꮮl Ꮇm Ꮲp Ꮢr Ꮪs Ꭲt Ꮩv Ꮃw Ꮓz Ꭵi Ꭹy "
        + "ꓐb ꓚc ꓓd ꓰe ꓝf ꓖg ꓧh ꓲi ꓙj ꓗk ꓡl ꓟm ꓠn ꓳo ꓑp ꓣr ꓢs ꓔt ꓴu ꓦv ꓪw ꓫx ꓬy ꓜz ꓮa "
        // Latin letters with strokes and hooks, small capitals, phonetic letters
        + "ıi łl øo đd ħh ŧt ŀl ĸk ŋn æae œoe ßss ðd þth ɑa ɐa ʙb ɓb ƀb ᴄc ƈc ɔo ɕc ᴅd ɗd ɖd ᴇe ɛe ǝe əe ɘe ɜe ꜰf ƒf ɡg ɢg ɠg ʛg ʜh ɦh ɧh ɪi ɩi ɨi ᴊj ɉj ʝj "
        + "ᴋk ƙk ʟl ɫl ɭl ᴍm ɱm ɴn ɲn ɳn ƞn ᴏo ɵo ᴘp ƥp ɋq ʠq ʀr ɹr ɽr ɾr ɼr ꜱs ʂs ʃs ƨs ᴛt ƭt ʈt ʇt ᴜu ʉu ʊu ᴠv ʋv ᴡw ʍw ʏy ƴy ɏy ɣy ᴢz ƶz ʐz ʑz ʒz ſs ƅb "
        // Signs
        + "℮e ∂d ∈e ∑e ⅼl ∣l ǀl ‐- ‑- ‒- –- —- −- ‘' ’' ‚' ‛' ′' “\" ”\" „\" «\" »\" 「\" 」\" 『\" 』\" 〝\" 〞\" ⁄/ ∕/ 。. 、, ،, ؛; ؟? ।. ⵑ!";

    private static readonly Dictionary<char, string> Table = Build();

    /// <summary>What a character is read as, or null where the table has nothing.</summary>
    public static string? Find(char character) => Table.GetValueOrDefault(character);

    private static Dictionary<char, string> Build()
    {
        var table = new Dictionary<char, string>();
        foreach (string pair in Pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            table[pair[0]] = pair[1..];
        return table;
    }
}
