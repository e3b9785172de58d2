using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>Versions of a model policy: scheduled, taken back, approved, seen by nobody else.</summary>
public sealed class ModelPolicyVersionTests(ArtisanFixture fixture) : ModelPolicyContext(fixture), IClassFixture<ArtisanFixture>
{
    [Fact]
    public async Task A_scheduled_version_does_not_hold_yet_and_can_be_withdrawn()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        JsonElement later = await SetAsync($$"""{"rules":[{"segment":"default","model":"gpt-4o"}],"release_at":"{{DateTimeOffset.UtcNow.AddHours(1):O}}"}""");
        later.GetProperty("state").GetString().ShouldBe("scheduled");
        (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
        TenantControl tenant = App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!;
        tenant.ModelPolicyOf(App.Home.WorkspaceId, DateTimeOffset.UtcNow.AddHours(2))!.Policy.Rules[0].Model.ShouldBe("gpt-4o", "in two hours it will, without anybody's doing");
        using HttpClient client = App.Client(App.Home.ApiKey);
        (await client.DeleteAsync($"/api/ai-advanced/model-policy/versions/{later.GetProperty("id").GetGuid()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!.ModelPolicyOf(App.Home.WorkspaceId, DateTimeOffset.UtcNow.AddHours(2))!.Policy.Rules[0].Model.ShouldBe("gpt-4o-mini");
    }

    [Fact]
    public async Task Back_to_an_earlier_version_is_a_new_version_that_says_so()
    {
        JsonElement first = await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        JsonElement second = await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o"}]}""");
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage back = await client.PostAsync($"/api/ai-advanced/model-policy/versions/{first.GetProperty("id").GetGuid()}/roll-back", null);
        JsonElement made = await RunningArtisan.JsonAsync(back);
        made.GetProperty("version").GetInt32().ShouldBe(second.GetProperty("version").GetInt32() + 1);
        made.GetProperty("note").GetString().ShouldNotBeNull().ShouldContain($"version {first.GetProperty("version").GetInt32()}");
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
    }

    [Fact]
    public async Task Where_a_second_person_is_demanded_nobody_approves_his_own()
    {
        ChangeSetting setting = App.Services.GetRequiredService<ChangeSetting>();
        ReleaseModelPolicy release = App.Services.GetRequiredService<ReleaseModelPolicy>();
        TenantScope admin = App.ScopeOf(Role.Admin);
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        await setting.ExecuteAsync(admin, TenantSettings.PolicyApproval, "true", CancellationToken.None);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        try
        {
            Guid draft = await App.Services.GetRequiredService<SaveModelPolicyDraft>().ExecuteAsync(admin, null, new ModelPolicy { Rules = [new RoutingRule { Segment = "default", Model = "gpt-4o" }] }, "dearer", null, CancellationToken.None);
            (await release.ExecuteAsync(admin, draft, null, CancellationToken.None)).State.ShouldBe("submitted");
            (await Should.ThrowAsync<ArtisanException>(() => release.DecideAsync(admin, draft, true, null, CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
            (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
            using HttpClient client = App.Client(App.Home.ApiKey);
            using HttpResponseMessage approved = await client.PostAsJsonAsync($"/api/ai-advanced/model-policy/versions/{draft}/decide", new { approve = true, note = "fine" });
            (await RunningArtisan.JsonAsync(approved)).GetProperty("state").GetString().ShouldBe("live");
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
            (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o");
        }
        finally
        {
            await setting.ExecuteAsync(admin, TenantSettings.PolicyApproval, null, CancellationToken.None);
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Another_organisations_versions_do_not_exist()
    {
        JsonElement set = await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o-mini"}]}""");
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.PostAsync($"/api/ai-advanced/model-policy/versions/{set.GetProperty("id").GetGuid()}/roll-back", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await foreign.GetAsync($"/api/ai-advanced/model-policy?workspace_id={App.Home.WorkspaceId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
