using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Kernel;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Crm;

/// <summary>The CRM's terms as people read and choose them.</summary>
public static class CrmWords
{
    /// <summary>The stages, in their order.</summary>
    public static readonly IReadOnlyList<FilterOption> Stages = [.. Enum.GetValues<LeadStage>().Select(s => new FilterOption(s.ToString().ToLowerInvariant(), StateWords.Words(s.ToString()), StateWords.Of(s.ToString()).Icon))];

    /// <summary>The grades with their limits.</summary>
    public static readonly IReadOnlyList<FilterOption> Grades = [new("A", "A, 80 and more"), new("B", "B, 60 to 79"), new("C", "C, 40 to 59"), new("D", "D, 20 to 39"), new("F", "F, below 20")];

    /// <summary>How far the campaign's leads became customers, 0 to 1; null without leads.</summary>
    public static double? Conversion(CampaignRow campaign) => campaign.Leads == 0 ? null : campaign.Won / (double)campaign.Leads;

    /// <summary>The kind of an interaction or event (snake_case or an enum's text) in words.</summary>
    public static string Kind(string kind) => StateWords.Words(kind);

    /// <summary>A symbol for an entry of a timeline, by its kind (snake_case).</summary>
    public static string Icon(string kind) => kind switch
    {
        "email_sent" => "send",
        "email_opened" or "email_clicked" or "email_replied" or "email_bounced" or "drafted" => "mail",
        "unsubscribed" => "ban",
        "call" => "phone",
        "meeting" => "users",
        "demo" => "monitor",
        "web_visit" => "globe",
        "pricing_visit" => "dollar-sign",
        "download" => "download",
        "form_submitted" => "file-text",
        "event_attended" => "calendar",
        "proposal_sent" => "receipt",
        "created" => "user-plus",
        "imported" => "file-up",
        "changed" => "pencil",
        "merged" => "git-branch",
        "scored" => "target",
        "task" => "list-checks",
        "assisted" => "sparkles",
        _ => "message-square",
    };

    /// <summary>The value of an own field as people read it; null where there is none.</summary>
    public static string? Own(string customJson, CustomFieldInfo field)
    {
        using JsonDocument values = JsonDocument.Parse(customJson);
        return values.RootElement.ValueKind == JsonValueKind.Object && values.RootElement.TryGetProperty(field.Key, out JsonElement value) ? value.ValueKind switch
        {
            JsonValueKind.True => "Yes",
            JsonValueKind.False => "No",
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        } : null;
    }

    /// <summary>Whether something was due before now.</summary>
    public static bool IsOverdue(DateTimeOffset? due, DateTimeOffset now) => due < now;

    /// <summary>The end of the working day (17:00) of a date in a zone, as people mean "due on Friday".</summary>
    /// <returns>UTC; null for no date.</returns>
    public static DateTimeOffset? DueOn(DateOnly? day, TimeZoneInfo zone)
    {
        if (day is not { } date)
            return null;
        var local = date.ToDateTime(new TimeOnly(17, 0));
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>Names of the facts that events tell of.</summary>
    public static string Fact(string name) => name switch
    {
        "owner_id" or "owner" => "Owner",
        "account_id" or "account" => "Account",
        "custom" => "Own fields",
        "email" => "E-mail",
        _ => StateWords.Words(name),
    };

    /// <summary>Whether a refusal tells that somebody else has saved meanwhile.</summary>
    public static bool IsStale(FormState form) => form is { Code: ErrorCode.Conflict, Fault: not null };
}
