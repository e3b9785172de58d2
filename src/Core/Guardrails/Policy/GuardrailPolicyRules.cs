using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Kernel;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>Says what is wrong with a policy, field by field.</summary>
public static class GuardrailPolicyRules
{
    private const int MostAllowed = 1000, LongestAllowed = 2000;

    /// <summary>Checks.</summary>
    /// <exception cref="ArtisanException">With every wrong field.</exception>
    public static void Check(GuardrailPolicy policy)
    {
        var faults = new Dictionary<string, string[]>();
        Complete(policy);
        PersonalDataPolicy pii = policy.Pii;
        Types("pii.entity_types", pii.EntityTypes);
        Types("pii.requests.entity_types", pii.Requests.EntityTypes);
        Types("pii.interactions.entity_types", pii.Interactions.EntityTypes);
        Types("pii.records.entity_types", pii.Records.EntityTypes);
        Types("pii.thresholds", pii.Thresholds.Keys);
        Types("pii.operators", pii.Operators.Keys);
        Types("pii.allowed", pii.Allowed.Keys);
        Share("pii.confidence_threshold", pii.ConfidenceThreshold);
        foreach ((string type, double score) in pii.Thresholds)
            Share($"pii.thresholds.{type}", score);
        Operator("pii.operator", pii.Operator);
        foreach ((string type, string name) in pii.Operators)
            Operator($"pii.operators.{type}", name);
        foreach ((string type, IReadOnlyList<string> values) in pii.Allowed)
            Passages($"pii.allowed.{type}", values);
        Detector("pii", pii.Detector, pii.DetectorUrl, "presidio");
        InjectionPolicy injection = policy.Injection;
        Share("injection.flag_from", injection.FlagFrom);
        Share("injection.block_from", injection.BlockFrom);
        if (injection.FlagFrom > injection.BlockFrom && injection is { FlagFrom: <= 1, BlockFrom: >= 0 })
            faults["injection.flag_from"] = ["A text is flagged before it counts as an attack: flag_from must not be above block_from."];
        Passages("injection.allowed", injection.Allowed);
        Detector("injection", injection.Detector, injection.DetectorUrl, "prompt-shield");
        if (policy.Output.SystemPromptLeak == GuardAction.Sanitise)
            faults["output.system_prompt_leak"] = ["A leaked prompt cannot be taken out of an answer. Use off, flag or block."];
        Passages("output.allowed_hosts", policy.Output.AllowedHosts);
        foreach (string host in policy.Output.AllowedHosts)
        {
            if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
                faults["output.allowed_hosts"] = [$"'{host}' is no host name. Give names such as example.com, without https:// or a path."];
        }
        if (policy.AlertPerHour is < 0 or > 1_000_000)
            faults["alert_per_hour"] = ["From 0 (never) to 1,000,000."];
        if (faults.Count > 0)
            throw new ArtisanException(ErrorCode.InvalidInput, $"The policy was not saved: {faults.Values.First()[0]}") { Field = faults.Keys.First(), Faults = faults };

        void Types(string field, IEnumerable<string>? names)
        {
            string[] wrong = [.. (names ?? []).Where(n => n is null || !PiiTypes.TryParse(n, out _))];
            if (wrong.Length > 0)
                faults[field] = [$"There is no type {string.Join(", ", wrong.Take(3))}. Use {string.Join(", ", PiiTypes.All.Select(PiiTypes.NameOf))}."];
        }

        void Share(string field, double value)
        {
            if (value is not (>= 0 and <= 1))
                faults[field] = ["A score lies between 0 and 1."];
        }

        void Operator(string field, string name)
        {
            if (!PiiOperators.TryParse(name, out _))
                faults[field] = [$"There is no operator '{name}'. Use redact, mask, replace, hash or token."];
        }

        void Passages(string field, IReadOnlyList<string> values)
        {
            if (values.Count > MostAllowed)
                faults[field] = [$"At most {MostAllowed:N0} entries."];
            else if (values.Any(v => string.IsNullOrWhiteSpace(v) || v.Length > LongestAllowed))
                faults[field] = [$"Every entry has 1 to {LongestAllowed:N0} characters."];
        }

        void Detector(string part, string name, string? url, string service)
        {
            if (name != "local" && name != service)
                faults[$"{part}.detector"] = [$"There is no detector '{name}'. Use local or {service}."];
            else if (name == service && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"))
                faults[$"{part}.detector_url"] = [$"Give the address of the {service} service, for instance https://{service}.example.com."];
        }
    }

    // JSON can say null where there must be something; absent is what takes the default.
    private static void Complete(GuardrailPolicy policy)
    {
        Demand(("pii", policy.Pii), ("injection", policy.Injection), ("output", policy.Output));
        PersonalDataPolicy pii = policy.Pii;
        Demand(("pii.requests", pii.Requests), ("pii.interactions", pii.Interactions), ("pii.records", pii.Records), ("pii.thresholds", pii.Thresholds), ("pii.operators", pii.Operators), ("pii.allowed", pii.Allowed));
        Demand(("injection.allowed", policy.Injection.Allowed), ("output.allowed_hosts", policy.Output.AllowedHosts));
        Demand([.. pii.Allowed.Select(a => ($"pii.allowed.{a.Key}", (object?)a.Value))]);

        static void Demand(params ReadOnlySpan<(string Field, object? Value)> parts)
        {
            foreach ((string field, object? value) in parts)
            {
                if (value is null)
                    throw ArtisanException.Invalid(field, $"`{field}` is null. Leave it out for the default.");
            }
        }
    }
}
