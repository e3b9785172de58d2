using Artisan.Core.Compliance;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>What the settings do, against the real database.</summary>
public sealed class SettingsUseCasesTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Password = "Correct-horse-battery-9";

    private RunningArtisan App => fixture.App;

    private TenantScope Admin => App.ScopeOf(Role.Admin);

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task A_members_password_is_set_and_told_in_the_audit()
    {
        DemoPerson rep = App.Person(Role.Rep);
        await Get<ResetMemberPassword>().ExecuteAsync(Admin, rep.MembershipId, Password, CancellationToken.None);
        Page<AuditEntryInfo> entries = await Get<ListAuditEntries>().ExecuteAsync(Admin, new AuditFilter { Actions = ["member.password_reset"] }, new PageRequest(), CancellationToken.None);
        AuditEntryInfo entry = entries.Items.ShouldHaveSingleItem();
        entry.Target.ShouldNotBeNull().ShouldContain(rep.Email);
        (entry.DetailsJson ?? "").ShouldNotContain(Password);
        (await Get<GetAuditEntry>().ExecuteAsync(Admin, entry.Id, CancellationToken.None)).Action.ShouldBe("member.password_reset");
        (await Should.ThrowAsync<ArtisanException>(() => Get<GetAuditEntry>().ExecuteAsync(App.ScopeOf(Role.Admin, App.Foreign), entry.Id, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
    }

    [Fact]
    public async Task The_audit_is_had_as_csv_filtered_and_by_those_who_may_see_it()
    {
        using HttpClient program = App.Client(App.Home.ApiKey);
        using HttpResponseMessage answer = await program.GetAsync("/api/v1/admin/audit/export?action=member.");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull().ShouldStartWith("audit-");
        string[] lines = (await answer.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("id,number,at,actor,actor_kind,action,target,details");
        lines.Length.ShouldBeGreaterThan(5);
        lines.Skip(1).ShouldAllBe(l => l.Contains(",member."));

        using ConsoleClient manager = await ConsoleClient.SignInAsync(App, App.Person(Role.Manager));
        (await manager.Http.GetAsync("/api/v1/admin/audit/export")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_weak_password_is_refused_and_leaves_no_entry()
    {
        DemoPerson manager = App.Person(Role.Manager);
        (await Should.ThrowAsync<ArtisanException>(() => Get<ResetMemberPassword>().ExecuteAsync(Admin, manager.MembershipId, "abc", CancellationToken.None))).Code.ShouldBe(ErrorCode.InvalidInput);
        Page<AuditEntryInfo> entries = await Get<ListAuditEntries>().ExecuteAsync(Admin, new AuditFilter { Actions = ["member.password_reset"] }, new PageRequest(), CancellationToken.None);
        entries.Items.ShouldNotContain(e => e.Target!.Contains(manager.Email));
    }

    [Fact]
    public async Task The_password_of_an_account_that_others_trust_too_is_not_set()
    {
        DemoPerson viewer = App.Person(Role.Viewer);
        await Get<AddMember>().ExecuteAsync(App.ScopeOf(Role.Admin, App.Foreign), new AddMember.Request(viewer.Email, viewer.Name, Role.Viewer), CancellationToken.None);
        ArtisanException refused = await Should.ThrowAsync<ArtisanException>(() => Get<ResetMemberPassword>().ExecuteAsync(Admin, viewer.MembershipId, Password, CancellationToken.None));
        refused.Code.ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task The_password_of_an_operator_is_for_operators()
    {
        DemoPerson operatorOfAll = App.Person(Role.Admin);
        (await Should.ThrowAsync<ArtisanException>(() => Get<ResetMemberPassword>().ExecuteAsync(Admin, operatorOfAll.MembershipId, Password, CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task Another_organisations_member_does_not_exist()
    {
        DemoPerson foreign = App.Foreign.People.First(p => p.Role == Role.Rep);
        (await Should.ThrowAsync<ArtisanException>(() => Get<ResetMemberPassword>().ExecuteAsync(Admin, foreign.MembershipId, Password, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
    }

    [Theory]
    [InlineData(Role.Compliance)]
    [InlineData(Role.Manager)]
    [InlineData(Role.Viewer)]
    public async Task Only_admins_set_passwords(Role role) =>
        (await Should.ThrowAsync<ArtisanException>(() => Get<ResetMemberPassword>().ExecuteAsync(App.ScopeOf(role), App.Person(Role.Rep).MembershipId, Password, CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);

    [Fact]
    public async Task Organisations_are_for_operators()
    {
        (await Should.ThrowAsync<ArtisanException>(() => Get<ListTenants>().ExecuteAsync(Admin, CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
        (await Should.ThrowAsync<ArtisanException>(() => Get<CreateOrganisation>().ExecuteAsync(Admin, new CreateOrganisation.Request("X", "UTC", "x@x.example"), CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);

        TenantScope scope = Admin with { IsOperator = true };
        ((await Should.ThrowAsync<ArtisanException>(() => Get<CreateOrganisation>().ExecuteAsync(scope, new CreateOrganisation.Request("X", "Nowhere/Town", "x@x.example"), CancellationToken.None))).Field).ShouldBe("time_zone");
        (CreateTenant.Created created, bool made) = await Get<CreateOrganisation>().ExecuteAsync(scope, new CreateOrganisation.Request("Quiet Harbour", "Europe/Berlin", "ada@quiet.example", "Ada", Password), CancellationToken.None);
        made.ShouldBeTrue();
        TenantInfo info = (await Get<ListTenants>().ExecuteAsync(scope, CancellationToken.None)).Single(t => t.Id == created.TenantId);
        (info.Name, info.Slug, info.Members, info.Workspaces, info.Keys).ShouldBe(("Quiet Harbour", "quiet-harbour", 1, 1, 0));
    }

    [Fact]
    public async Task Options_tell_what_was_set_and_by_whom()
    {
        await Get<ChangeSetting>().ExecuteAsync(Admin, TenantSettings.ContentRetentionDays, "7", CancellationToken.None);
        TenantOptionsInfo options = await Get<GetTenantOptions>().ExecuteAsync(Admin, CancellationToken.None);
        options.Name.ShouldBe(App.Home.Name);
        options.Features.Count.ShouldBe(Core.Tenancy.Features.All.Count);
        SettingState set = options.Settings.Single(s => s.Setting.Key == TenantSettings.ContentRetentionDays);
        (set.ValueJson, set.UpdatedBy).ShouldBe(("7", Admin.ActorName));
        options.Settings.Single(s => s.Setting.Key == TenantSettings.MonthlyUsdLimit).ValueJson.ShouldBeNull();
        TenantOptionsInfo foreign = await Get<GetTenantOptions>().ExecuteAsync(App.ScopeOf(Role.Admin, App.Foreign), CancellationToken.None);
        foreign.Settings.ShouldAllBe(s => s.ValueJson == null);
    }

    [Fact]
    public async Task Lanes_count_attempts_by_use_case_and_model()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        using var body = new StringContent("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}""", System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync("/v1/chat/completions", body)).EnsureSuccessStatusCode();
        await App.DrainAsync();
        IReadOnlyList<LaneTraffic> traffic = await Get<GetLaneTraffic>().ExecuteAsync(Admin, new UsageFilter(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1)), CancellationToken.None);
        traffic.ShouldContain(t => t.UseCase == "gateway" && t.Provider == "openai" && t.Model == "gpt-4o-mini" && t.Totals.Attempts >= 1);
    }
}
