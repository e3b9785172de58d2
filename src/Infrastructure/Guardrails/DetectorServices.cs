using System.Collections.Concurrent;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Kernel;

namespace Artisan.Infrastructure.Guardrails;

/// <summary>Tenants' own detection services, over connections that are kept.</summary>
internal sealed class DetectorServices : IDetectorServices, IDisposable
{
    private const int MostKept = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentDictionary<(string, Uri, string?), object> _services = new();

    public IPiiDetector Pii(string name, Uri address) => (IPiiDetector)Kept((name, address, null), () => name switch
    {
        "presidio" => new PresidioAnalyzer(_client, WithSlash(address), Patience),
        _ => throw Unknown(name),
    });

    public IInjectionDetector Injection(string name, Uri address, string? key) => (IInjectionDetector)Kept((name, address, key), () => name switch
    {
        "prompt-shield" => new PromptShield(_client, new PromptShieldOptions(address, key ?? throw new ArtisanException(ErrorCode.ProviderUnavailable, "Prompt Shields has no key. Set it in Guardrails → Policy, or use Artisan's own engine."), Patience)),
        _ => throw Unknown(name),
    });

    public void Dispose() => _client.Dispose();

    private object Kept((string, Uri, string?) which, Func<object> make)
    {
        if (_services.TryGetValue(which, out object? service))
            return service;
        if (_services.Count >= MostKept)
            _services.Clear();
        return _services.GetOrAdd(which, _ => make());
    }

    // Without it the last part of a path would be replaced.
    private static Uri WithSlash(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    private static ArtisanException Unknown(string name) => new(ErrorCode.ProviderUnavailable, $"This version knows no detector '{name}'. Choose another in Guardrails → Policy.");
}
