using System.Globalization;
using Artisan.Core.Operations.Demo;
using Artisan.Testing;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Reliability;

/// <summary>What was answered is in the ledger, whatever happens to the process.</summary>
public sealed class KillTests
{
    // A hundred for bench/durability; the suite has no time for more than a few.
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("ARTISAN_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);

    [Fact]
    public async Task After_kill_9_under_load_every_answered_request_is_in_the_ledger_once()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        string folder = TestFolder.Create("artisan-kill-");
        (string database, IReadOnlyList<DemoTenant> tenants) = await RunningArtisan.CopyAsync(folder);
        var answered = new List<Guid>();
        for (int round = 0; round < Rounds; round++)
        {
            using ArtisanProcess artisan = await ArtisanProcess.StartAsync(folder, database, vendor.BaseUrl);
            var load = new Load(artisan.Url, tenants[0].ApiKey);
            using var stop = new CancellationTokenSource();
            Task calling = load.RunAsync(callers: 12, stop.Token);
            while (load.Answered.Count < 150)
                await Task.Delay(20, CancellationToken.None);
            // Somewhere between two drains of the journal, or in one.
            await Task.Delay(Random.Shared.Next(500), CancellationToken.None);
            artisan.Kill();
            await stop.CancelAsync();
            await calling;
            answered.AddRange(load.Answered);
            Console.WriteLine($"Killed {round + 1} times; {answered.Count} requests were answered");
        }
        using (ArtisanProcess last = await ArtisanProcess.StartAsync(folder, database, vendor.BaseUrl))
            (await Ledger.ReconcileAsync(database, answered)).ShouldBeEmpty();
        await PostgresServer.DropDatabaseAsync(database);
    }
}
