using System.Net;
using System.Net.Http.Headers;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>A JSON body that is sent from where it lies and says when its last byte has gone, because the wait for an answer counts from there.</summary>
internal sealed class RequestBody : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly Action _sent;

    public RequestBody(ReadOnlyMemory<byte> utf8, Action sent)
    {
        (_utf8, _sent) = (utf8, sent);
        Headers.ContentType = Json;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_utf8, cancellationToken);
        _sent();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _utf8.Length;
        return true;
    }
}
