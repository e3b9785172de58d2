using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Guardrails;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Memory;

/// <summary>With an embeddings model memories are found by questions in other words; without its answer by their words, and no provider reads what it may not be sent.</summary>
public sealed class MeaningTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Model = "text-embedding-3-small";

    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private async Task SetAsync(MemoryGovernance policy)
    {
        await Get<SetMemoryPolicy>().ExecuteAsync(App.ScopeOf(Role.Compliance), policy, null, CancellationToken.None);
        await Get<ControlPlane>().RefreshAsync(CancellationToken.None);
    }

    private async Task<Guid> StoreAsync(string text, MemoryType type = MemoryType.LeadInteraction) =>
        (await Get<StoreMemory>().ExecuteAsync(App.ScopeOf(Role.Manager), new MemoryStoreRequestV1(type, text), new MemoryOrigin(MemorySource.Console), CancellationToken.None)).Memory.Id;

    private Task<MemoryRecallResponseV1> RecallAsync(string query) => Get<RecallMemories>().ExecuteAsync(App.ScopeOf(Role.Manager), new MemoryRecallRequestV1(query, Limit: 3), CancellationToken.None);

    private async Task<string?> ModelOfAsync(Guid id)
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        return await db.Memories.Where(m => m.Id == id).Select(m => m.MeaningModel).SingleAsync();
    }

    private string[] Read() => [.. App.Vendor.Requests.Where(r => r.Path.EndsWith("embeddings", StringComparison.Ordinal)).Select(r => r.Json!.ToString())];

    [Fact]
    public async Task A_question_in_other_words_finds_what_means_the_same()
    {
        App.Vendor.Means = text => text.Contains("seats", StringComparison.Ordinal) || text.Contains("downgrade", StringComparison.Ordinal) ? "size of the contract" : text;
        Guid old = await StoreAsync("The buyer wants eleven seats fewer from January on.");
        await StoreAsync("Their procurement moved to a portal of the parent company.");
        (await RecallAsync("Is a downgrade to be expected?")).Items.ShouldNotContain(h => h.Memory.Id == old, "no word of the question stands in it");

        await SetAsync(new MemoryGovernance { EmbeddingModel = Model });
        // What the model read is saved first and told to the node's index a moment later, which a recall in between does not know.
        MemoryRecallResponseV1 found = await RecallAsync("Is a downgrade to be expected?");
        await UseCaseCalls.UntilAsync(async () => (found = await RecallAsync("Is a downgrade to be expected?")).Items.FirstOrDefault()?.Memory.Id == old);
        found.MeaningBy.ShouldBe(Model);
        found.Items[0].Why.Meaning.ShouldBeGreaterThan(0.3);
        found.Items[0].Why.MatchedWords.ShouldBeEmpty();

        // Texts of many go in one call, in which no purge of one person's would find them: they stand where they belong alone.
        await App.DrainAsync();
        (await Planted.FindAsync(App, ["eleven seats fewer"])).ShouldAllBe(place => place.Contains("memories"));
        Guid fresh = await StoreAsync("They gave back some seats after the merger in Ghent.");
        await UseCaseCalls.UntilAsync(async () => await ModelOfAsync(fresh) == Model);
        MemoryV1 read = await Get<ListMemories>().GetAsync(App.ScopeOf(Role.Manager), fresh, CancellationToken.None);
        await Get<ChangeMemory>().ExecuteAsync(App.ScopeOf(Role.Manager), fresh, new MemoryChangeV1(read.Revision, "They opened a second office after the merger in Ghent."), CancellationToken.None);
        (await RecallAsync("Is a downgrade to be expected?")).Items.ShouldNotContain(h => h.Memory.Id == fresh, "what it meant before its text was changed counts no more");
        await UseCaseCalls.UntilAsync(async () => await ModelOfAsync(fresh) == Model);
        Read().ShouldContain(sent => sent.Contains("second office", StringComparison.Ordinal));

        App.Vendor.FaultFor = request => request.Path.EndsWith("embeddings", StringComparison.Ordinal) ? VendorFault.Error(401) : null;
        try
        {
            found = await RecallAsync("Which seats does the buyer want in January?");
            (found.MeaningBy, found.Items[0].Memory.Id).ShouldBe((null, old), "without the model the words find it");
        }
        finally
        {
            App.Vendor.FaultFor = null;
            await SetAsync(new MemoryGovernance());
        }
    }

    [Fact]
    public async Task What_the_provider_may_not_be_sent_is_not_read()
    {
        await SetAsync(new MemoryGovernance { EmbeddingModel = Model, Providers = [new MemorySharing("openai", null, [MemoryType.EmailThread])] });
        try
        {
            Guid kept = await StoreAsync("The kakapo negotiation is led by their new counsel."), sent = await StoreAsync("They wrote that the quetzal trial ends in May.", MemoryType.EmailThread);
            await UseCaseCalls.UntilAsync(async () => await ModelOfAsync(sent) == Model);
            await App.Services.GetServices<IJobHandler>().Single(h => h.Kind == ReadMeanings.JobKind).RunAsync(new JobContext(new JobRun(), (_, _) => { }), CancellationToken.None);
            (await ModelOfAsync(kept)).ShouldBeNull();
            Read().ShouldNotContain(body => body.Contains("kakapo", StringComparison.Ordinal));
            (await RecallAsync("Who leads the kakapo negotiation?")).Items[0].Memory.Id.ShouldBe(kept, "it is found by its words");
        }
        finally
        {
            await SetAsync(new MemoryGovernance());
        }
    }

    [Theory]
    [InlineData("gpt-4o-mini", "no embeddings model")]
    [InlineData("text-embedding-9", "no embeddings model")]
    [InlineData("text-embedding-3-small", "may not be sent memories")]
    public async Task A_model_that_cannot_read_them_is_refused(string model, string why)
    {
        ArtisanException refused = await Should.ThrowAsync<ArtisanException>(() => SetAsync(new MemoryGovernance { EmbeddingModel = model, ComplianceMode = ComplianceMode.Hipaa, Providers = [] }));
        refused.Faults!["embedding_model"].Single().ShouldContain(why);
    }
}
