using System.Collections.Frozen;

namespace Artisan.Core.Gateway.Caching.Meaning;

/// <summary>What may differ between two prompts that mean the same. Everything that is not listed here must be the same, to the letter and in order.</summary>
internal static class PromptLexicon
{
    /// <summary>Beginnings that only wrap a request, the longest first; the verb or question behind them stays.</summary>
    public static readonly string[][] RequestLeads = Phrases("""
        i would like you to|i'd like you to|i want you to|i need you to|can you please|could you please|would you please|will you please|can you|could you|would you|will you
        """);

    /// <summary>Beginnings that only wrap a question; the question word behind them stays.</summary>
    public static readonly string[][] QuestionLeads = Phrases("""
        can you please tell me|could you please tell me|can you tell me|could you tell me|would you tell me|please tell me|i would like to know|i'd like to know|i want to know|do you know|tell me
        """);

    /// <summary>Courtesies at the beginning.</summary>
    public static readonly string[][] Courtesies = Phrases("please|kindly|bitte|s'il vous plaît|s'il te plaît|por favor|per favore|alstublieft");

    /// <summary>Courtesies at the end.</summary>
    public static readonly string[][] LastCourtesies = Phrases("please|bitte|s'il vous plaît|s'il te plaît|por favor|per favore|alstublieft");

    /// <summary>Thanks after the end of the request, behind a mark.</summary>
    public static readonly string[][] Thanks = Phrases("thank you very much|thank you so much|many thanks|thank you|thanks a lot|thanks|vielen dank|danke|merci beaucoup|merci|muchas gracias|gracias|grazie");

    /// <summary>Greetings at the beginning, before a mark.</summary>
    public static readonly string[][] Greetings = Phrases("hi there|hi|hello there|hello|hey|good morning|good afternoon|hallo|guten tag|guten morgen|bonjour|salut|hola|buenos días|ciao");

    /// <summary>Task phrases at the beginning that say the same, each group by its first.</summary>
    public static readonly (string[] Phrase, string[] Same)[] Tasks = Groups("""
        summarise|give me a summary of|give a summary of|write a summary of|write me a summary of|provide a summary of|provide me with a summary of|sum up
        list|give me a list of|give a list of|make a list of|make me a list of|provide a list of|provide me with a list of|enumerate
        write|write me|compose
        show|show me
        give|give me
        create|create me|generate
        rephrase|reword
        suggest|suggest me
        """);

    /// <summary>Spellings of one word, and words with one sense, each by the first.</summary>
    public static readonly FrozenDictionary<string, string> Spellings = ByFirst("""
        summarise summarize|summarising summarizing|analyse analyze|analysing analyzing|organise organize|organisation organization|organisations organizations|prioritise prioritize|optimise optimize|optimising optimizing
        recognise recognize|categorise categorize|personalise personalize|personalised personalized|emphasise emphasize|customise customize|minimise minimize|maximise maximize|apologise apologize|finalise finalize
        colour color|colours colors|favourite favorite|behaviour behavior|honour honor|neighbour neighbor|labour labor|centre center|theatre theater|catalogue catalog|dialogue dialog|programme program|grey gray
        cancelled canceled|cancelling canceling|travelling traveling|labelled labeled|modelling modeling|fulfil fulfill|enrol enroll|defence defense|offence offense
        email e-mail|emails e-mails|phone telephone|info information|photo photograph|photos photographs|approximately roughly|frequently often|e.g eg|ok okay
        """);

    /// <summary>Verbs that a wrapped request begins with; behind other words "can you" asks what the listener can do.</summary>
    public static readonly FrozenSet<string> TaskVerbs = Set("""
        summarise summarize analyse analyze explain list enumerate write compose draft create generate give show describe compare rewrite rephrase reword shorten suggest outline calculate find translate
        review check provide make sum classify extract recommend prepare help prioritise prioritize
        """);

    /// <summary>Words that begin questions.</summary>
    public static readonly FrozenSet<string> QuestionWords = Set("""
        what who whom whose when where why which how was wer wen wem wann wo warum wie welche welcher welches wieso quel quelle quels quelles que qui quand comment pourquoi où combien
        qué quién cuál cuáles cuándo dónde cómo cuánto cuántos cuántas
        """);

