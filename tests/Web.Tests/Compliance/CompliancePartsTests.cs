using Artisan.Core.Compliance;
using Artisan.Core.Compliance.Retention;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Compliance;
using Artisan.Web.Features.Tenancy.Settings;
using Artisan.Web.Shell.Components;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Shell;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>The compliance center over the real store, without a browser.</summary>
public sealed class CompliancePartsTests(ArtisanFixture fixture) : ConsoleContext(fixture.App), IClassFixture<ArtisanFixture>
{
    private static readonly Type[] UseCases =
    [
        typeof(GetMemoryPolicy), typeof(SetMemoryPolicy), typeof(LegalHolds), typeof(PreviewLegalHold), typeof(VerifyAuditChain), typeof(AuditRetentions), typeof(ListAuditEntries), typeof(GetAuditEntry), typeof(GetPiiReport), typeof(GetRetentionOverview),
        typeof(ControlPlane), typeof(ListLeads), typeof(IAiConfigSource),
    ];

    private TenantScope Officer => App.ScopeOf(Role.Compliance);

    [Fact]
    public void The_posture_tells_mode_and_holds_and_verifies_the_chain()
    {
        SignIn(Officer, UseCases);
        IRenderedComponent<CompliancePosture> shown = Render<CompliancePosture>();
        Shows(shown, "Standard");
        Shows(shown, "not verified in this visit");
        Button(shown, "Verify now").Click();
        Shows(shown, "Whole");
    }

    [Fact]
    public void A_mode_locks_what_it_demands()
    {
        SignIn(Officer, UseCases);
        IRenderedComponent<GovernanceForm> shown = Render<GovernanceForm>(p => p.Add(f => f.Policy, MemoryPolicyOf(ComplianceMode.Standard)));
        shown.FindAll("input[type=checkbox][disabled]").ShouldBeEmpty();
        shown.Find("#gov-mode").Change(nameof(ComplianceMode.Gdpr));
        shown.FindAll("input[type=checkbox][disabled]").Count.ShouldBe(Enum.GetValues<MemoryType>().Length);
        shown.FindAll("option").ShouldAllBe(o => !o.TextContent.Contains("For ever"));
        shown.Markup.ShouldContain("365 at most in GDPR mode");
    }

    [Fact]
    public async Task What_contradicts_its_mode_is_refused_at_its_field()
    {
        SignIn(Officer, UseCases);
        IRenderedComponent<GovernanceForm> shown = Render<GovernanceForm>(p => p.Add(f => f.Policy, MemoryPolicyOf(ComplianceMode.Standard)));
        shown.Find("#gov-mode").Change(nameof(ComplianceMode.Gdpr));
        await TypeAsync(shown, "#gov-days-LeadInteraction", "400");
        Button(shown, "Set policy").Click();
        await AnswerAsync();
        shown.WaitForAssertion(() => shown.Find("#gov-days-LeadInteraction-fault").TextContent.ShouldContain("nothing longer than a year"), Patience);
    }

    [Fact]
    public async Task A_hold_is_counted_before_it_is_set_and_names_its_lead()
    {
        PlantedSubject planted = await PlantedSubject.AddAsync(App, "holdpartmark");
        SignIn(Officer, UseCases);
        IRenderedComponent<LegalHoldsTab> shown = Render<LegalHoldsTab>();
        Button(shown, "Count what it keeps");
        shown.FindAll("button").ShouldNotContain(b => b.TextContent.Contains("Set legal hold"));
        await TypeAsync(shown, "#hold-reason", "Matter of the part");
        await TypeAsync(shown, "#hold-lead", "nobodyofthatname");
        Shows(shown, "No lead of this name, company or e-mail is to be found.");
        Button(shown, "Count what it keeps").Click();
        // A lead that nobody is must not become a hold on everybody.
        Shows(shown, "No lead of this name, company or e-mail is to be found.");
        shown.FindAll("button").ShouldNotContain(b => b.TextContent.Contains("Set legal hold"));
        await TypeAsync(shown, "#hold-lead", "holdpartmark");
        shown.WaitForAssertion(() => shown.Find("#hold-lead").GetAttribute("value")!.ShouldContain(planted.Email), Patience);
        Button(shown, "Count what it keeps").Click();
        Shows(shown, "would be kept");
        Shows(shown, "Memories: 1");
        Button(shown, "Set legal hold").Click();
        Shows(shown, "Everything, about Person holdpartmark");
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        (await db.LegalHolds.SingleAsync(h => h.Reason == "Matter of the part")).LeadId.ShouldBe(planted.LeadId);
        Button(shown, "Lift").Click();
        await AnswerAsync();
        Shows(shown, "lifted by");
    }

