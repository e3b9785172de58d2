using Artisan.Core.Compliance.Retention;
using Artisan.Web.Features.Guardrails;

namespace Artisan.Web.Features.Compliance;

/// <summary>Personal data and retention in words.</summary>
public static class ComplianceWords
{
    /// <summary>A place where personal data was found.</summary>
    public static string Place(string place) => place switch
    {
        "to_models" => "Prompts on their way to models",
        "to_callers" => "Answers on their way to callers",
        "logs" => "Log lines",
        "memories" => "Memories",
        "security_events" => "Excerpts of the security log",
        "lead_import_errors" => "Imports",
        "leads" => "Free text of leads",
        _ => PolicyWords.Store(place),
    };

    /// <summary>What was done with it.</summary>
    public static string Done(string action) => action switch
    {
        "replace" => "replaced",
        "redact" => "taken out",
        "mask" => "masked",
        "hash" => "hashed",
        "token" => "tokenised",
        "keep" => "left as it was",
        "block" => "refused",
        _ => action,
    };

    /// <summary>Where the single cases are listed; null where they are not.</summary>
    public static string? Cases(string place, string range) => place switch
    {
        "to_models" => $"/guardrails?kind=personal_data_to_model&range={range}",
        "to_callers" => $"/guardrails?kind=personal_data_in_answer&range={range}",
        "security_events" => $"/guardrails?range={range}",
        "ai_request_contents" or "ai_requests" => $"/requests?range={range}",
        "memories" => "/memory",
        _ => null,
    };

    /// <summary>Who says how long something is kept, and where it is set.</summary>
    public static (string Words, string? Href) Origin(RetentionOrigin origin) => origin switch
    {
        RetentionOrigin.Setting => ("Setting of the organisation", "/settings?tab=configuration"),
        RetentionOrigin.MemoryPolicy => ("Policy on memory", "/compliance-center?tab=governance"),
        RetentionOrigin.AuditPolicy => ("Retention of the audit", "/compliance-center?tab=governance#audit-retention"),
        RetentionOrigin.Cache => ("Use cases and workspaces", "/admin/ai-control?tab=cache"),
        RetentionOrigin.Nobody => ("Nobody limits it", null),
        _ => ("Fixed", null),
    };

    /// <summary>A row's share of the darkest colour of a table that shows amounts by colour, 0 to 5.</summary>
    public static int Heat(long count, long most) => count == 0 || most == 0 ? 0 : 1 + (int)Math.Min(4, Math.Floor(5 * Math.Log(1 + count) / Math.Log(1 + most) - 0.0001));
}
