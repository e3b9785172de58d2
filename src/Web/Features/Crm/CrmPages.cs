using Artisan.Web.Features.Crm.Campaigns;
using Artisan.Web.Features.Crm.Leads;
using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Crm;

/// <summary>Registers the console's pages of the CRM.</summary>
public static class CrmPages
{
    /// <summary>Adds leads and campaigns to the navigation, and leads to the palette.</summary>
    public static IServiceCollection AddCrmPages(this IServiceCollection services) => services
        .AddNavEntry<LeadsPage>(NavGroup.Work, 20, "Leads", "users", "crm", "accounts", "contacts", "companies", "people", "prospects")
        .AddNavEntry<CampaignsPage>(NavGroup.Work, 30, "Campaigns", "megaphone", "crm", "marketing")
        .AddScoped<ICommandSource, LeadCommands>();
}
