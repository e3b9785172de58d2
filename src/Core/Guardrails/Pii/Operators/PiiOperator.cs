namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>What is done with personal data. Settings and JSON name them redact, mask, replace, hash and token.</summary>
public enum PiiOperator
{
    /// <summary>The type in brackets: <c>[EMAIL_ADDRESS]</c>.</summary>
    Redact,
    /// <summary>Asterisks; numbers keep their last four characters, e-mail addresses their first letter and domain.</summary>
    Mask,
    /// <summary>A number for each value, the same for the same value in one request: <c>&lt;PERSON_1&gt;</c>.</summary>
    Replace,
    /// <summary>A keyed hash, the same for the same value of a tenant for ever: <c>&lt;PERSON:9f86d081884c7d65&gt;</c>.</summary>
    Hash,
    /// <summary>A keyed token whose value a vault keeps: <c>&lt;PERSON:tok_…&gt;</c>.</summary>
    Tokenize,
}

/// <summary>The stable names of <see cref="PiiOperator"/>.</summary>
public static class PiiOperators
{
    private static readonly string[] s_names = ["redact", "mask", "replace", "hash", "token"];

    /// <summary>The stable name.</summary>
    public static string NameOf(PiiOperator value) => s_names[(int)value];

    /// <summary>The operator of this name, without regard to case.</summary>
    public static bool TryParse(string name, out PiiOperator value)
    {
        int place = Array.FindIndex(s_names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        value = (PiiOperator)Math.Max(place, 0);
        return place >= 0;
    }
}
