using System.Diagnostics;
using Artisan.Core.Operations.Demo;
using Artisan.Testing;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Reliability;

/// <summary>A disk that runs full costs answers, never records.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task On_a_full_disk_calls_are_refused_nothing_is_lost_and_with_room_again_they_go_on()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        string folder = TestFolder.Create("artisan-disk-");
        (string database, IReadOnlyList<DemoTenant> tenants) = await RunningArtisan.CopyAsync(folder);
        string journal = Directory.CreateDirectory(Path.Combine(folder, "journal")).FullName;
        // A disk of eight megabytes. Who may not mount has none that could run full.
        if (!Run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", journal))
            return;
        try
        {
            ICollection<Guid> answered;
            using (ArtisanProcess artisan = await ArtisanProcess.StartAsync(folder, database, vendor.BaseUrl, ("ARTISAN_JOURNAL_SEGMENT_MB", "1")))
            {
                var load = new Load(artisan.Url, tenants[0].ApiKey);
                using var stop = new CancellationTokenSource();
                Task calling = load.RunAsync(callers: 12, stop.Token);
                await UntilAsync(() => load.Answered.Count > 200);
                string filler = Path.Combine(journal, "filler");
                // As full as it gets, again and again, since the drain frees some.
                using (var filling = new CancellationTokenSource())
                {
                    Task fill = FillAsync(filler, filling.Token);
                    await UntilAsync(() => load.Refused > 100);
                    await filling.CancelAsync();
                    await fill;
                }
                int before = load.Answered.Count;
                File.Delete(filler);
                await UntilAsync(() => load.Answered.Count > before + 100);
                await stop.CancelAsync();
                await calling;
                load.Failed.ShouldBe(0, "calls are answered or refused with 503, nothing else");
                answered = load.Answered;
                (await Ledger.ReconcileAsync(database, answered)).ShouldBeEmpty();
                // Also what was asked of the vendor for callers who got no answer.
                string asked = $"select count(*) from usage_records where tenant_id = '{tenants[0].TenantId}' and provider = 'openai' and at > now() - interval '10 minutes'";
                // Not the probes that ask how the vendor is.
                int Calls() => vendor.Requests.Count(r => r.Path.EndsWith("/chat/completions", StringComparison.Ordinal));
                for (int i = 0; i < 60 && await Ledger.CountAsync(database, asked) < Calls(); i++)
                    await Task.Delay(500);
                (await Ledger.CountAsync(database, asked)).ShouldBe(Calls());
            }
        }
        finally
        {
            Run("umount", "-l", journal);
            await PostgresServer.DropDatabaseAsync(database);
        }
    }

    private static async Task FillAsync(string path, CancellationToken stop)
    {
        byte[] block = new byte[4096];
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                await Task.Delay(2, CancellationToken.None);
            }
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
            await Task.Delay(20);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
