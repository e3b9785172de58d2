using Artisan.Core.Guardrails.Pii.Lexicons;
using Artisan.Core.Guardrails.Pii.Names;

namespace Artisan.Core.Guardrails.Pii.Text;

/// <summary>
/// Which scanners have to look at a token. The tokeniser notes it while it has the word at hand, a byte a token, so that a scanner passes over a row of words at
/// once that say nothing to it. A token may be marked that a scanner then leaves alone, but none is unmarked that it would not.
/// </summary>
[Flags]
internal enum Interest : ushort
{
    None = 0,
    /// <summary>Something that is written in one form may begin here.</summary>
    Structured = 1 << 0,
    /// <summary>An address may begin here.</summary>
    Address = 1 << 1,
    /// <summary>A name may begin here.</summary>
    Name = 1 << 2,
    /// <summary>The main word of a job title.</summary>
    Job = 1 << 3,
    /// <summary>More words may follow and make a phrase.</summary>
    Phrase = 1 << 4,
    /// <summary>A name may begin here if it is introduced.</summary>
    NameIfIntroduced = 1 << 5,
    /// <summary>A name may begin here if the case tells nothing.</summary>
    NameWithoutCase = 1 << 6,
    /// <summary>An address may begin here if the case tells nothing.</summary>
    AddressWithoutCase = 1 << 7,
    /// <summary>The word may introduce a name: of the lexicons only, no part of a token's byte.</summary>
    NameLead = 1 << 8,
}

/// <summary>What the lexicons' flags say about <see cref="Interest"/>; asked once for each word of the lexicons.</summary>
internal static class Interests
{
    /// <summary>Words that may begin something that is written in one form.</summary>
    public const WordFlags Telling = WordFlags.Month | WordFlags.Weekday | WordFlags.ContextSecret;

    /// <summary>Of a word with these flags.</summary>
    public static Interest Of(WordFlags flags)
    {
        var token = new Token { Kind = TokenKind.Word, Shape = Shape.Lower, CaseTellsNothing = true, Flags = flags };
        return If((flags & Telling) != 0, Interest.Structured)
            | If((flags & WordFlags.StreetBefore) != 0, Interest.Address)
            | If((flags & WordFlags.Job) != 0, Interest.Job)
            | If((flags & WordFlags.PhraseStart) != 0, Interest.Phrase)
            | If((flags & WordFlags.NameLead) != 0, Interest.NameLead)
            | If(PersonRules.IsWorthAsking(token), Interest.NameIfIntroduced)
            | If(NameScanner.MayBeName(token), Interest.NameWithoutCase)
            | If(!AddressScanner.IsPlain(token), Interest.AddressWithoutCase);
    }

    private static Interest If(bool condition, Interest interest) => condition ? interest : Interest.None;
}
