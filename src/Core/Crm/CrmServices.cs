using Artisan.Core.Compliance.Retention;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Crm.Accounts;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Contacts;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Crm.Search;
using Artisan.Core.Crm.Views;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Operations.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Crm;

/// <summary>Registers the feature.</summary>
public static class CrmServices
{
    /// <summary>Adds the use cases of leads, accounts, contacts, campaigns, interactions, fields and views.</summary>
    public static IServiceCollection AddCrm(this IServiceCollection services) => services
        .AddSingleton<ListLeads>().AddSingleton<GetLead>().AddSingleton<SaveLead>().AddSingleton<ChangeLeads>().AddSingleton<DeleteLeads>().AddSingleton<GetLeadTimeline>().AddSingleton<GetLeadFacets>()
        .AddSingleton<ListLeadTasks>().AddSingleton<SaveLeadTask>().AddSingleton<DeleteLeadTask>()
        .AddSingleton<MergeLeads>().AddSingleton<UndoLeadMerge>().AddSingleton<FindDuplicateLeads>().AddSingleton<ListLeadMerges>()
        .AddSingleton<ReadLeadBriefs>()
        .AddSingleton<ListAccounts>().AddSingleton<SaveAccount>().AddSingleton<DeleteAccount>()
        .AddSingleton<ListContacts>().AddSingleton<SaveContact>().AddSingleton<DeleteContact>()
        .AddSingleton<ListCampaigns>().AddSingleton<SaveCampaign>().AddSingleton<ChangeCampaignLeads>().AddSingleton<DeleteCampaign>().AddSingleton<GetCampaignStages>()
        .AddSingleton<ListInteractions>().AddSingleton<RecordInteraction>().AddSingleton<DeleteInteraction>()
        .AddSingleton<ListCustomFields>().AddSingleton<SaveCustomField>().AddSingleton<DeleteCustomField>()
        .AddSingleton<UploadLeads>().AddSingleton<ConfigureLeadImport>().AddSingleton<PreviewLeadImport>().AddSingleton<StartLeadImport>().AddSingleton<CancelLeadImport>().AddSingleton<DiscardLeadImport>()
        .AddSingleton<ListLeadImports>().AddSingleton<GetLeadImport>().AddSingleton<ListImportErrors>().AddSingleton<GetImportChoices>().AddSingleton<IJobHandler, ImportLeadsJob>().AddSingleton<ExportLeads>()
        .AddSingleton<IJobHandler, PruneImports>().AddSingleton<IRetentionSource, ImportRetentionSource>()
        .AddSingleton(new RecurringJob("imports.prune", "Delete what old imports keep", "Rows that an import could not take are kept for 30 days, and drafts of imports as long.", PruneImports.JobKind, "0 55 2 * * ?"))
        .AddSingleton<ILocalSkill, EmailSkill>().AddSingleton<GenerateEmail>().AddSingleton<DraftEmailsBatch>().AddSingleton<IJobHandler, DraftEmailsJob>().AddSingleton<ListEmailDrafts>().AddSingleton<EditEmailDraft>()
        .AddSingleton<ILocalSkill, CampaignStrategySkill>().AddSingleton<ReadCampaignFigures>().AddSingleton<PlanCampaign>().AddSingleton<CampaignStrategies>()
        .AddSingleton<FindCrmSources>()
        .AddSingleton<ListSavedViews>().AddSingleton<SaveView>().AddSingleton<DeleteView>()
        .AddSingleton<ISubjectRecords, SubjectRecords>().AddSingleton<IPersonalStore, EmailDraftStore>().AddSingleton<IPersonalStore, CampaignStrategyStore>().AddSingleton<IPersonalStore, InteractionStore>().AddSingleton<IPersonalStore, ImportFileStore>()
        .AddSingleton<IPersonalStore, LeadTaskStore>().AddSingleton<IPersonalStore, LeadEventStore>().AddSingleton<IPersonalStore, LeadMergeStore>().AddSingleton<IPersonalStore, ContactStore>().AddSingleton<IPersonalStore, LeadStore>();
}
