using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>
/// Connection pools to vendors: one for each server and connect timeout, shared by all instances and tenants that talk to it. Credentials travel in
/// each request's headers, so that sharing a connection shares nothing else (cookies are off).
/// </summary>
internal sealed class VendorConnections : IDisposable
{
    private static readonly ActivitySource s_spans = new("System.Net.Http");

    private readonly ConcurrentDictionary<Server, Lazy<HttpMessageInvoker>> _invokers = new();

    // By what a request's address says without making a text of it.
    public HttpMessageInvoker For(Uri address, TimeSpan connect) =>
        _invokers.GetOrAdd(new Server(address.Scheme, address.Host, address.Port, connect), static key => new(() => Create(key.Connect))).Value;

    private readonly record struct Server(string Scheme, string Host, int Port, TimeSpan Connect);

    private static HttpMessageInvoker Create(TimeSpan connect) => new(new SocketsHttpHandler
    {
        ConnectTimeout = connect,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = 4096,
        EnableMultipleHttp2Connections = true,
        UseCookies = false,
        // Without a collector of traces nobody reads what a span of the connection would tell, and a vendor has no use for its id.
        ActivityHeadersPropagator = s_spans.HasListeners() ? DistributedContextPropagator.Current : null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        // A stream that nobody reads any more must stop at the vendor now, not after its rest has been read for the pool's sake.
        // Streams that ended properly are read to their end before they are disposed (OpenAIStream).
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
    });

    public void Dispose()
    {
        foreach (Lazy<HttpMessageInvoker> invoker in _invokers.Values)
        {
            if (invoker.IsValueCreated)
                invoker.Value.Dispose();
        }
    }
}
