using System.Globalization;
using Artisan.Core.Usage.Budgets;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Gateway.Control.Budgets;

/// <summary>Budgets in words.</summary>
public static class BudgetWords
{
    /// <summary>A window: "a day".</summary>
    public static string Window(BudgetWindow window) => window switch { BudgetWindow.Request => "a request", BudgetWindow.Minute => "a minute", BudgetWindow.Day => "a day", _ => "a month" };

    /// <summary>A kind of subject.</summary>
    public static string Subject(BudgetSubject subject) => subject switch
    {
        BudgetSubject.Tenant => "The organisation",
        BudgetSubject.Workspace => "A workspace",
        BudgetSubject.Member => "A member",
        BudgetSubject.EveryMember => "Every member",
        BudgetSubject.Key => "An API key",
        BudgetSubject.EveryKey => "Every API key",
        _ => "A use case",
    };

    /// <summary>Where a budget comes from, for people.</summary>
    public static string Origin(string origin) => origin switch { "budget" => "set here", "setting" => "Settings → Configuration", "use case" => "policy of the use case", _ => "deployment" };

    /// <summary>Limits: "500k tokens, $20.00".</summary>
    public static string Limits(BudgetLimits limits)
    {
        string[] parts =
        [
            .. limits.Tokens is { } tokens ? [$"{Format.Tokens(tokens)} tokens"] : Array.Empty<string>(),
            .. limits.Usd is { } usd ? [Format.Money(usd)] : Array.Empty<string>(),
            .. limits.Requests is { } requests ? [Format.Plural(requests, "request")] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "no limit" : string.Join(", ", parts);
    }

    /// <summary>The lines of a setting that a diff shows.</summary>
    public static IReadOnlyDictionary<string, string?> Lines(BudgetSetting? setting)
    {
        var lines = new Dictionary<string, string?>();
        if (setting is null)
            return lines;
        lines["Name"] = setting.Name;
        lines["Whose use"] = Subject(setting.Subject) + (setting.UseCase is { } useCase ? $": {useCase}" : "");
        lines["Over"] = Window(setting.Window);
        lines["Limits"] = Limits(new BudgetLimits(setting.LimitTokens, setting.LimitUsd, setting.LimitRequests));
        lines["Warns from"] = Format.Percent(setting.SoftShare);
        lines["At the limit"] = setting.Hard ? "calls are refused" : "it only warns";
        lines["Descent"] = setting.Steps is { Count: > 0 } steps ? string.Join(", ", steps.Select(Step)) : "none";
        lines["Holds"] = setting.Enabled ? "yes" : "no";
        return lines;
    }

    /// <summary>What changes.</summary>
    public static IReadOnlyList<DiffLine> Diff(BudgetSetting? before, BudgetSetting after) => DiffLine.Between(Lines(before), Lines(after));

    private static string Step(BudgetStep step) => step.Action switch
    {
        BudgetActions.CheaperModel => $"from {Format.Percent(step.Share)} {step.Model} first",
        BudgetActions.CacheFirst => $"from {Format.Percent(step.Share)} the cache first",
        _ => $"from {Format.Percent(step.Share)} refused",
    };

    /// <summary>Reads a whole number; null for an empty field.</summary>
    /// <exception cref="Core.Kernel.ArtisanException">When it is none.</exception>
    public static long? Whole(string? text, string field) => string.IsNullOrWhiteSpace(text) ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out long value) ? value : throw Core.Kernel.ArtisanException.Invalid(field, "Write a whole number.");

    /// <summary>Reads an amount; null for an empty field.</summary>
    /// <exception cref="Core.Kernel.ArtisanException">When it is none.</exception>
    public static decimal? Amount(string? text, string field) => string.IsNullOrWhiteSpace(text) ? null
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal value) ? value : throw Core.Kernel.ArtisanException.Invalid(field, "Write an amount such as 20 or 0.5.");
}
