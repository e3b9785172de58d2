using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Artisan.Bench.LoadGenerator;

/// <summary>Something that answers chat completions: the vendor itself, or a gateway before it.</summary>
internal sealed class Target : IDisposable
{
    private static readonly string Question = string.Concat(Enumerable.Repeat(
        "The customer asked about the roll-out plan, the price per seat above five hundred seats and whether the data stays in the region. ", 6));

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        AutomaticDecompression = DecompressionMethods.None,
    });

    private readonly Uri url;
    private readonly List<(string Name, string Value)> headers;
    private readonly byte[] plainBody;
    private readonly byte[] streamBody;

    public Target(string name, string url, int processId, string model, List<(string Name, string Value)> headers)
    {
        Name = name;
        Meter = new ProcessMeter(processId);
        this.url = new Uri(url);
        this.headers = headers;
        plainBody = Body(model, "");
        streamBody = Body(model, ""","stream":true""");
    }

    /// <summary>What the tables call it.</summary>
    public string Name { get; }

    /// <summary>Measures its process and the process's children.</summary>
    public ProcessMeter Meter { get; }

    /// <summary>Whether this is the vendor without a gateway, what the others are compared with.</summary>
    public bool IsBaseline => Name == "direct";

    /// <summary>Sends one request and returns when the answer's headers are there.</summary>
    public async Task<HttpResponseMessage> SendAsync(bool stream, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(stream ? streamBody : plainBody);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, cancellationToken);
    }

    public void Dispose() => client.Dispose();

    private static byte[] Body(string model, string more) => Encoding.UTF8.GetBytes(
        $$"""{"model":"{{model}}","messages":[{"role":"system","content":"You write short, friendly follow-up mails for a sales team."},{"role":"user","content":"{{Question}}"}],"max_tokens":200,"temperature":0.2{{more}}}""");
}
