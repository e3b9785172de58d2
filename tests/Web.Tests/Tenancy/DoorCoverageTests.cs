using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>The walk notices what is new.</summary>
public sealed class DoorCoverageTests
{
    [Fact]
    public async Task What_is_mapped_without_a_case_is_found()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Services.AddSignalR();
        await using WebApplication app = builder.Build();
        app.MapGet("/api/new", () => "").RequireDoor(KeyScopes.Ai);
        app.MapGet("/api/bare", () => "");
        app.MapGet("/api/open", () => "").OpenToAll("a test");
        app.MapPost("/account/new", () => "");
        app.MapHub<NewHub>("/hubs/new");
        app.MapPut("/api/v1/admin/use-cases/{name}", (string name, Body body) => name + body.LeadId).RequireDoor(KeyScopes.Admin);

        IReadOnlyList<string> gaps = DoorCoverage.Gaps(((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>());

        gaps.Order().ShouldBe(
        [
            "no case with another tenant's id in the body's lead_id: PUT /api/v1/admin/use-cases/{name}",
            "no case: GET /api/bare",
            "no case: GET /api/new",
            "no case: POST /account/new",
            "no case: hub /hubs/new Watch",
            "no door: /account/new",
            "no door: /api/bare",
            "no door: hub /hubs/new",
            "no door: hub /hubs/new/negotiate",
            "open to all, but not in the list: /api/open",
        ], ignoreOrder: true);
    }

    private sealed class NewHub : Hub
    {
        public Task Watch(Guid lead) => Groups.AddToGroupAsync(Context.ConnectionId, $"lead:{lead}");
    }

    private sealed record Body(Guid LeadId);
}
