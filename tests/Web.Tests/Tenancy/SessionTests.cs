using System.Net;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>Signing in and losing rights.</summary>
public sealed class SessionTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private static async Task UntilAsync(Func<Task<bool>> reached, string what)
    {
        for (int i = 0; !await reached(); i++)
        {
            i.ShouldBeLessThan(100, what);
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_five_seconds()
    {
        TenantScope admin = App.ScopeOf(Role.Admin);
        CreateApiKey.Created key = await App.Services.GetRequiredService<CreateApiKey>().ExecuteAsync(admin, new CreateApiKey.Request("Short-lived", App.Home.WorkspaceId, KeyScopes.Gateway), CancellationToken.None);
        using HttpClient client = App.Client(key.Key);
        await UntilAsync(async () => (await client.GetAsync("/v1/models")).IsSuccessStatusCode, "a new key is taken");
        await App.Services.GetRequiredService<RevokeApiKey>().ExecuteAsync(admin, key.Id, CancellationToken.None);
        await UntilAsync(async () => (await client.GetAsync("/v1/models")).StatusCode == HttpStatusCode.Unauthorized, "a revoked key is refused within five seconds");
    }

    [Fact]
    public async Task A_demoted_member_loses_his_rights_in_the_open_session()
    {
        TenantScope admin = App.ScopeOf(Role.Admin);
        (Guid id, _) = await App.Services.GetRequiredService<AddMember>().ExecuteAsync(admin, new AddMember.Request("second.admin@example.com", "Second Admin", Role.Admin, null, "a long enough password"), CancellationToken.None);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        using ConsoleClient person = await ConsoleClient.SignInAsync(App, new DemoPerson(id, "Second Admin", "second.admin@example.com", "a long enough password", Role.Admin));
        (await person.Http.GetAsync("/api/v1/admin/members")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await App.Services.GetRequiredService<ChangeMember>().ExecuteAsync(admin, id, Role.Viewer, [], CancellationToken.None);
        await UntilAsync(async () => (await person.Http.GetAsync("/api/v1/admin/members")).StatusCode == HttpStatusCode.Forbidden, "a viewer sees no members");
        await App.Services.GetRequiredService<RemoveMember>().ExecuteAsync(admin, id, CancellationToken.None);
        await UntilAsync(async () => (await person.Http.GetAsync("/api/ai-advanced/usage/quota")).StatusCode == HttpStatusCode.Unauthorized, "who was removed is out");
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        DemoTenant foreign = App.Foreign;
        TenantScope admin = App.ScopeOf(Role.Admin, foreign);
        Guid last = foreign.People.Single(p => p.Role == Role.Admin).MembershipId;
        await Should.ThrowAsync<Core.Kernel.ArtisanException>(() => App.Services.GetRequiredService<RemoveMember>().ExecuteAsync(admin, last, CancellationToken.None));
        await Should.ThrowAsync<Core.Kernel.ArtisanException>(() => App.Services.GetRequiredService<ChangeMember>().ExecuteAsync(admin, last, Role.Viewer, [], CancellationToken.None));
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_and_the_right_one_does_not_open_it()
    {
        DemoPerson person = App.Foreign.People.Single(p => p.Role == Role.Viewer);
        using HttpClient http = ConsoleClient.Anonymous(App);
        for (int i = 0; i < 5; i++)
            (await ConsoleClient.TrySignInAsync(http, person.Email, "wrong")).StatusCode.ShouldBe(HttpStatusCode.OK);
        HttpResponseMessage locked = await ConsoleClient.TrySignInAsync(http, person.Email, person.Password);
        locked.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await locked.Content.ReadAsStringAsync()).ShouldContain("locked for 10 minutes");
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_other_sessions()
    {
        DemoPerson person = App.Foreign.People.First(p => p.Role == Role.Rep);
        using ConsoleClient one = await ConsoleClient.SignInAsync(App, person);
        using ConsoleClient other = await ConsoleClient.SignInAsync(App, person);
        HttpResponseMessage response = await one.Http.PostAsync("/account/sign-out-everywhere", new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = one.Token }));
        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        for (int i = 0; (await other.Http.GetAsync("/api/ai-advanced/usage/quota")).StatusCode != HttpStatusCode.Unauthorized; i++)
        {
            i.ShouldBeLessThan(100, "the other session ends within ten seconds");
            await Task.Delay(100);
        }
    }

}
