using Artisan.Infrastructure.Operations;

namespace Artisan.Infrastructure.Tests.Operations;

/// <summary>
/// The entry point of the test assembly when it is run as a program: an app with an embedded database, there to be killed.
/// The test runner loads the assembly as a library and never comes here.
/// </summary>
internal static class CrashHost
{
    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            await using var server = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataFolder = arguments[0], SharedBuffersMegabytes = 16, Durable = false }, Console.Error.WriteLine, CancellationToken.None);
            Console.WriteLine($"{server.ProcessId}\t{server.ConnectionString}");
            await Console.In.ReadLineAsync();
            return 0;
        }
        catch (EmbeddedPostgresException error)
        {
            Console.WriteLine(error.Message);
            return 1;
        }
    }
}
