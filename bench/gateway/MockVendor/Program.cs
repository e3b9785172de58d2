using System.Globalization;
using System.Net;
using Artisan.Bench.MockVendor;

// The vendor of the measurements: a fixed time before the answer and a fixed pace of the stream, at the least cost of its own.
// Prints its port when it listens. Arguments: --port, --latency-ms, --tokens, --token-ms.
var port = (int)Argument("--port", 0);
var answers = new Answers((int)Argument("--tokens", 40));
var latency = new DelayLine(Argument("--latency-ms", 5));
var pace = new DelayLine(Argument("--token-ms", 2));

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, port);
});
var app = builder.Build();
app.Run(AnswerAsync);
await app.StartAsync();
Console.WriteLine(new Uri(app.Urls.Single()).Port);
await app.WaitForShutdownAsync();

async Task AnswerAsync(HttpContext context)
{
    var body = context.Request.BodyReader;
    var read = await body.ReadAsync();
    while (!read.IsCompleted)
    {
        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        read = await body.ReadAsync();
    }

    var shape = RequestShape.Read(read.Buffer);
    body.AdvanceTo(read.Buffer.End);
    await latency.WaitAsync();
    var response = context.Response;
    if (!shape.Stream)
    {
        response.ContentType = "application/json";
        response.ContentLength = answers.Body.Length;
        await response.Body.WriteAsync(answers.Body);
        return;
    }

    response.ContentType = "text/event-stream; charset=utf-8";
    var gone = context.RequestAborted;
    await response.Body.WriteAsync(answers.First, gone);
    foreach (var delta in answers.Deltas)
    {
        await response.Body.WriteAsync(delta, gone);
        await response.Body.FlushAsync(gone);
        await pace.WaitAsync();
    }

    await response.Body.WriteAsync(answers.Finish, gone);
    if (shape.IncludeUsage)
    {
        await response.Body.WriteAsync(answers.Usage, gone);
    }

    await response.Body.WriteAsync(answers.Done, gone);
}

double Argument(string name, double otherwise)
{
    var at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : double.Parse(args[at + 1], CultureInfo.InvariantCulture);
}
