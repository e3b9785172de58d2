using System.Net;
using System.Net.Http.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Memory;

/// <summary>Old memories are summed up, and stay until somebody confirms the summary.</summary>
public sealed class SummaryTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task A_summary_is_proposed_and_takes_its_originals_place_when_it_is_confirmed()
    {
        TenantScope manager = App.ScopeOf(Role.Manager);
        Guid lead = await App.LeadAsync("Summary");
        await Get<SetMemoryPolicy>().ExecuteAsync(App.ScopeOf(Role.Compliance), new MemoryGovernance { CompressAfterDays = 90, KeepOriginalsDays = 10 }, null, CancellationToken.None);
        await Get<ControlPlane>().RefreshAsync(CancellationToken.None);
        string[] texts = ["The platypus pilot began in Hamburg with twelve users.", "The platypus pilot grew to forty users in Hamburg and Kiel.", "The platypus pilot found two faults in the export of reports.", "The platypus pilot ended with a recommendation for the rollout in May.", "Pinned: the platypus budget is owned by the plant manager."];
        var ids = new List<Guid>();
        foreach (string text in texts)
            ids.Add((await Get<StoreMemory>().ExecuteAsync(manager, new MemoryStoreRequestV1(MemoryType.LeadInteraction, text, lead, Pinned: text.StartsWith("Pinned", StringComparison.Ordinal)), new MemoryOrigin(MemorySource.Console), CancellationToken.None)).Memory.Id);
        await using (ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
            await db.Memories.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(set => set.SetProperty(m => m.CreatedAt, DateTimeOffset.UtcNow.AddDays(-100)));
        await App.Services.GetServices<IJobHandler>().Single(h => h.Kind == SummariseMemories.JobKind).RunAsync(new JobContext(new JobRun(), (_, _) => { }), CancellationToken.None);
        MemoryV1 summary = (await Get<ListMemories>().ExecuteAsync(manager, new MemoryFilter { LeadId = lead, State = MemoryState.Proposed }, new(), CancellationToken.None)).Items.Single();
        (summary.Provenance.Source, summary.OwnerId).ShouldBe((MemorySource.Summary, manager.ActorId));
        summary.Content.ShouldContain("platypus");
        (await RecallAsync(manager, lead)).ShouldBe(ids, ignoreOrder: true, "what is proposed is not recalled yet");

        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage confirmed = await client.PostAsJsonAsync($"/api/v1/ai/memory/{summary.Id}/confirm", new { confirm = true });
        (await RunningArtisan.JsonAsync(confirmed)).GetProperty("originals").GetInt32().ShouldBe(4);
        (await RecallAsync(manager, lead)).ShouldBe([summary.Id, ids[4]], ignoreOrder: true);
        MemoryV1 original = await Get<ListMemories>().GetAsync(manager, ids[0], CancellationToken.None);
        (original.State, original.SummaryId).ShouldBe((MemoryState.Compressed, summary.Id));
        (original.ExpiresAt!.Value - DateTimeOffset.UtcNow).TotalDays.ShouldBeInRange(9, 10.1);
        using HttpResponseMessage again = await client.PostAsJsonAsync($"/api/v1/ai/memory/{summary.Id}/confirm", new { confirm = false });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<Guid[]> RecallAsync(TenantScope scope, Guid lead) =>
        [.. (await Get<RecallMemories>().ExecuteAsync(scope, new MemoryRecallRequestV1("How did the platypus pilot go?", LeadId: lead, Limit: 20), CancellationToken.None)).Items.Select(h => h.Memory.Id)];
}
