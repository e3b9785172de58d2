using FsCheck;
using FsCheck.Fluent;

namespace Artisan.Core.Tests.Guardrails.Pii;

/// <summary>Makes texts: sentences with personal data, pieces of it, and noise.</summary>
internal static class PiiTexts
{
    private static readonly string[] s_sentences =
    [
        "My name is Grace Hopper and I live at 221B Baker Street, London. ", "Write to ada@example.com or call +49 30 901820 today. ", "the card 4111 1111 1111 1111 is lost. ", "Nothing to see here, it is a plain sentence. ", "Pay to DE89 3704 0044 0532 0130 00, please.\n",
        "She was born on 2/19/1988 in Norway. ", "password: hunter2!x\n", "The Smith Ltd. office is at 12 rue de la Paix, 75002 Paris.\n\n", "ssn 536-90-4399 ", "Kovalev, Lee and Phillips founded it. ", "my name is yulan and i moved from azerbaijan. ", "Server 192.168.1.10 answers at 17:45. ", "See https://example.com/a?b=c for more. ",
        "Dr. Brenda Ferrari, the systems analyst, said so. ", "We meet on Thursday at 5 pm. ", "Er wohnt in der Hauptstraße 12, 10115 Berlin. ", "They have been working on the report for a long time now. ",
    ];

    private static readonly string[] s_noise = ["@", ".", ":", "[", "]", "<", ">", "*", "****", "1", "12", "2024", "-", "/", " ", "\n", "\n\n", "a", "Mark", "May", "street", "van", "x", "é", "🙂", "\ud83d", "\u200b", "http://", "password=", "[PERSON]", "<PERSON_1>", "<PHONE_NUMBER:tok_abc>", "sk-", "(", ")", "+", "'", "\"", ",", "&", "Inc", "Dr", "0x", "AND", "of", "the"];

    /// <summary>Text as people write it, with personal data.</summary>
    public static Gen<string> Sentences { get; } = Gen.Elements(s_sentences).ListOf().Select(static s => string.Concat(s));

    /// <summary>Anything at all.</summary>
    public static Gen<string> Any { get; } = Gen.OneOf(
        Gen.Elements(s_noise).ListOf().Select(static s => string.Concat(s)),
        Gen.Elements([.. s_noise, .. s_sentences]).ListOf().Select(static s => string.Concat(s)),
        Gen.Elements(s_sentences).SelectMany(static s => Gen.Choose(0, s.Length).SelectMany(from => Gen.Choose(from, s.Length).Select(to => s[from..to]))).ListOf().Select(static s => string.Concat(s)));
}
