using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Infrastructure.Data;
using Artisan.Infrastructure.Operations;
using Artisan.Infrastructure.Tenancy;

namespace Artisan.Web.Shell.Hosting;

/// <summary>
/// <c>--verify-audit</c>: reads the audit chains of all organisations, prints what is wrong with each, and ends. It changes nothing, opens no port, and works
/// beside a running Artisan as well as without one.
/// </summary>
internal static class VerifyAuditCommand
{
    /// <summary>The option.</summary>
    public const string Option = "--verify-audit";

    /// <summary>Verifies.</summary>
    /// <returns>0 when every chain is whole, 2 when one is not.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine([.. args.Where(a => a != Option)]).Build();
        HostSettings settings = HostSettings.Read(configuration, args);
        if (settings.MasterKey is null && !File.Exists(Path.Combine(settings.DataFolder, "master.key")))
            throw new InvalidOperationException($"There is no Artisan in {settings.DataFolder}: it has no master key. Set ARTISAN_DATA to its folder, or ARTISAN_MASTER_KEY and ARTISAN_DATABASE as it has them.");
        MasterKey masterKey = MasterKey.Load(settings.MasterKey, settings.DataFolder);
        using var interrupt = new StartInterrupt();
        string? database = settings.Database ?? EmbeddedPostgres.RunningIn(settings.DataFolder);
        await using EmbeddedPostgres? embedded = database is null ? await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataFolder = settings.DataFolder }, _ => { }, interrupt.Token) : null;
        // No more than what reads: journal, log and jobs belong to the process that serves.
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddPostgres(database ?? embedded!.ConnectionString)
            .AddSingleton<IKeptTextGuard, NothingIsWritten>().AddSingleton<IAuditSeal>(new AuditSeal(masterKey)).AddSingleton<VerifyAuditChain>().AddSingleton<VerifyAllAudits>().BuildServiceProvider();
        bool whole = true;
        await foreach ((string tenant, AuditVerification found) in services.GetRequiredService<VerifyAllAudits>().ExecuteAsync(interrupt.Token))
        {
            whole &= found.Faults.Count == 0;
            string read = $"{found.Entries:N0} entries read, {found.Erased:N0} of them with their text erased, {found.Deleted:N0} deleted behind checkpoints, the last is {found.Head:N0}";
            await output.WriteLineAsync($"{tenant}: {(found.Faults.Count == 0 ? "whole" : $"{found.Faults.Count} {(found.Faults.Count == 1 ? "fault" : "faults")}")}; {read}");
            foreach (string fault in found.Faults)
                await output.WriteLineAsync($"  - {fault}");
        }
        return whole ? 0 : 2;
    }

    private sealed class NothingIsWritten : IKeptTextGuard
    {
        public string Text(Guid tenantId, KeptPlace place, string text, string? store = null) => throw ReadsOnly();
        public string Json(Guid tenantId, KeptPlace place, string json, string? store = null) => throw ReadsOnly();
        public byte[] Json(Guid tenantId, KeptPlace place, ReadOnlySpan<byte> utf8, int longest, out bool cut, string? store = null) => throw ReadsOnly();
        public bool MayStay(Guid tenantId, KeptPlace place, string text, ReadOnlySpan<byte> json) => throw ReadsOnly();

        private static InvalidOperationException ReadsOnly() => new("The verification of audits only reads.");
    }
}
