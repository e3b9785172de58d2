using System.Diagnostics;

namespace Artisan.Infrastructure.Operations;

/// <summary>Runs a program of the operating system that ends by itself, optionally as another account.</summary>
internal static class ShortCommand
{
    /// <summary>Runs a program to its end and returns what it said.</summary>
    /// <param name="program">A full path, or a name to be found on the search path.</param>
    /// <param name="arguments">Its arguments, passed as they are.</param>
    /// <param name="user">The account to run as (only root may change it), or null for the own one.</param>
    /// <param name="cancellationToken">Ends the program and the wait.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, string? user, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Describe(program, arguments, user) };
        process.StartInfo.RedirectStandardOutput = true;
        process.Start();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Describes a child of the server's account: a bare environment, so that neither Artisan's secrets nor foreign PG* settings reach it.</summary>
    public static ProcessStartInfo Describe(string program, IEnumerable<string> arguments, string? user)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            // Another account may not be allowed to stand in the folder that the app was started from.
            WorkingDirectory = "/",
        };
        if (user is not null)
        {
            start.UserName = user;
        }

        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = string.IsNullOrEmpty(path) ? "/usr/local/bin:/usr/bin:/bin" : path;
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
