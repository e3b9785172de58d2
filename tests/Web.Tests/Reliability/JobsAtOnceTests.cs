using System.Net;
using System.Net.Http.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Reliability;

/// <summary>"Jobs at once" holds on two nodes of one database together, and what a node that died held is free again.</summary>
public sealed class JobsAtOnceTests
{
    private const int Most = 3;

    [Fact]
    public async Task Calls_of_jobs_on_two_nodes_stay_within_the_number()
    {
        await using RunningArtisan one = await RunningArtisan.StartAsync();
        await using RunningArtisan two = await RunningArtisan.StartAsync(database: one.Database);
        var counted = new Lock();
        int open = 0, highest = 0;
        foreach (RunningArtisan node in new[] { one, two })
        {
            node.Vendor.Reply = _ =>
            {
                int now = Interlocked.Increment(ref open);
                lock (counted)
                    highest = Math.Max(highest, now);
                Thread.Sleep(40);
                Interlocked.Decrement(ref open);
                return "Done.";
            };
        }
        await SetAsync(one, two);
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => CallAsync(i % 2 == 0 ? one : two, one.Home.ApiKey, i)));
        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
        highest.ShouldBeInRange(1, Most);
        (one.Vendor.Requests.Count, two.Vendor.Requests.Count).ShouldBe((12, 12));
        await UseCaseCalls.UntilAsync(async () => await SharesAsync(one) == 0);
    }

    [Fact]
    public async Task What_a_dead_node_held_is_free()
    {
        await using RunningArtisan one = await RunningArtisan.StartAsync();
        await SetAsync(one);
        await using (ArtisanDb db = one.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(one.Home.TenantId))
        {
            var dead = new BatchShare { TenantId = one.Home.TenantId, NodeId = Guid.CreateVersion7(), Held = Most, Wanted = Most + 5, SeenAt = DateTimeOffset.UtcNow - BatchShare.Gone + TimeSpan.FromSeconds(2) };
            db.BatchShares.Add(dead);
            await db.SaveChangesAsync();
        }
        (await CallAsync(one, one.Home.ApiKey, 0)).ShouldBe(HttpStatusCode.OK);
        await UseCaseCalls.UntilAsync(async () => await SharesAsync(one) == 0);
    }

    private static async Task SetAsync(params RunningArtisan[] nodes)
    {
        using HttpClient client = nodes[0].Client(nodes[0].Home.ApiKey);
        using HttpResponseMessage set = await client.PutAsJsonAsync($"/api/v1/admin/settings/{TenantSettings.MaxConcurrentJobs}", new { value = Most });
        set.IsSuccessStatusCode.ShouldBeTrue(await set.Content.ReadAsStringAsync());
        foreach (RunningArtisan node in nodes)
            await node.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
    }

    private static async Task<HttpStatusCode> CallAsync(RunningArtisan node, string key, int number)
    {
        using HttpClient client = node.Client(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(new { model = "gpt-4o-mini", messages = new[] { new { role = "user", content = $"Summarise call {number}" } } }) };
        request.Headers.Add("X-Artisan-Priority", "batch");
        using HttpResponseMessage response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<int> SharesAsync(RunningArtisan node)
    {
        await using ArtisanDb db = node.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(node.Home.TenantId);
        return await db.BatchShares.CountAsync();
    }
}
