using Artisan.Core.Crm.Accounts;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Contacts;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm;

/// <summary>Whoever looks at accounts, contacts or campaigns hears of what others change.</summary>
public sealed class CrmFeedTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private RunningArtisan App => fixture.App;

    private TenantScope Manager => App.ScopeOf(Role.Manager);

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task A_change_of_an_account_is_told()
    {
        Guid id = default;
        await ToldAsync(FeedTopic.Accounts, async () => id = await Get<SaveAccount>().ExecuteAsync(Manager, new SaveAccount.Request { Name = "Feed" }, None), () => id);
        await ToldAsync(FeedTopic.Accounts, () => Get<SaveAccount>().ExecuteAsync(Manager, new SaveAccount.Request { Id = id, City = "Ulm" }, None), () => id);
        await ToldAsync(FeedTopic.Accounts, () => Get<DeleteAccount>().ExecuteAsync(Manager, id, None), () => id);
    }

    [Fact]
    public async Task A_change_of_a_contact_is_told()
    {
        Guid id = default;
        await ToldAsync(FeedTopic.Contacts, async () => id = await Get<SaveContact>().ExecuteAsync(Manager, new SaveContact.Request { LastName = "Feed" }, None), () => id);
        await ToldAsync(FeedTopic.Contacts, () => Get<DeleteContact>().ExecuteAsync(Manager, id, None), () => id);
    }

    [Fact]
    public async Task A_change_of_a_campaign_and_of_its_leads_is_told()
    {
        Guid id = default, lead = await App.LeadAsync("Feed");
        await ToldAsync(FeedTopic.Campaigns, async () => id = await Get<SaveCampaign>().ExecuteAsync(Manager, new SaveCampaign.Request { Name = "Feed" }, None), () => id);
        await ToldAsync(FeedTopic.Campaigns, () => Get<ChangeCampaignLeads>().AddAsync(Manager, id, new LeadFilter { Ids = [lead] }, None), () => id);
        await ToldAsync(FeedTopic.Campaigns, () => Get<ChangeCampaignLeads>().RemoveAsync(Manager, id, [lead], None), () => id);
        await ToldAsync(FeedTopic.Campaigns, () => Get<DeleteCampaign>().ExecuteAsync(Manager, id, None), () => id);
    }

    private async Task ToldAsync(string topic, Func<Task> change, Func<Guid> id)
    {
        var feed = Get<LiveFeed>();
        using LiveFeed.Subscription here = feed.Subscribe(App.Home.TenantId, topic), foreign = feed.Subscribe(App.Foreign.TenantId, topic);
        Task<IReadOnlyList<FeedSignal>> theirs = foreign.NextAsync(None).AsTask();
        await change();
        (await here.NextAsync(None).AsTask().WaitAsync(Soon)).Select(s => s.Key).ShouldBe([id().ToString("N")]);
        theirs.IsCompleted.ShouldBeFalse();
    }
}
