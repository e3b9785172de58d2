using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Memory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Artisan.Web.Tests.Compliance;

/// <summary>A purge of very many memories leaves none. <c>bench/memory/run.sh</c> runs it with 1,000,000 and prints times and memory; neither is asserted.</summary>
public sealed class PurgeScaleTests(ArtisanFixture fixture, ITestOutputHelper output) : IClassFixture<ArtisanFixture>
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("ARTISAN_PURGE_MEMORIES") ?? "5000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Of_very_many_none_is_left_in_table_index_and_certificate()
    {
        RunningArtisan app = fixture.App;
        TenantScope owner = app.ScopeOf(Role.Manager);
        long began = Stopwatch.GetTimestamp();
        await ManyMemories.AddAsync(app, owner, 0, Count);
        output.WriteLine($"{Count:N0} memories written in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        MemoryIndexes indexes = app.Services.GetRequiredService<MemoryIndexes>();
        (await indexes.OfAsync(owner.TenantId, CancellationToken.None)).Count.ShouldBe(Count);
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true), most = before, residentBefore = Environment.WorkingSet, resident = residentBefore;
        using HttpClient client = app.Client(app.Home.ApiKey);
        began = Stopwatch.GetTimestamp();
        JsonElement started = await client.PurgeAsync(new { reason = "The contract has ended" });
        var times = new List<double>();
        Task<JsonElement> ended = client.UntilAsync($"/api/v1/admin/purges/{started.GetProperty("purge_id").GetGuid()}", p => p.GetProperty("state").GetString() is "verified" or "incomplete" or "failed");
        // The console stays usable meanwhile.
        do
        {
            long at = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.GetAsync("/api/v1/ai/memory");
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            (most, resident) = (Math.Max(most, GC.GetTotalMemory(false)), Math.Max(resident, Environment.WorkingSet));
            await Task.WhenAny(ended, Task.Delay(50));
        }
        while (!ended.IsCompleted);
        JsonElement purge = await ended;
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        times.Sort();
        output.WriteLine($"purged and certified in {seconds:0.0} s; managed memory {before / 1e6:0} MB before, {most / 1e6:0} MB at most, the process {residentBefore / 1e6:0} and {resident / 1e6:0} MB; {times.Count} lists of memories meanwhile: p50 {times[times.Count / 2]:0.0} ms, p95 {times[times.Count * 95 / 100]:0.0} ms");
        purge.GetProperty("state").GetString().ShouldBe("verified", purge.ToString());
        purge.GetProperty("stores").EnumerateArray().Single().GetProperty("deleted").GetInt64().ShouldBe(Count);
        await using ArtisanDb db = app.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(owner.TenantId);
        (await db.Memories.CountAsync()).ShouldBe(0);
        (await indexes.OfAsync(owner.TenantId, CancellationToken.None)).Count.ShouldBe(0);
    }
}
