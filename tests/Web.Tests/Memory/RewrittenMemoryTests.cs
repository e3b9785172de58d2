using Artisan.Core.Data;
using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Memory;
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

/// <summary>When the job that brings kept texts under today's policy takes words out of memories, they are found by these words no more.</summary>
public sealed class RewrittenMemoryTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task Hash_vector_and_index_follow_the_rewritten_text()
    {
        TenantScope owner = App.ScopeOf(Role.Manager);
        Guid one = await StoreAsync(owner, "The buyer of the quarry prefers letters in the morning"), two = await StoreAsync(owner, "The seller of the lighthouse prefers calls in the evening");
        // As an older version left them, before anything looked at addresses.
        const string first = "Reach the quarry at zebulon.first@secret-mail.example", second = "Reach the quarry at zebulon.second@secret-mail.example";
        await WriteAsync(owner.TenantId, one, first);
        await WriteAsync(owner.TenantId, two, second);
        (await RecallAsync("zebulon")).ShouldContain(one);

        await RunAsync(owner.TenantId);

        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(owner.TenantId);
        MemoryItem[] memories = await db.Memories.AsNoTracking().Where(m => m.Id == one || m.Id == two).ToArrayAsync();
        memories.ShouldAllBe(m => !m.Content.Contains("zebulon") && m.Redacted && m.Revision == 3);
        // They say the same now; both stay.
        memories.Select(m => Convert.ToHexString(m.ContentHash)).Distinct().Count().ShouldBe(2);
        memories.Single(m => m.Id == one).Vector.ShouldBe(memories.Single(m => m.Id == two).Vector);
        memories.ShouldAllBe(m => !m.ContentHash.SequenceEqual(MemoryText.HashOf(null, first, "")));
        (await RecallAsync("zebulon")).ShouldNotContain(one);
        (await RecallAsync("reach the quarry")).Intersect([one, two]).Count().ShouldBe(1, "what says the same is one answer");
        MemoryIndex index = await Get<MemoryIndexes>().OfAsync(owner.TenantId, CancellationToken.None);
        (index.Has(one, 3), index.Has(one, 2)).ShouldBe((true, false));
    }

    private async Task<Guid> StoreAsync(TenantScope owner, string text) =>
        (await Get<StoreMemory>().ExecuteAsync(owner, new MemoryStoreRequestV1(MemoryType.ChatConversation, text), new MemoryOrigin(MemorySource.Api), CancellationToken.None)).Memory.Id;

    private async Task WriteAsync(Guid tenantId, Guid id, string text)
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(tenantId);
        var memory = await db.Memories.AsNoTracking().SingleAsync(m => m.Id == id);
        memory.Content = text;
        MemoryText.Refresh(memory);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await db.Memories.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Content, text).SetProperty(m => m.ContentHash, memory.ContentHash).SetProperty(m => m.Vector, memory.Vector).SetProperty(m => m.Revision, 2).SetProperty(m => m.UpdatedAt, now));
        Get<MemoryIndexes>().Drop(tenantId);
    }

    private async Task RunAsync(Guid tenantId)
    {
        IJobHandler handler = App.Services.GetServices<IJobHandler>().Single(h => h.Kind == CoverKeptTexts.JobKind);
        await handler.RunAsync(new JobContext(new JobRun { Id = Guid.CreateVersion7(), TenantId = tenantId, Kind = CoverKeptTexts.JobKind }, (_, _) => { }), CancellationToken.None);
    }

    private async Task<Guid[]> RecallAsync(string query)
    {
        MemoryRecallResponseV1 found = await Get<RecallMemories>().ExecuteAsync(App.ScopeOf(Role.Manager), new MemoryRecallRequestV1(query), CancellationToken.None);
        return [.. found.Items.Select(h => h.Memory.Id)];
    }
}
