using System.Diagnostics;

namespace Artisan.Web.Tests.Reliability;

/// <summary>The application as a process of its own, there to be killed.</summary>
internal sealed class ArtisanProcess : IDisposable
{
    private readonly Process _process;

    private ArtisanProcess(Process process, string url) => (_process, Url) = (process, url);

    internal string Url { get; }

    internal static async Task<ArtisanProcess> StartAsync(string folder, string database, string vendorUrl, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Artisan.Web.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in new Dictionary<string, string>
        {
            ["ARTISAN_DATA"] = folder,
            ["ARTISAN_DATABASE"] = database,
            ["ARTISAN_PORT"] = "0",
            ["ARTISAN__PROVIDERS__OPENAI__APIKEY"] = "sk-test-0123456789",
            ["ARTISAN__PROVIDERS__OPENAI__BASEURL"] = vendorUrl,
        })
            start.Environment[name] = value;
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            const string ready = "Artisan is ready at ";
            if (!line.StartsWith(ready, StringComparison.Ordinal))
                continue;
            // Read on, or a full pipe would stop the process.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return new ArtisanProcess(process, line[ready.Length..]);
        }
        throw new InvalidOperationException($"Artisan did not start:\n{string.Join('\n', said)}\n{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
