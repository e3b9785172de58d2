using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;

namespace Artisan.Core.Usage.Budgets;

/// <summary>Checks what is set of a budget.</summary>
internal static class BudgetCheck
{
    /// <summary>The setting with what does not belong to its subject left out.</summary>
    /// <exception cref="ArtisanException">With the field at fault.</exception>
    internal static BudgetSetting Demand(BudgetSetting setting, TenantControl tenant, AiConfig config)
    {
        string name = setting.Name?.Trim() ?? "";
        if (name.Length is 0 or > 200)
            throw ArtisanException.Invalid("name", "Give the budget a name of 1 to 200 characters.");
        if (!Enum.IsDefined(setting.Subject))
            throw ArtisanException.Invalid("subject", "A budget is of a tenant, workspace, member, every_member, key, every_key or use_case.");
        if (!Enum.IsDefined(setting.Window))
            throw ArtisanException.Invalid("window", "A budget counts by request, minute, day or month.");
        if (setting is { LimitTokens: null, LimitUsd: null, LimitRequests: null })
            throw ArtisanException.Invalid("limit_tokens", "Set at least one limit: tokens, USD or requests.");
        if (setting.LimitTokens is < 0 or > 1_000_000_000_000)
            throw ArtisanException.Invalid("limit_tokens", "Tokens lie between 0 and 1,000,000,000,000.");
        if (setting.LimitUsd is < 0 or > 1_000_000_000)
            throw ArtisanException.Invalid("limit_usd", "USD lie between 0 and 1,000,000,000.");
        if (setting.LimitRequests is < 0 or > 1_000_000_000)
            throw ArtisanException.Invalid("limit_requests", "Requests lie between 0 and 1,000,000,000.");
        if (setting.Window == BudgetWindow.Request && setting.LimitRequests is not null)
            throw ArtisanException.Invalid("limit_requests", "A limit of one request has tokens or USD.");
        if (!(setting.SoftShare > 0 && setting.SoftShare <= 1))
            throw ArtisanException.Invalid("soft_share", "The share from which on it warns lies above 0 and goes up to 1.");
        foreach (BudgetStep step in setting.Steps ?? [])
            Step(step, config, tenant);
        return setting with { Name = name, SubjectId = SubjectOf(setting, tenant), UseCase = UseCaseOf(setting, config), Steps = setting.Steps?.OrderBy(s => s.Share).ToArray() };
    }

    private static Guid? SubjectOf(BudgetSetting setting, TenantControl tenant)
    {
        Guid id = setting.SubjectId ?? Guid.Empty;
        bool found = setting.Subject switch
        {
            BudgetSubject.Workspace => tenant.Workspaces.ContainsKey(id),
            BudgetSubject.Member => tenant.Members.ContainsKey(id),
            BudgetSubject.Key => tenant.Keys.Any(k => k.Scope.ActorId == id),
            _ => true,
        };
        if (!found)
            throw ArtisanException.NotFound($"The {setting.Subject.ToString().ToLowerInvariant()} of the budget");
        return setting.Subject is BudgetSubject.Workspace or BudgetSubject.Member or BudgetSubject.Key ? id : null;
    }

    private static string? UseCaseOf(BudgetSetting setting, AiConfig config)
    {
        if (setting.Subject != BudgetSubject.UseCase)
            return null;
        return setting.UseCase is { } useCase && config.UseCases.ContainsKey(useCase) ? useCase : throw ArtisanException.Invalid("use_case", $"Name a use case: {string.Join(", ", config.UseCases.Keys.Order())}.");
    }

    private static void Step(BudgetStep step, AiConfig config, TenantControl tenant)
    {
        if (!(step.Share > 0 && step.Share <= 1))
            throw ArtisanException.Invalid("steps", "The share of a step lies above 0 and goes up to 1.");
        if (step.Action is not (BudgetActions.CheaperModel or BudgetActions.CacheFirst or BudgetActions.Refuse))
            throw ArtisanException.Invalid("steps", "A step is cheaper_model, cache_first or refuse.");
        if (step.Action != BudgetActions.CheaperModel)
            return;
        string model = step.Model ?? "";
        int slash = model.IndexOf('/');
        if (!config.Models.TryGetValue(model, out ModelCard? card) ? slash <= 0 || tenant.ProviderOf(model[..slash], config) is null : card.Type != "chat")
            throw ArtisanException.Invalid("steps", $"'{model}' is neither a chat model of the catalogue nor of the form provider/model with a provider of yours.");
    }
}
