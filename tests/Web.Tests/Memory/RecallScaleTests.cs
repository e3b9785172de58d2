using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Artisan.Web.Tests.Memory;

/// <summary>Among many memories the right one is found. <c>bench/memory/run.sh</c> runs it with 100,000 and prints the times; no time is asserted.</summary>
public sealed class RecallScaleTests(ArtisanFixture fixture, ITestOutputHelper output) : IClassFixture<ArtisanFixture>
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("ARTISAN_MEMORIES") ?? "3000", CultureInfo.InvariantCulture);
    private static readonly int Recalls = int.Parse(Environment.GetEnvironmentVariable("ARTISAN_RECALLS") ?? "60", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Among_many_the_right_one_is_found()
    {
        RunningArtisan app = fixture.App;
        TenantScope owner = app.ScopeOf(Role.Manager);
        long began = Stopwatch.GetTimestamp();
        await ManyMemories.AddAsync(app, owner, 0, Count);
        output.WriteLine($"{Count:N0} memories written in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        using HttpClient client = app.Client(app.Home.ApiKey);
        client.BaseAddress.ShouldNotBeNull();
        began = Stopwatch.GetTimestamp();
        MemoryIndex index = await app.Services.GetRequiredService<MemoryIndexes>().OfAsync(owner.TenantId, CancellationToken.None);
        output.WriteLine($"index read in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, {index.Count:N0} memories, {index.Bytes / 1e6:0} MB");
        index.Count.ShouldBeGreaterThanOrEqualTo(Count);
        var random = new Random(7);
        int found = 0;
        var times = new List<double>();
        for (int i = 0; i < Recalls; i++)
        {
            int number = random.Next(Count);
            // Other words than the memory's own around what is looked for.
            string query = $"What did company{number} say, and what is the next step?";
            long at = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/v1/ai/memory/recall", new { query, limit = 5 });
            JsonElement hits = (await RunningArtisan.JsonAsync(answer)).GetProperty("items");
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            if (hits.GetArrayLength() > 0 && hits[0].GetProperty("memory").GetProperty("content").GetString() == ManyMemories.TextOf(number))
                found++;
        }
        times.RemoveRange(0, Recalls / 10);
        times.Sort();
        output.WriteLine($"{times.Count} recalls over HTTP with audit: p50 {times[times.Count / 2]:0.0} ms, p95 {times[times.Count * 95 / 100]:0.0} ms, p99 {times[times.Count * 99 / 100]:0.0} ms; the right one first in {found} of {Recalls}");
        // Names that differ in one digit share most of their parts, so that another company's memory stands first now and then.
        found.ShouldBeGreaterThanOrEqualTo(Recalls * 95 / 100);
    }
}
