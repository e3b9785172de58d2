using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>Every table that can hold text is reached by purges and erasures, or it is said here why it need not be. A new one must be decided about, or this fails.</summary>
public sealed class PersonalTablesTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    // Which store reaches it (IPersonalStore.Name).
    private static readonly Dictionary<string, string> Reached = new()
    {
        ["MemoryItem"] = "memories",
        ["RequestRecord"] = "requests",
        ["RequestContent"] = "requests",
        ["RequestFeedback"] = "requests",
        ["CachedAnswer"] = "cached_answers",
        ["SemanticHit"] = "similar_prompts",
        ["SecurityEvent"] = "security_excerpts",
        ["VaultToken"] = "vault_tokens",
        ["ConversationSession"] = "conversations",
        ["ConversationMessage"] = "conversation_messages",
        ["EmailDraftRecord"] = "email_drafts",
        ["CampaignStrategyRecord"] = "campaign_strategies",
        ["Lead"] = "leads",
        ["CampaignLead"] = "leads",
        ["Contact"] = "contacts",
        ["Interaction"] = "interactions",
        ["LeadTask"] = "lead_tasks",
        ["LeadEvent"] = "lead_events",
        ["LeadMerge"] = "lead_merges",
        ["LeadImport"] = "import_files",
        ["ImportError"] = "import_files",
        ["Blob"] = "import_files",
        ["BlobChunk"] = "import_files",
        ["LeadScore"] = "lead_scores",
        ["AuditEntry"] = "audit_texts",
        ["JobRun"] = "jobs",
    };

    // Figures, ids, digests, codes and names of the product's own.
    private static readonly string[] Nothing =
    [
        "ControlVersion", "WorkspaceMember", "FeatureSwitch", "ModelHealthMetric", "CachePurge", "WorkspaceCache", "UsageRecord", "UsageHour", "UsageLatencyHour",
        "BudgetCount", "BudgetLease", "BatchShare", "BudgetAlert", "AuditAnchor", "KeptCoverage", "MemoryRemoval", "PurgePiece", "PurgeAck", "AuditCheckpoint", "PiiCount", "ClusterNode", "VendorUsageImport", "ApiKeyUse",
    ];

    // What holds, or could hold, something about people and stays, with the reason.
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["who belongs to the organisation and what it is called: members leave by the members' page"] = "Tenant Workspace Membership ApiKey",
        ["a setting that an admin writes, with a history of its own"] = "TenantSetting TenantProvider TenantCredential OwnPrice Prompt PromptVersion ModelPolicyVersion UseCaseOverride Budget GuardrailPolicyRow MemoryGovernanceRow AuditPolicyRow CustomField",
        ["why money was moved: the accounts stand on it, and it is about members' spending"] = "UsageAdjustment BudgetChange BudgetRequest",
        ["about organisations and what is sold to them, no single person"] = "Account Campaign",
        ["a member's own filter, which he deletes himself"] = "SavedView",
        ["the proof that something was deleted or had to be kept: criteria are ids, and the reason is the officer's own"] = "Purge LegalHold",
    };

    [Fact]
    public void Every_table_with_text_is_reached_or_it_is_said_why_not()
    {
        HashSet<string> decided = [.. Reached.Keys, .. Nothing, .. Exempt.Values.SelectMany(v => v.Split(' '))];
        IEntityType[] tables = [.. Model().Where(t => t.GetProperties().Any(IsText))];
        tables.Select(t => t.ClrType.Name).Where(n => !decided.Contains(n)).ShouldBeEmpty("a purge must reach these tables (IPersonalStore), or it must be said here why it need not");
        HashSet<string> known = [.. Model().Select(t => t.ClrType.Name)];
        decided.Where(n => !known.Contains(n)).ShouldBeEmpty("there is no such table any more");
        (Reached.Count + Nothing.Length + Exempt.Values.Sum(v => v.Split(' ').Length)).ShouldBe(decided.Count, "a table has one decision");
    }

    [Fact]
    public void What_is_said_to_be_reached_has_its_store()
    {
        HashSet<string> stores = [.. fixture.App.Services.GetServices<IPersonalStore>().Select(s => s.Name)];
        Reached.Values.Distinct().Where(s => !stores.Contains(s)).ShouldBeEmpty();
        stores.Count.ShouldBe(fixture.App.Services.GetServices<IPersonalStore>().Count(), "names are unique");
    }

    private IEnumerable<IEntityType> Model()
    {
        using ArtisanDb db = fixture.App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(fixture.App.Home.TenantId);
        return [.. db.Model.GetEntityTypes()];
    }

    private static bool IsText(IProperty property) => property.ClrType == typeof(string) || property.ClrType == typeof(byte[]) || property.ClrType == typeof(string[]);
}
