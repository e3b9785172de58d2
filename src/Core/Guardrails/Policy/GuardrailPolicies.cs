using System.Collections.Concurrent;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>
/// The guardrails of all tenants in this node's memory, for those who have no call with them: what saves texts, and what writes log lines. The control
/// plane puts them in; a tenant that is not there has the defaults, which keep more out rather than less.
/// </summary>
public sealed class GuardrailPolicies
{
    private readonly ConcurrentDictionary<Guid, TenantGuardrails> _tenants = new();

    /// <summary>A tenant's guardrails.</summary>
    public TenantGuardrails Of(Guid tenantId) => _tenants.GetValueOrDefault(tenantId) ?? TenantGuardrails.Default;

    /// <summary>Takes what was read.</summary>
    public void Set(Guid tenantId, TenantGuardrails guardrails) => _tenants[tenantId] = guardrails;
}
