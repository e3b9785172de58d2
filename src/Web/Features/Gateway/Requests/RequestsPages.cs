using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Navigation;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Registers what the console needs for requests.</summary>
public static class RequestsPages
{
    /// <summary>Adds the page's navigation entry and the search by request id.</summary>
    public static IServiceCollection AddRequestsPages(this IServiceCollection services) => services
        .AddNavEntry<RequestsPage>(NavGroup.Ai, 20, "Requests", "activity", "calls", "log", "traces")
        .AddScoped<ICommandSource, RequestCommands>();
}