    /// <summary>Verbs that begin questions.</summary>
    public static readonly FrozenSet<string> Auxiliaries = Set("is are was were am does did can could will would should has had may must shall might");

    /// <summary>Words whose capital at the beginning says nothing.</summary>
    public static readonly FrozenSet<string> Common = [.. TaskVerbs, .. QuestionWords, .. Auxiliaries, .. Set("""
        a an the this that these those i we you he she it they my our your his her its their do have there if in on at for from with without by as of to and or not no all every each any some
        tell please kindly give hi hello hey good thanks thank sum let let's don't didn't doesn't isn't aren't can't won't what's who's where's how's when's i'd i'm
        bitte fasse schreibe schreib erkläre liste nenne gib zeige erstelle vergleiche ist sind hat haben kann können darf muss soll der die das ein eine ich wir
        résume résumez explique expliquez écris écrivez donne donnez liste compare le la les un une est sont je nous quels
        resume resuma explica explique escribe escriba dame enumera compara el los las una es son
        hallo guten danke vielen bonjour salut merci hola gracias
        """)];

    /// <summary>Words after which a prompt speaks of words rather than with them: then only courtesies may differ.</summary>
    public static readonly FrozenSet<string> OfWords = AnyCase("""
        translate translates translation word words phrase say says said spell spells spelling spelled mean means meaning synonym synonyms antonym antonyms pronounce pronunciation rhyme rhymes define definition
        letter letters count character characters syllable syllables grammar grammatical correct proofread rewrite rephrase reword paraphrase term terms difference differences versus vs quote quotes
        regex regexp code string strings british american contraction contractions spelt adverb verb noun
        """);

    /// <summary>Words that tell English.</summary>
    public static readonly FrozenSet<string> English = AnyCase("""
        the what how which who when where why of our your this these with and please write give tell show should does are is can could would for summarise summarize explain list about my we you they me i to from
        """);

    /// <summary>Words of other languages that look like English letters.</summary>
    public static readonly FrozenSet<string> Foreign = AnyCase("di che per il la le les des du het een van voor och för jag não para uma el los las das und der ist nicht wie une est dans por con del gli nel een de det som på är");

    /// <summary>Contracted words and what they stand for.</summary>
    public static readonly FrozenDictionary<string, string[]> Contractions = """
        can't can not|cannot can not|won't will not|shan't shall not|don't do not|doesn't does not|didn't did not|isn't is not|aren't are not
        wasn't was not|weren't were not|hasn't has not|haven't have not|hadn't had not|shouldn't should not|wouldn't would not|couldn't could not|mustn't must not
        what's what is|who's who is|where's where is|how's how is|when's when is|that's that is|there's there is|i'm I am|we're we are
        they're they are|you're you are|i've I have|we've we have|i'll I will|we'll we will
        """.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(Words).ToFrozenDictionary(w => w[0], w => w[1..]);

    /// <summary>Words that begin an adjunct which may stand first or last.</summary>
    public static readonly FrozenSet<string> Prepositions = Set("in for as by with within during on at before after using");

    /// <summary>The contracted words alone, in any case.</summary>
    public static readonly FrozenSet<string> Contracted = Contractions.Keys.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static FrozenSet<string> AnyCase(string words) => Set(words).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static FrozenSet<string> Set(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static string[] Words(string phrase) => phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string[][] Phrases(string text) => [.. text.Split('|').Select(Words).OrderByDescending(p => p.Length)];

    private static (string[], string[])[] Groups(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|').Select(Words).ToArray()).SelectMany(group => group.Skip(1).Select(other => (other, group[0]))).OrderByDescending(p => p.other.Length)];

    private static FrozenDictionary<string, string> ByFirst(string text) =>
        text.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(Words).Where(g => g.Length > 1).SelectMany(g => g.Skip(1).Select(other => KeyValuePair.Create(other, g[0]))).ToFrozenDictionary();
}
