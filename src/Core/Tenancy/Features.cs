namespace Artisan.Core.Tenancy;

/// <summary>Functions of the product that tenants switch on and off.</summary>
public static class Features
{
    /// <summary>Plain protocol calls at <c>/v1</c>.</summary>
    public const string Gateway = "gateway";
    /// <summary>Keeping prompts and answers with the request's figures.</summary>
    public const string RequestContent = "request_content";
    /// <summary>Calling models outside the catalogue by <c>provider/name</c>.</summary>
    public const string OpenCatalogue = "open_catalogue";

    /// <summary>A feature for the console.</summary>
    /// <param name="Name">Stable name.</param>
    /// <param name="Title">For people.</param>
    /// <param name="Description">What is lost when it is off.</param>
    /// <param name="Default">Whether it is on by default.</param>
    public sealed record Feature(string Name, string Title, string Description, bool Default);

    /// <summary>All features.</summary>
    public static readonly IReadOnlyList<Feature> All =
    [
        new(Gateway, "OpenAI and Anthropic protocols", "Programs may call /v1 with an API key. Off: they get 403 feature_disabled.", true),
        new(RequestContent, "Keep prompts and answers", "Each request keeps its prompt and answer for the people who may see them. Off: only figures are kept.", true),
        new(OpenCatalogue, "Models outside the catalogue", "Requests may name provider/model that the catalogue does not list; they are recorded as unpriced. Off: only catalogue models.", true),
    ];

    /// <summary>Whether a feature is on where the tenant has set nothing.</summary>
    public static bool DefaultOf(string name) => All.FirstOrDefault(f => f.Name == name)?.Default ?? false;
}

/// <summary>Settings that tenants set over the deployment's.</summary>
public static class TenantSettings
{
    /// <summary>Days that prompts and answers are kept (number).</summary>
    public const string ContentRetentionDays = "requests.content_retention_days";
    /// <summary>Days that request figures are kept (number).</summary>
    public const string RequestRetentionDays = "requests.retention_days";
    /// <summary>Tokens that the tenant may use a month (number); a hard budget of the month.</summary>
    public const string MonthlyTokenLimit = "usage.monthly_token_limit";
    /// <summary>USD that the tenant may spend a month (number); a hard budget of the month.</summary>
    public const string MonthlyUsdLimit = "usage.monthly_usd_limit";
    /// <summary>Whether models without a price are served (true or false).</summary>
    public const string AllowUnpriced = "gateway.allow_unpriced";

    /// <summary>Whether model policies, prompts and prices need a second person's approval (true or false).</summary>
    public const string PolicyApproval = "gateway.policy_approval";

    /// <summary>Batch calls of the tenant at once on a node (number).</summary>
    public const string MaxConcurrentJobs = "usage.max_concurrent_jobs";
    /// <summary>Whether budgets that cross a share raise alerts (true or false).</summary>
    public const string CostAlerts = "usage.cost_alerts";

    /// <summary>A setting for the console.</summary>
    /// <param name="Key">Stable key.</param>
    /// <param name="Title">For people.</param>
    /// <param name="Description">What it does, with its unit.</param>
    /// <param name="Type"><c>number</c> or <c>boolean</c>.</param>
    /// <param name="DefaultJson">The value where nothing is set, as JSON.</param>
    public sealed record Setting(string Key, string Title, string Description, string Type, string DefaultJson);

    /// <summary>All settings.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        new(ContentRetentionDays, "Keep prompts and answers", "Days until prompts and answers are deleted.", "number", "30"),
        new(RequestRetentionDays, "Keep request figures", "Days until requests leave the list; the usage ledger stays.", "number", "400"),
        new(MonthlyTokenLimit, "Monthly token quota", "Tokens a calendar month. Calls that do not fit are refused; AI control → Budgets shows how it stands.", "number", "null"),
        new(MonthlyUsdLimit, "Monthly budget", "USD a calendar month. Calls that do not fit are refused, and models without a price too.", "number", "null"),
        new(MaxConcurrentJobs, "Jobs at once", "AI calls of jobs and of batch priority under way at once, on all nodes together; the others wait. Below 1: no limit.", "number", "null"),
        new(CostAlerts, "Cost alerts", "On: a budget that passes its warning share or its limit raises an alert, once a window.", "boolean", "true"),
        new(AllowUnpriced, "Serve models without a price", "On: served and recorded as unpriced. Off: refused with unpriced_model.", "boolean", "true"),
        new(PolicyApproval, "Second person for model policies", "On: a model policy holds only once somebody else than its author has approved it.", "boolean", "false"),
    ];
}
