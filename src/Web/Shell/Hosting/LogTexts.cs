using Artisan.Core.Data;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Policy;
using Serilog.Events;

namespace Artisan.Web.Shell.Hosting;

/// <summary>Takes personal data out of log lines: by the policy of the tenant that a line is about, else by the defaults.</summary>
internal readonly struct LogTexts
{
    // A line of the deployment's own names the addresses of its servers.
    private static readonly PiiOptions? s_deployment = TenantGuardrails.Default.KeptIn(KeptPlace.Logs) is { Options: var all }
        ? new PiiOptions { Types = all.Types.Where(t => t is not (PiiType.IpAddress or PiiType.MacAddress)).ToHashSet(), Threshold = all.Threshold } : null;

    private readonly PiiOptions? _options;
    private readonly PiiTally? _tally;
    private readonly Guid _tenantId;

    private LogTexts(PiiOptions? options, PiiTally? tally, Guid tenantId) => (_options, _tally, _tenantId) = (options, tally, tenantId);

    /// <summary>What holds for a line.</summary>
    /// <param name="policies">The tenants' policies.</param>
    /// <param name="line">The line.</param>
    /// <param name="tally">Counts what is taken out of a tenant's lines; null where that is counted elsewhere.</param>
    public static LogTexts Of(GuardrailPolicies policies, LogEvent line, PiiTally? tally = null) =>
        line.Properties.GetValueOrDefault("org_id") is ScalarValue { Value: Guid tenant } ? new LogTexts(policies.Of(tenant).KeptIn(KeptPlace.Logs)?.Options, tally, tenant) : new LogTexts(s_deployment, null, Guid.Empty);

    /// <summary>The text as it may be written.</summary>
    public string Guard(string text) => _options is { } options ? KeptTexts.WithPlaceholders(text, options) : text;

    /// <summary>The line's message as it may be written; counted, as its properties stand in it, too.</summary>
    public string GuardMessage(string text)
    {
        if (_options is not { } options)
            return text;
        (PiiTally? tally, Guid tenant) = (_tally, _tenantId);
        return KeptTexts.WithPlaceholders(text, options, tally is null ? null : found => tally.Add(tenant, PiiPlaces.Logs, found, PiiDone.Replaced));
    }
}
