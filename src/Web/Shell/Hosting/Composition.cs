using Artisan.Infrastructure.Guardrails.Documents;
using Artisan.Core.Compliance;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Demo;
using Artisan.Core.Gateway;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Demo;
using Artisan.Core.Gateway.Demo;
using Artisan.Core.Insights;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Demo;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Scoring;
using Artisan.Core.Scoring.Demo;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Core.Voice;
using Artisan.Infrastructure;
using Artisan.Infrastructure.Data;
using Artisan.Infrastructure.Gateway;
using Artisan.Infrastructure.Operations;
using Artisan.Infrastructure.Tenancy;
using Artisan.Jobs;
using Artisan.Web.Features.Crm;
using Artisan.Web.Features.Compliance;
using Artisan.Web.Features.Crm.Import;
using Artisan.Web.Features.Crm.Drafts;
using Artisan.Web.Features.Gateway;
using Artisan.Web.Features.Gateway.Requests;
using Artisan.Web.Features.Guardrails;
using Artisan.Web.Features.Home;
using Artisan.Web.Features.Gateway.Control;
using Artisan.Web.Features.Insights;
using Artisan.Web.Features.Memory;
using Artisan.Web.Features.Operations;
using Artisan.Web.Features.Operations.Jobs;
using Artisan.Web.Features.Tenancy;
using Artisan.Web.Features.Tenancy.Settings;
using Artisan.Web.Features.Scoring;
using Artisan.Web.Features.Usage;
using Artisan.Web.Features.Usage.Budgets;
using Artisan.Web.Features.Voice;
using Artisan.Web.Shell.Account;
using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Shell.Hosting;

/// <summary>The composition root: the one place that knows all parts.</summary>
internal static class Composition
{
    public static void AddArtisan(WebApplicationBuilder builder, HostSettings settings, string connectionString)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(settings);
        // Values that cannot be read are told of like every other error.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => ArtisanJson.Apply(options.SerializerOptions));
        services.AddPostgres(connectionString);
        services.AddSingleton(DocumentCommand.Of(typeof(Program).Assembly));
        services.AddArtisanInfrastructure(MasterKey.Load(settings.MasterKey, settings.DataFolder), new FileJournalOptions(Path.Combine(settings.DataFolder, "journal"), settings.JournalSegmentMegabytes * 1024L * 1024));
        services.AddAiConfiguration();
        services.AddGatewayProviders();
        services.AddGuardrails();
        services.AddGateway();
        services.AddUsage();
        services.AddOperations();
        services.AddArtisanJobs();
        services.AddTenancy();
        services.AddCompliance();
        services.AddCrm();
        services.AddLeadImports(builder.Configuration);
        services.AddScoring();
        services.AddInsights();
        services.AddMemory();
        services.AddVoice();
        services.AddSingleton<FillDemo>();
        services.AddSingleton<IDemoSource, DemoCrm>();
        services.AddSingleton<IDemoSource, DemoScores>();
        services.AddSingleton<IDemoSource, DemoMemories>();
        services.AddSingleton<IDemoSource, DemoRequests>();
        services.AddSingleton<IDemoSource, DemoSecurity>();
        services.AddSingleton<IDemoSource, DemoPiiCounts>();
        services.AddSingleton<SetupToken>();
        services.AddSingleton<SocketTickets>();
        services.AddSingleton<AllowedMethods>();
        services.AddSingleton<ApiKeyUses>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyUses>());
        services.AddObservability(builder.Configuration);
        services.AddDocs();
        services.AddSingleton<ICurrentOperator, SessionOperator>();
        services.AddAccounts();
        services.AddArtisanShell();
        services.AddHomePages();
        services.AddRequestsPages();
        services.AddAiControlPages();
        services.AddGuardrailsPages();
        services.AddMemoryPages();
        services.AddCompliancePages();
        services.AddJobsPages();
        services.AddUsagePages();
        services.AddSettingsPages();
        services.AddCrmPages();
        services.AddInsightsPages();
        services.AddAntiforgery(options => options.HeaderName = "RequestVerificationToken");
    }

    public static void UseArtisan(WebApplication app)
    {
        app.UseArtisanShell();
        app.UseWebSockets();
        app.UseRouting();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<DoorMiddleware>();
        app.UseKeyPath();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapArtisanShell().RequireAuthorization();
        app.MapAccountApi();
        app.MapOpenAIProtocolApi();
        app.MapAnthropicProtocolApi();
        app.MapRequestsApi();
        app.MapModelPolicyApi();
        app.MapCacheApi();
        app.MapPromptApi();
        app.MapPricesApi();
        app.MapUsageApi();
        app.MapBudgetApi();
        app.MapAdminApi();
        app.MapLeadsApi();
        app.MapRecordsApi();
        app.MapImportsApi();
        app.MapScoringApi();
        app.MapGuardrailsApi();
        app.MapScoringSocket();
        app.MapDraftsApi();
        app.MapConversationApi();
        app.MapMemoryApi();
        app.MapMemoryGovernanceApi();
        app.MapTextAnalysisApi();
        app.MapSocketTickets();
        app.MapAuditApi();
        app.MapPurgesApi();
        app.MapComplianceReportsApi();
        app.MapHealthApi();
        app.MapDocs();
    }
}
