using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>Sends one request to a vendor and reads what comes, within the attempt's limits. It knows HTTP and no dialect, and never tries again.</summary>
internal sealed class VendorHttp(Action<HttpRequestMessage, ProviderInstance> authorise) : IDisposable
{
    internal const int MaxAnswer = 64 * 1024 * 1024;
    private const int MaxError = 32 * 1024;

    /// <summary>Time limits of a request for the list of models.</summary>
    public static readonly CallTimeouts ListTimeouts = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));

    private readonly VendorConnections _connections = new();

    /// <summary>Sends; returns when the answer's headers are there.</summary>
    /// <exception cref="ProviderException">When the vendor cannot be reached or takes too long.</exception>
    public async Task<HttpResponseMessage> SendAsync(ProviderInstance instance, HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, CallClock clock, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(method, address);
        authorise(request, instance);
        if (header is { } more)
            request.Headers.TryAddWithoutValidation(more.Name, more.Value);
        if (body is { } utf8)
            request.Content = new RequestBody(utf8, clock.RequestSent);
        else
            clock.RequestSent();
        try
        {
            HttpResponseMessage response = await _connections.For(address, clock.Timeouts.Connect).SendAsync(request, clock.Token);
            clock.HeadersRead();
            return response;
        }
        catch (OperationCanceledException e)
        {
            throw clock.Translate(instance, e);
        }
        catch (HttpRequestException e) when (e.InnerException is OperationCanceledException or TimeoutException)
        {
            throw clock.Translate(instance, e);
        }
        catch (HttpRequestException e)
        {
            clock.ThrowIfCallerLeft();
            throw VendorFaults.FromNetwork(instance, e);
        }
    }

    /// <summary>What an error's body says.</summary>
    public static async Task<VendorError> ReadErrorAsync(ProviderInstance instance, HttpResponseMessage response, CallClock clock)
    {
        try
        {
            return VendorError.Read((await BodyReader.ReadStartAsync(response.Content, MaxError, clock.Token)).Span, instance);
        }
        catch (OperationCanceledException)
        {
            // The status has come, which says more than a time limit passed while its explanation was read.
            clock.ThrowIfCallerLeft();
            return VendorError.None;
        }
    }

    /// <summary>A good answer's whole body.</summary>
    /// <exception cref="ProviderException">When it breaks off, is too large or takes too long.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(ProviderInstance instance, HttpResponseMessage response, CallClock clock)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0)
            throw Malformed(instance, response, "it is compressed though that was not asked for");
        try
        {
            return await BodyReader.ReadAllAsync(response.Content, MaxAnswer, clock.Token) ?? throw BodyReader.TooLarge(instance.Name, MaxAnswer);
        }
        catch (OperationCanceledException e)
        {
            throw clock.Translate(instance, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            clock.ThrowIfCallerLeft();
            throw new ProviderException(ProviderFault.BrokenOff, $"The answer of provider `{instance.Name}` broke off.", e);
        }
    }

    // A stream may come without a content type; an answer that calls itself JSON or a page is none.
    public static bool IsPlainAnswer(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is "application/json" or "text/html";

    public static ProviderException Malformed(ProviderInstance instance, HttpResponseMessage response, string what) =>
        new(ProviderFault.Malformed, $"The answer of provider `{instance.Name}` is not what the protocol says: {what}. Check the provider's base_url.") { Status = (int)response.StatusCode };

    public void Dispose() => _connections.Dispose();
}
