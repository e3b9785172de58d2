using System.Text.Json;
using Artisan.Core.Compliance.Purges;
using Artisan.Core.Data;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Memory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>Two nodes on one database: a purge is verified only when each that lives has said that it holds none of it.</summary>
public sealed class PurgeNodesTests : IAsyncLifetime
{
    // A node on a loaded machine gives its signs of life late; only one test is about a node that is gone.
    private static readonly TimeSpan s_patient = TimeSpan.FromMinutes(1), s_soon = TimeSpan.FromSeconds(6);
    private PurgeLimits _limits = null!;
    private RunningArtisan _app = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private async Task StartAsync(TimeSpan gone)
    {
        _limits = new PurgeLimits { Answer = TimeSpan.FromSeconds(20), Gone = gone, Many = 300 };
        _app = await RunningArtisan.StartAsync(configure: services => services.AddSingleton(_limits));
        // The node that made the database's template is long stopped, but its last sign of life may not be that old.
        await using ArtisanDb db = _app.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId);
        Guid own = _app.Services.GetRequiredService<ThisNode>().Id;
        await db.ClusterNodes.Where(n => n.Id != own).ExecuteDeleteAsync();
    }

    // It gives signs of life and answers only when a test says so, and leaves jobs to the other one.
    private Task<RunningArtisan> SilentNodeAsync() => RunningArtisan.StartAsync(database: _app.Database, configure: services =>
    {
        services.AddSingleton(_limits);
        foreach (ServiceDescriptor own in services.Where(s => s.ImplementationType?.Name is "PurgeAcknowledger" or "MemoryKeeper" || s.ImplementationType?.FullName?.Contains("Quartz", StringComparison.Ordinal) == true).ToArray())
        {
            if (own.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService))
                services.Remove(own);
        }
    });

    private static Task SpeakAsync(RunningArtisan node) => node.Services.GetRequiredService<AcknowledgePurges>().RunAsync(CancellationToken.None);

    private static async Task<int> HeldAsync(RunningArtisan node, Guid tenantId) => (await node.Services.GetRequiredService<MemoryIndexes>().OfAsync(tenantId, CancellationToken.None)).Count;

    private async Task<Guid> PurgeAsync(HttpClient client) => (await client.PurgeAsync(new { reason = "The contract has ended" })).GetProperty("purge_id").GetGuid();

    private static Task<JsonElement> StateAsync(HttpClient client, Guid id, params string[] states) => client.UntilAsync($"/api/v1/admin/purges/{id}", p => states.Contains(p.GetProperty("state").GetString()));

    [Theory]
    [InlineData(120)]
    [InlineData(700)]
    public async Task The_certificate_waits_for_the_other_node_whose_index_lets_go(int memories)
    {
        await StartAsync(s_patient);
        // Below and above the number from which on nodes make their indexes anew.
        TenantScope owner = _app.ScopeOf(Role.Manager);
        await ManyMemories.AddAsync(_app, owner, 0, memories);
        await using RunningArtisan other = await SilentNodeAsync();
        (await HeldAsync(_app, owner.TenantId), await HeldAsync(other, owner.TenantId)).ShouldBe((memories, memories));
        await SpeakAsync(other);
        using HttpClient client = _app.Client(_app.Home.ApiKey);
        Guid id = await PurgeAsync(client);
        await StateAsync(client, id, "verifying");
        // Longer than it takes one that answers at once; it must not be done without the other.
        for (int i = 0; i < 8; i++)
        {
            await Task.Delay(250);
            using HttpResponseMessage now = await client.GetAsync($"/api/v1/admin/purges/{id}");
            (await RunningArtisan.JsonAsync(now)).GetProperty("state").GetString().ShouldBe("verifying");
        }
        await SpeakAsync(other);
        JsonElement purge = await StateAsync(client, id, "verified", "incomplete", "failed");
        purge.GetProperty("state").GetString().ShouldBe("verified", purge.ToString());
        purge.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("left").GetInt32()).ShouldBe([0, 0]);
        purge.GetProperty("stores").EnumerateArray().Single().GetProperty("deleted").GetInt64().ShouldBe(memories);
        (await HeldAsync(_app, owner.TenantId), await HeldAsync(other, owner.TenantId)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_node_that_died_is_not_waited_for()
    {
        await StartAsync(s_soon);
        await ManyMemories.AddAsync(_app, _app.ScopeOf(Role.Manager), 0, 20);
        await using RunningArtisan other = await SilentNodeAsync();
        await SpeakAsync(other);
        using HttpClient client = _app.Client(_app.Home.ApiKey);
        JsonElement purge = await StateAsync(client, await PurgeAsync(client), "verified", "incomplete", "failed");
        purge.GetProperty("state").GetString().ShouldBe("verified", purge.ToString());
        purge.GetProperty("nodes").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_still_holds_something_is_named_and_the_purge_is_incomplete()
    {
        await StartAsync(s_patient);
        TenantScope owner = _app.ScopeOf(Role.Manager);
        await ManyMemories.AddAsync(_app, owner, 0, 20);
        await using RunningArtisan other = await SilentNodeAsync();
        await HeldAsync(other, owner.TenantId);
        // Something that the database does not have and nothing tells the node to let go of.
        other.Services.GetRequiredService<MemoryIndexes>().Put(new MemoryItem { TenantId = owner.TenantId, Id = Guid.CreateVersion7(), OwnerId = owner.ActorId, WorkspaceId = owner.WorkspaceId, Type = MemoryType.EmailThread, Content = "What was forgotten", CreatedAt = DateTimeOffset.UtcNow.AddDays(-1), Revision = 1 });
        using HttpClient client = _app.Client(_app.Home.ApiKey);
        await SpeakAsync(other);
        Guid id = await PurgeAsync(client);
        Task<JsonElement> ended = StateAsync(client, id, "verified", "incomplete", "failed");
        while (!ended.IsCompleted)
        {
            await SpeakAsync(other);
            await Task.WhenAny(ended, Task.Delay(1000));
        }
        JsonElement purge = await ended;
        purge.GetProperty("state").GetString().ShouldBe("incomplete", purge.ToString());
        purge.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("left").GetInt32()).Order().ShouldBe([0, 1]);
        (await client.GetStringAsync($"/api/v1/admin/purges/{id}/certificate?format=text")).ShouldContain(other.Services.GetRequiredService<ThisNode>().Name);
        purge.GetProperty("stores").EnumerateArray().Single().GetProperty("left").GetInt64().ShouldBe(0);
    }
}
