using System.Collections.Frozen;

namespace Artisan.Core.Gateway.Local.Text;

/// <summary>Words of the field that mean the same; a question and its answer often choose different ones.</summary>
internal static class Synonyms
{
    private static readonly string[][] Groups =
    [
        ["refund", "refundable", "refunds", "money", "reimburse", "reimbursement"], ["cancel", "cancellation", "terminate", "termination", "notice"], ["price", "cost", "costs", "fee", "pricing", "rate"],
        ["discount", "off", "rebate", "reduction"], ["call", "phone", "telephone", "ring"], ["email", "mail", "message"], ["buy", "purchase", "order"], ["customer", "client"], ["employee", "staff", "people", "headcount"],
        ["begin", "start", "commence", "kickoff"], ["decision", "decide", "decides", "board", "approval", "approve"], ["end", "ends", "expire", "expires", "expiry"], ["boss", "manager", "supervisor"], ["meeting", "appointment", "demo", "call"], ["contract", "agreement"], ["kept", "stored", "retention", "retained"],
        ["licence", "license", "licences", "licenses", "seat", "seats"], ["delay", "late", "delayed"], ["problem", "issue", "trouble"], ["fast", "quick", "speed"], ["help", "support"], ["deadline", "due", "until"],
        ["live", "based", "located", "location", "address"], ["job", "role", "position", "title"], ["company", "firm", "employer", "organisation", "organization"],
        ["kündigen", "kündigung", "kündigungsfrist"], ["preis", "kosten", "kostet"], ["rabatt", "nachlass"], ["vertrag", "vereinbarung"], ["beginn", "start", "anfang"],
    ];

    private static readonly FrozenDictionary<string, string[]> ByWord = Groups
        .SelectMany(group => group.Select(word => (Word: word, Others: group.Where(g => g != word))))
        .GroupBy(p => p.Word)
        .ToFrozenDictionary(g => g.Key, g => g.SelectMany(p => p.Others).Distinct().ToArray());

    public static IReadOnlyList<string> Of(string lower) => ByWord.TryGetValue(lower, out string[]? others) ? others : [];
}
