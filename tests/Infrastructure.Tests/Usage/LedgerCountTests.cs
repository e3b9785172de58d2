using System.Diagnostics;
using System.Globalization;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Usage;
using Artisan.Infrastructure.Data;
using Artisan.Infrastructure.Guardrails;
using Artisan.Infrastructure.Operations;
using Artisan.Infrastructure.Tests.Testing;
using Artisan.Infrastructure.Usage;
using Artisan.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Usage;

/// <summary>Records are counted from the journal into the database: each once, whatever is read again.</summary>
public sealed class LedgerCountTests : IAsyncLifetime
{
    // A million for bench/durability; the suite has no time for more than a few.
    private static readonly int Records = int.Parse(Environment.GetEnvironmentVariable("ARTISAN_LEDGER_RECORDS") ?? "20000", CultureInfo.InvariantCulture);

    private readonly string _folder = TestFolder.Create("artisan-count-");
    private string _database = "";
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _services = new ServiceCollection().AddLogging().AddSingleton<IKeptTextGuard, NothingTakenOut>().AddPostgres(_database).BuildServiceProvider();
        await _services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await PostgresServer.DropDatabaseAsync(_database);
    }

    private FileJournal Open() => new(new FileJournalOptions(_folder), TimeProvider.System, NullLogger<FileJournal>.Instance);

    private LedgerDrain Drain(FileJournal journal)
    {
        var feed = new LiveFeed();
        return new(journal, new PostgresLedgerStore(_services.GetRequiredService<NpgsqlDataSource>()), new GuardrailDrain(null!, null!, feed, NullLogger<GuardrailDrain>.Instance), feed, NullLogger<LedgerDrain>.Instance);
    }

    [Fact]
    public async Task Each_record_is_counted_once_though_the_drain_stops_and_begins_again()
    {
        Guid[] tenants = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        decimal spent = 0;
        var watch = Stopwatch.StartNew();
        using (FileJournal journal = Open())
        {
            var ledger = new LedgerJournal(journal);
            for (int i = 0; i < Records; i++)
            {
                decimal cost = i % 7 * 0.000123m;
                spent += cost;
                journal.EnsureWritable();
                ledger.Append(RecordOf(tenants[i % 3], i, cost));
            }
        }
        TimeSpan written = watch.Elapsed;
        watch.Restart();
        // Stopped in the midst three times, by a drain that remembers nothing of the one before.
        for (int stop = 1; stop <= 3; stop++)
        {
            using FileJournal journal = Open();
            using var ends = new CancellationTokenSource(TimeSpan.FromMilliseconds(150 * stop));
            try
            {
                await Drain(journal).DrainAsync(ends.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
            {
                // as meant
            }
        }
        using (FileJournal journal = Open())
        {
            await Drain(journal).DrainAsync(CancellationToken.None);
            journal.PendingBytes.ShouldBe(0);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Records:N0} records: journal {written.TotalSeconds:0.0} s ({Records / written.TotalSeconds:N0}/s), database {watch.Elapsed.TotalSeconds:0.0} s ({Records / watch.Elapsed.TotalSeconds:N0}/s), interruptions included"));
        await using NpgsqlConnection connection = await _services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var read = new NpgsqlCommand("select (select count(*) from usage_records), (select sum(cost_usd) from usage_records), (select sum(attempts)::bigint from usage_hours), (select sum(cost_usd) from usage_hours), (select sum(output_tokens)::bigint from usage_hours)", connection);
        await using NpgsqlDataReader row = await read.ExecuteReaderAsync();
        await row.ReadAsync();
        (row.GetInt64(0), row.GetDecimal(1), row.GetInt64(2), row.GetDecimal(3), row.GetInt64(4)).ShouldBe((Records, spent, Records, spent, 7L * Records));
    }

    private static UsageRecord RecordOf(Guid tenant, int number, decimal cost) => new()
    {
        TenantId = tenant,
        Id = Guid.CreateVersion7(),
        RequestId = Guid.CreateVersion7(),
        At = new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero).AddSeconds(number % 86_400),
        Provider = "openai",
        Model = number % 2 == 0 ? "gpt-4o" : "gpt-4o-mini",
        UseCase = "gateway",
        Operation = "chat",
        CostMethod = "catalogue",
        InputTokens = 10,
        OutputTokens = 7,
        CostUsd = cost,
        LatencyMs = number % 1000,
        Outcome = AttemptOutcome.Ok,
        Attempt = 1,
    };
}
