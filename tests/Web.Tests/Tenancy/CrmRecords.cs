using Artisan.Core.Crm;
using Artisan.Core.Crm.Accounts;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Contacts;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>One of each record of the CRM, for the walk.</summary>
internal static class CrmRecords
{
    internal static async Task AddAsync(IServiceProvider services, TenantScope scope, Dictionary<string, Guid> ids)
    {
        CancellationToken none = CancellationToken.None;
        ids["account"] = await Get<SaveAccount>().ExecuteAsync(scope, new SaveAccount.Request { Name = "Walled garden", Domain = $"{scope.TenantId:N}.example" }, none);
        ids["lead"] = await LeadAsync("Walled");
        ids["contact"] = await Get<SaveContact>().ExecuteAsync(scope, new SaveContact.Request { LastName = "Walled", AccountId = ids["account"] }, none);
        ids["campaign"] = await Get<SaveCampaign>().ExecuteAsync(scope, new SaveCampaign.Request { Name = "Walled" }, none);
        ids["interaction"] = await Get<RecordInteraction>().ExecuteAsync(scope, new RecordInteraction.Request { LeadId = ids["lead"], Kind = InteractionKind.Note }, none);
        ids["task"] = await Get<SaveLeadTask>().ExecuteAsync(scope, new SaveLeadTask.Request(null, ids["lead"], "Walled"), none);
        ids["merge"] = await Get<MergeLeads>().ExecuteAsync(scope, ids["lead"], await LeadAsync("Merged"), none);
        ids["job"] = (await Get<ScoreLeadsBatch>().ExecuteAsync(scope, new BatchScoreLeadsRequestV1([ids["lead"]], Model: "local/artisan-extract-1"), none)).JobId;

        Task<Guid> LeadAsync(string last) => Get<SaveLead>().ExecuteAsync(scope, new SaveLead.Request { LastName = last, Company = "Walled garden" }, none);
        T Get<T>() where T : notnull => services.GetRequiredService<T>();
    }
}
