using Artisan.Core.Data;
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

    private LogTexts(PiiOptions? options) => _options = options;

    /// <summary>What holds for a line.</summary>
    public static LogTexts Of(GuardrailPolicies policies, LogEvent line) =>
        line.Properties.GetValueOrDefault("org_id") is ScalarValue { Value: Guid tenant } ? new LogTexts(policies.Of(tenant).KeptIn(KeptPlace.Logs)?.Options) : new LogTexts(s_deployment);

    /// <summary>The text as it may be written.</summary>
    public string Guard(string text) => _options is { } options ? KeptTexts.WithPlaceholders(text, options) : text;
}
