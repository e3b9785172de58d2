namespace Artisan.Web.Features.Crm.Import;

/// <summary>Registers the import of leads: its limits, its upload and what the palette offers.</summary>
internal static class LeadImportPages
{
    /// <summary>The page's address.</summary>
    public const string Path = "/leads/import";

    /// <summary>Adds it.</summary>
    /// <exception cref="InvalidOperationException">When a limit is wrong; the start stops and says which.</exception>
    public static IServiceCollection AddLeadImports(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(LeadImportSettings.Read(configuration))
        .AddSingleton<LeadUpload>()
        .AddScoped<Shell.Commands.ICommandSource, LeadImportCommands>();
}
