using System.Globalization;
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

    private readonly Uri[] urls;
    private readonly bool unique;
    private readonly string? metrics;
    private int next;
    private readonly List<(string Name, string Value)> headers;
    private readonly byte[] plainBody;
    private readonly byte[] streamBody;

    /// <param name="name">What the tables call it.</param>
    /// <param name="urls">Where it is asked, in turns.</param>
    /// <param name="processIds">Its processes.</param>
    /// <param name="model">The model to ask for.</param>
    /// <param name="headers">Headers of every request.</param>
    /// <param name="unique">Whether every request differs from all others, so that no cache can answer it.</param>
    /// <param name="metrics">Where it tells how much it has allocated; null where it does not.</param>
    public Target(string name, string[] urls, int[] processIds, string model, List<(string Name, string Value)> headers, bool unique, string? metrics)
    {
        Name = name;
        Meter = new ProcessMeter(processIds);
        this.urls = [.. urls.Select(url => new Uri(url))];
        this.unique = unique;
        this.metrics = metrics;
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
        var number = Interlocked.Increment(ref next);
        var content = new ByteArrayContent(Body(stream ? streamBody : plainBody, number));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, urls[number % urls.Length]) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, cancellationToken);
    }

    /// <summary>What it tells of itself since it started; nothing where it does not tell.</summary>
    public async Task<OwnFigures> FiguresAsync()
    {
        if (metrics is null)
        {
            return OwnFigures.None;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, metrics);
        using var response = await client.SendAsync(request, CancellationToken.None);
        return OwnFigures.Read(await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => client.Dispose();

    // The place of the number is the same in every request, and so is its length.
    private byte[] Body(byte[] body, int number)
    {
        if (!unique)
        {
            return body;
        }

        var own = body.ToArray();
        Encoding.UTF8.GetBytes((number % 100_000_000).ToString("00000000", CultureInfo.InvariantCulture)).CopyTo(own, own.AsSpan().IndexOf(Place));
        return own;
    }

    private static ReadOnlySpan<byte> Place => "00000000"u8;

    private static byte[] Body(string model, string more) => Encoding.UTF8.GetBytes(
        $$"""{"model":"{{model}}","messages":[{"role":"system","content":"You write short, friendly follow-up mails for a sales team."},{"role":"user","content":"Customer 00000000: {{Question}}"}],"max_tokens":200,"temperature":0.2{{more}}}""");
}
