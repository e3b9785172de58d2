using Artisan.Web.Shell.Hosting;

try
{
    if (args.Contains(ReadDocumentsCommand.Option))
    {
        await ReadDocumentsCommand.RunAsync();
        return 0;
    }
    if (args.Contains(VerifyAuditCommand.Option))
    {
        int code = await VerifyAuditCommand.RunAsync(args, Console.Out);
        Environment.Exit(code);
        return code;
    }
    await ArtisanHost.RunAsync(args);
    Environment.Exit(0); // a thread of some part that did not end must not hold the process
    return 0;
}
catch (Exception e) when (e is not HostAbortedException && ArtisanHost.IsExpected(e))
{
    // Faults of set-up are told in words; anything else keeps its stack.
    Console.Error.WriteLine(e.Message);
    Environment.Exit(1);
    return 1;
}

/// <summary>The entry point, named for tests that host the application.</summary>
public partial class Program;
