using System.Text.Json;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Demo;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Requests;

/// <summary>Who called: offered as a filter, and kept to by lists, exports and the demonstration's keys.</summary>
public sealed class RequestCallersTests(RequestCallersTests.Filled fixture) : IClassFixture<RequestCallersTests.Filled>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task Those_who_called_can_be_filtered_by_as_far_as_the_viewer_sees()
    {
        IReadOnlyList<CallerName> all = (await Get<GetRequestFacets>().ExecuteAsync(App.ScopeOf(Role.Admin), None)).Callers;
        all.Select(c => c.Name).ShouldBe(["Aylin Demir", "CRM sync (key)", "Demo key (key)", "Jonas Falk", "Sofia Marques"]);
        (await Get<GetRequestFacets>().ExecuteAsync(App.ScopeOf(Role.Rep), None)).Callers.ShouldBeEmpty("who sees only his own has nothing to choose");
        (await Get<GetRequestFacets>().ExecuteAsync(App.ScopeOf(Role.Admin, App.Foreign), None)).Callers.ShouldBeEmpty();

        foreach (CallerName caller in all)
        {
            Page<RequestRow> page = await Get<ListRequests>().ExecuteAsync(App.ScopeOf(Role.Admin), new RequestFilter { ActorId = caller.Id }, new PageRequest(null, 500), None);
            page.Items.ShouldNotBeEmpty();
            page.Items.ShouldAllBe(r => caller.Name.StartsWith(r.ActorName, StringComparison.Ordinal));
        }
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement items = (await RunningArtisan.JsonAsync(await client.GetAsync($"/api/v1/ai/requests?actor_id={App.Home.SecondApiKeyId}"))).GetProperty("items");
        items.EnumerateArray().Select(r => r.GetProperty("actor_name").GetString()).ShouldAllBe(name => name == "CRM sync");
    }

    [Fact]
    public async Task The_demonstrations_keys_call_in_their_workspace_and_were_last_used_by_their_last_request()
    {
        ApiKeyInfo[] keys = [.. (await Get<ListApiKeys>().ExecuteAsync(App.ScopeOf(Role.Admin), new PageRequest(), None)).Items];
        keys.Length.ShouldBe(2);
        foreach (ApiKeyInfo key in keys)
        {
            Page<RequestRow> page = await Get<ListRequests>().ExecuteAsync(App.ScopeOf(Role.Admin), new RequestFilter { ActorId = key.Id }, new PageRequest(null, 500), None);
            page.Items.ShouldAllBe(r => r.WorkspaceId == key.WorkspaceId);
            key.LastUsedAt!.Value.ShouldBe(page.Items[0].At, TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>An application whose first tenant has the demonstration's requests.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        public RunningArtisan App { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await RunningArtisan.StartAsync();
            IServiceProvider services = App.Services;
            await new DemoRequests(services.GetRequiredService<ILedgerStore>(), services.GetRequiredService<RecordKeyUses>(), services.GetRequiredService<IAiConfigSource>(), services.GetRequiredService<KeptTexts>()).FillAsync(App.Home, CancellationToken.None);
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