    [Fact]
    public async Task The_audits_retention_is_set_after_a_question_and_too_short_a_time_is_said_at_its_field()
    {
        SignIn(Officer, UseCases);
        IRenderedComponent<AuditRetentionForm> shown = Render<AuditRetentionForm>();
        Shows(shown, "kept for ever");
        await TypeAsync(shown, "#audit-months", "1");
        Button(shown, "Set retention").Click();
        shown.WaitForAssertion(() => shown.Find("#audit-months-fault").TextContent.ShouldContain("at least 6 months"), Patience);
        await TypeAsync(shown, "#audit-months", "24");
        Button(shown, "Set retention").Click();
        ConfirmQuestion question = await AnswerAsync();
        question.Title.ShouldBe("Keep the audit for 2 years only?");
        Shows(shown, "Entries are kept for 2 years.");
        // Longer again loses nothing, so nothing is asked.
        await TypeAsync(shown, "#audit-months", "");
        Button(shown, "Set retention").Click();
        Shows(shown, "kept for ever");
    }

    [Fact]
    public async Task Personal_data_is_shown_by_type_and_place()
    {
        DateOnly today = DateOnly.FromDateTime(DateTime.UtcNow);
        await App.Services.GetRequiredService<IPiiCountStore>().AddAsync([(new PiiTallyKey(App.Home.TenantId, today, "memories", "IBAN_CODE", "replace"), 41), (new PiiTallyKey(App.Home.TenantId, today, "to_models", "EMAIL_ADDRESS", "block"), 3)], CancellationToken.None);
        SignIn(Officer, UseCases);
        IRenderedComponent<PiiTab> shown = Render<PiiTab>();
        Shows(shown, "Where it was found");
        shown.Find(".heat").TextContent.ShouldContain("IBAN");
        shown.Find(".heat td.heat-5").TextContent.ShouldBe("41");
        shown.FindAll(".heat a").ShouldContain(a => a.GetAttribute("href")!.StartsWith("/guardrails?kind=personal_data_to_model"));
        Shows(shown, "refused");
        shown.Find("a[download]").GetAttribute("href").ShouldBe($"/api/v1/admin/pii/export?from={today.AddDays(-30):yyyy-MM-dd}&to={today:yyyy-MM-dd}");
    }

    [Fact]
    public void Retention_tells_every_store_with_its_rule()
    {
        SignIn(Officer, UseCases);
        IRenderedComponent<RetentionTab> shown = Render<RetentionTab>();
        Shows(shown, "Memories: lead interactions");
        Shows(shown, "Audit log");
        shown.FindAll("tbody a").ShouldContain(a => a.TextContent == "Setting of the organisation");
    }

    [Fact]
    public void The_audit_is_filtered_by_the_address_and_so_is_its_export()
    {
        Navigation.NavigateTo("/compliance-center?tab=audit&action=api_key.&action=member.&actor=0199a6a0-5a1c-7b3e-8f00-1234567890ab&q=key&range=2026-11-01..2026-11-02");
        AuditListQuery query = AuditListQuery.Read(Url);
        query.Narrows.ShouldBeTrue();
        AuditFilter filter = query.Filter(DateTimeOffset.UtcNow, TimeZoneInfo.Utc);
        filter.Actions.ShouldBe(["api_key.", "member."], ignoreOrder: true);
        filter.ActorIds.ShouldHaveSingleItem();
        (filter.Text, filter.From, filter.To).ShouldBe(("key", new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero)));
        string export = Uri.UnescapeDataString(query.ExportHref(DateTimeOffset.UtcNow, TimeZoneInfo.Utc));
        foreach (string part in (string[])["api_key.", "member.", "actor=0199a6a0", "text=key", "from=2026-11-01", "to=2026-11-03"])
            export.ShouldContain(part);
    }

    [Fact]
    public void Details_of_an_entry_are_told_field_by_field()
    {
        IReadOnlyList<AuditFact> facts = AuditWords.Facts("""{"key":"usage.monthly_usd_limit","before":{"limit":5,"hard":true,"name":"A"},"after":{"limit":7,"hard":true},"ids":["a","b"],"nothing":null}""");
        facts.Select(f => (f.Name, f.Before, f.Value)).ShouldBe([("Key", null, "usage.monthly_usd_limit"), ("Ids", null, "a, b"), ("Nothing", null, "nothing"), ("Limit", "5", "7"), ("Name", "A", "–")]);
        AuditWords.Facts("""{"before":"10","after":"20"}""").ShouldHaveSingleItem().ShouldBe(new AuditFact("Value", "10", "20"));
        AuditWords.Of("api_key.revoked").ShouldBe("API key revoked");
        AuditWords.Of("memory.policy_set").ShouldBe("Memory policy set");
    }

    private static MemoryPolicyV1 MemoryPolicyOf(ComplianceMode mode)
    {
        var policy = new MemoryGovernance { ComplianceMode = mode };
        return new MemoryPolicyV1(policy, Enum.GetValues<MemoryType>().ToDictionary(t => t, policy.RulesOf), policy.Locks, 0, null, null);
    }
}
