using Artisan.Infrastructure.Tests.Testing;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Infrastructure.Data;
using Artisan.Infrastructure.Usage;
using Artisan.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Usage;

/// <summary>The ledger adds up, whatever is repeated.</summary>
public sealed class LedgerStoreTests : IAsyncLifetime
{
    private string _database = "";
    private ServiceProvider _services = null!;
    private readonly Guid _tenant = Guid.CreateVersion7();

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

    private PostgresLedgerStore Store => new(_services.GetRequiredService<NpgsqlDataSource>());

    private ArtisanDb Db => _services.GetRequiredService<IArtisanDbFactory>().OpenTenant(_tenant);

    private UsageRecord Record(double latency, decimal? cost = 0.01m, AttemptOutcome outcome = AttemptOutcome.Ok, string model = "gpt-4o", Guid actor = default, DateTimeOffset? at = null) => new()
    {
        TenantId = _tenant,
        Id = Guid.CreateVersion7(),
        RequestId = Guid.CreateVersion7(),
        ActorId = actor,
        At = at ?? new DateTimeOffset(2026, 3, 4, 10, 59, 59, TimeSpan.Zero),
        Provider = "openai",
        Model = model,
        UseCase = "gateway",
        Operation = "chat",
        CostMethod = "catalogue",
        InputTokens = 10,
        CachedInputTokens = 5,
        OutputTokens = 7,
        ReasoningTokens = 3,
        CostUsd = cost,
        LatencyMs = latency,
        Outcome = outcome,
        Attempt = 1,
    };

    [Fact]
    public async Task A_batch_written_twice_counts_once_and_the_hours_add_up()
    {
        UsageRecord[] batch = Enumerable.Range(0, 300).Select(i => Record(100 + i, i % 3 == 0 ? null : 0.01m, i % 10 == 0 ? AttemptOutcome.Failed : AttemptOutcome.Ok)).ToArray();
        await Store.WriteAsync(batch, [], CancellationToken.None);
        await Store.WriteAsync([.. batch, .. batch], [], CancellationToken.None);
        await using ArtisanDb db = Db;
        (await db.UsageRecords.CountAsync()).ShouldBe(300);
        UsageHour hour = await db.UsageHours.SingleAsync();
        hour.Hour.ShouldBe(new DateTimeOffset(2026, 3, 4, 10, 0, 0, TimeSpan.Zero));
        hour.Attempts.ShouldBe(300);
        hour.Failures.ShouldBe(30);
        hour.Unpriced.ShouldBe(100);
        hour.InputTokens.ShouldBe(300 * 15);
        hour.CachedInputTokens.ShouldBe(300 * 5);
        hour.OutputTokens.ShouldBe(300 * 10);
        hour.CostUsd.ShouldBe(2m);
    }

    [Fact]
    public async Task The_databases_latency_buckets_are_those_of_the_reports()
    {
        double[] latencies = [0, 0.05, 0.1, 0.11, 0.5, 1, 1.1, 9.99, 10, 100, 123.456, 1000, 59_999, 600_000];
        await Store.WriteAsync(latencies.Select((l, i) => Record(l, model: $"m{i:00}")).ToArray(), [], CancellationToken.None);
        await using ArtisanDb db = Db;
        int[] buckets = await db.UsageLatencyHours.OrderBy(h => h.Model).Select(h => h.Bucket).ToArrayAsync();
        buckets.ShouldBe(latencies.Select(LatencyBuckets.Of));
        foreach (double latency in latencies.Where(l => l > 0.1))
            LatencyBuckets.Middle(LatencyBuckets.Of(latency)).ShouldBe(latency, latency * 0.06);
    }

    [Fact]
    public async Task Callers_are_counted_once_a_range_and_once_an_hour()
    {
        var at = new DateTimeOffset(2026, 3, 4, 10, 30, 0, TimeSpan.Zero);
        Guid ada = Guid.CreateVersion7(), ben = Guid.CreateVersion7(), key = Guid.CreateVersion7();
        (Guid Who, int HoursAgo)[] calls = [(ada, 0), (ada, 0), (ben, 0), (ada, 2), (key, 30)];
        await Store.WriteAsync(calls.Select(c => Record(100, actor: c.Who, at: at.AddHours(-c.HoursAgo))).ToArray(), [], CancellationToken.None);
        var scope = new TenantScope { TenantId = _tenant, WorkspaceId = Guid.CreateVersion7(), ActorKind = ActorKind.Member, ActorId = ada, ActorName = "Ada", Role = Role.Admin };
        ActiveCallers callers = await new GetActiveCallers(_services.GetRequiredService<IArtisanDbFactory>())
            .ExecuteAsync(scope, new UsageFilter(at.AddDays(-1), at), TimeZoneInfo.Utc, CancellationToken.None);
        callers.Count.ShouldBe(2);
        callers.Before.ShouldBe(1);
        callers.Points.TakeLast(3).ShouldBe([1, 0, 2]);
    }

    [Fact]
    public async Task Texts_that_the_database_cannot_hold_are_made_to_fit()
    {
        var request = new RequestRecord { TenantId = _tenant, Id = Guid.CreateVersion7(), At = DateTimeOffset.UtcNow, ActorName = "a\0b", RequestedModel = new string('x', 5000), Status = RequestStatus.Ok, UseCase = "gateway", Door = "openai", Operation = "chat" };
        await Store.WriteAsync([], [new RequestFrameBody(request, null)], CancellationToken.None);
        await using ArtisanDb db = Db;
        RequestRecord read = await db.Requests.SingleAsync();
        read.ActorName.ShouldBe("ab");
        read.RequestedModel!.Length.ShouldBe(400);
    }
}
