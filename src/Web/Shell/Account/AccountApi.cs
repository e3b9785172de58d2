using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Antiforgery;

namespace Artisan.Web.Shell.Account;

/// <summary>The account's actions that end or move a session; posted by forms of the frame.</summary>
internal static class AccountApi
{
    public static void MapAccountApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/account").RequireAuthorization().ExcludeFromDescription().AddEndpointFilter(DemandToken);
        group.MapPost("/sign-out", async (HttpContext http, AccountSession session) =>
        {
            await session.SignOutAsync(http);
            return Results.LocalRedirect(ShellPaths.SignIn);
        });
        group.MapPost("/sign-out-everywhere", async (HttpContext http, AccountSession session) =>
        {
            await session.SignOutEverywhereAsync(http);
            return Results.LocalRedirect(ShellPaths.SignIn);
        });
        group.MapPost("/switch", async (HttpContext http, AccountSession session) =>
        {
            IFormCollection form = await http.Request.ReadFormAsync();
            if (Guid.TryParse(form["tenantId"], out Guid tenantId))
                await session.SwitchAsync(http, tenantId);
            return Results.LocalRedirect("/");
        });
    }

    private static async ValueTask<object?> DemandToken(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        OwnOrigin.Allows(context.HttpContext) && await context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Results.BadRequest();
}
