using Artisan.Core.Gateway.Control;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Tenancy;
using Artisan.Core.Operations.Demo;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>Policies for tests.</summary>
internal static class GuardrailPolicyCalls
{
    /// <summary>Changes a tenant's guardrails, and waits until this node applies them.</summary>
    internal static async Task GuardAsync(this RunningArtisan app, Func<GuardrailPolicy, GuardrailPolicy> change, DemoTenant? tenant = null)
    {
        TenantScope scope = app.ScopeOf(Role.Admin, tenant);
        GuardrailPolicyInfo now = await app.Services.GetRequiredService<GetGuardrailPolicy>().ExecuteAsync(scope, CancellationToken.None);
        await app.Services.GetRequiredService<ChangeGuardrailPolicy>().ExecuteAsync(scope, change(now.Policy), now.Version, null, CancellationToken.None);
        await app.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
    }
}
