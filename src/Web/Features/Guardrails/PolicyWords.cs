using System.Globalization;
using Artisan.Core.Guardrails.Policy;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Guardrails;

/// <summary>Guardrails in words.</summary>
public static class PolicyWords
{
    /// <summary>What can stand in place of personal data.</summary>
    public static readonly IReadOnlyList<(string Value, string Words)> Operators =
        [("replace", "A placeholder: <EMAIL_ADDRESS_1>"), ("redact", "Its type: [EMAIL_ADDRESS]"), ("mask", "Asterisks, the last four kept"), ("hash", "A keyed hash"), ("token", "A token that compliance can reveal")];

    /// <summary>An action.</summary>
    public static string Action(string name) => name switch
    {
        "Off" => "Do not look",
        "Flag" => "Let it through and note it",
        "Sanitise" => "Take it out",
        "Replace" => "Replace it with placeholders",
        "Block" => "Refuse",
        _ => StateWords.Words(name),
    };

    /// <summary>A type of personal data, with what is no acronym in small letters.</summary>
    public static string Type(string name) => name switch
    {
        "US_SSN" => "US social security number",
        "US_DRIVER_LICENSE" => "Driver's licence",
        "IBAN_CODE" => "IBAN",
        "IP_ADDRESS" => "IP address",
        "MAC_ADDRESS" => "MAC address",
        "URL" => "Web address",
        "URL_WITH_CREDENTIALS" => "Web address with password",
        "NRP" => "Nationality, religion, politics",
        "ZIP_CODE" => "Postcode",
        "NATIONAL_ID" => "National identity number",
        "CRYPTO" => "Crypto wallet",
        "SECRET" => "Key, password or token",
        _ => StateWords.Words(name.ToLowerInvariant()),
    };

    /// <summary>A table of texts, as people know what is in it.</summary>
    public static string Store(string table) => table switch
    {
        "ai_requests" => "AI requests: traces and errors",
        "ai_request_contents" => "Prompts and answers",
        "job_runs" => "Jobs",
        _ => StateWords.Words(table.StartsWith("crm_", StringComparison.Ordinal) ? table[4..] : table),
    };

    /// <summary>What differs between two policies.</summary>
    public static IReadOnlyList<DiffLine> Diff(GuardrailPolicy before, GuardrailPolicy after) => DiffLine.Between(Lines(before), Lines(after));

    private static Dictionary<string, string?> Lines(GuardrailPolicy policy) => new()
    {
        ["Injection typed by the caller"] = Action(policy.Injection.User.ToString()),
        ["Injection in retrieved text"] = Action(policy.Injection.Retrieved.ToString()),
        ["Injection in system prompts and tools"] = Action(policy.Injection.Program.ToString()),
        ["Flagged from"] = Number(policy.Injection.FlagFrom),
        ["An attack from"] = Number(policy.Injection.BlockFrom),
        ["Alert above"] = policy.AlertPerHour == 0 ? "never" : $"{policy.AlertPerHour.ToString(CultureInfo.InvariantCulture)} an hour",
        ["Passages that do not count"] = List(policy.Injection.Allowed),
        ["Types kept out"] = List([.. (policy.Pii.EntityTypes ?? PersonalDataPolicy.DefaultTypes).Select(Type)]),
        ["Found from"] = Number(policy.Pii.ConfidenceThreshold),
        ["In its place"] = Operators.FirstOrDefault(o => o.Value == policy.Pii.Operator).Words,
        ["Prompts and answers"] = Kept(policy.Pii, policy.Pii.Requests),
        ["Notes, e-mails, calls"] = Kept(policy.Pii, policy.Pii.Interactions),
        ["Own fields of records"] = Kept(policy.Pii, policy.Pii.Records),
        ["Personal data to a model"] = Action(policy.Pii.ToModels.ToString()),
        ["Personal data in answers"] = Action(policy.Pii.ToCallers.ToString()),
        ["Values that are not personal"] = List([.. policy.Pii.Allowed.SelectMany(a => a.Value.Select(v => $"{v} ({Type(a.Key)})"))]),
        ["Leaked system prompt"] = Action(policy.Output.SystemPromptLeak.ToString()),
        ["Secrets in answers"] = Action(policy.Output.Secrets.ToString()),
        ["Unsafe links"] = Action(policy.Output.UnsafeLinks.ToString()),
        ["Safe hosts"] = List(policy.Output.AllowedHosts),
        ["Personal data found by"] = policy.Pii.DetectorUrl is { } pii ? $"{policy.Pii.Detector} at {pii}" : "Artisan's engine",
        ["Injection recognised by"] = policy.Injection.DetectorUrl is { } injection ? $"{policy.Injection.Detector} at {injection}" : policy.Injection.SecondReading ? "Artisan's engine, with a second reading" : "Artisan's engine",
    };

    private static string Kept(PersonalDataPolicy pii, PlacePolicy place) => pii.RedactionEnabled && place.Enabled ? "personal data is taken out" : "kept as it is";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    // All of them: of a list that is cut, a change behind the cut would not show.
    private static string List(IReadOnlyList<string> values) => values.Count == 0 ? "none" : string.Join(", ", values);
}
