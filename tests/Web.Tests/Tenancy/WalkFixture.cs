using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Artisan.Core.Compliance.Purges;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Gateway.Simulation;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Insights;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage.Rating;
using Artisan.Core.Usage.Budgets;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>An application with something of everything in its first tenant, a person of every role signed in, and a key of every scope.</summary>
public sealed class WalkFixture : IAsyncLifetime
{
    private readonly Dictionary<string, Guid> _ids = [];
    private readonly Dictionary<string, Guid> _foreign = [];

    public RunningArtisan App { get; private set; } = null!;

    internal Dictionary<Role, ConsoleClient> People { get; } = [];

    internal Dictionary<KeyScopes, string> Keys { get; } = [];

    internal Guid IdOf(string thing) => _ids[thing];

    /// <summary>All ids of the first tenant's things.</summary>
    internal IEnumerable<Guid> Ids => _ids.Values;

    /// <summary>A thing of the other tenant, for calls that name its own and a foreign one.</summary>
    internal Guid ForeignIdOf(string thing) => thing switch
    {
        "member" => App.Foreign.People.First(p => p.Role == Role.Rep).MembershipId,
        "workspace" => App.Foreign.SecondWorkspaceId,
        "key" => App.Foreign.ApiKeyId,
        _ when _foreign.TryGetValue(thing, out Guid id) => id,
        _ => throw new ArgumentOutOfRangeException(nameof(thing), thing, "The other tenant has none."),
    };

    public async Task InitializeAsync()
    {
        App = await RunningArtisan.StartAsync();
        IServiceProvider services = App.Services;
        TenantScope admin = App.ScopeOf(Role.Admin);
        foreach (KeyScopes scope in (KeyScopes[])[KeyScopes.Gateway, KeyScopes.Ai, KeyScopes.Crm, KeyScopes.Voice, KeyScopes.Admin])
            Keys[scope] = (await services.GetRequiredService<CreateApiKey>().ExecuteAsync(admin, new CreateApiKey.Request($"Only {scope}", App.Home.WorkspaceId, scope), CancellationToken.None)).Key;
        _ids["key"] = App.Home.ApiKeyId;
        _ids["member"] = App.Person(Role.Rep).MembershipId;
        _ids["workspace"] = App.Home.SecondWorkspaceId;
        _ids["provider"] = await services.GetRequiredService<SaveProvider>().ExecuteAsync(admin, new SaveProvider.Request("lab", "openai-compatible", "http://127.0.0.1:9", ApiKey: "sk-secret-of-the-lab"), CancellationToken.None);
        _ids["policy version"] = await services.GetRequiredService<SaveModelPolicyDraft>().ExecuteAsync(admin, App.Home.SecondWorkspaceId.ToString(), new ModelPolicy(), "walk", null, CancellationToken.None);
        _ids["simulation"] = await services.GetRequiredService<SimulateModelPolicy>().StartAsync(admin, null, new ModelPolicy(), 1, CancellationToken.None);
        _ids["import"] = await services.GetRequiredService<UploadLeads>().ExecuteAsync(admin, "walk.csv", new MemoryStream("Email\nwalk@walk.example\n"u8.ToArray()), 1000, CancellationToken.None);
        using (HttpClient client = App.Client(App.Home.ApiKey))
        {
            HttpResponseMessage answer = await client.PostAsync("/v1/chat/completions", new StringContent("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}"""));
            _ids["request"] = Guid.Parse(answer.Headers.GetValues("X-Artisan-Request-Id").Single());
        }
        _ids["finding"] = Guid.CreateVersion7();
        await services.GetRequiredService<IGuardrailStore>().WriteAsync([new SecurityEvent { TenantId = App.Home.TenantId, Id = _ids["finding"], At = DateTimeOffset.UtcNow, Kind = SecurityEventKind.Injection, Source = "user", Action = "block" }], [], CancellationToken.None);
        await AddCacheAsync();
        _ids["rating"] = await services.GetRequiredService<RerateUsage>().StartAsync(admin, new RatingRequestV1(DateTimeOffset.UtcNow.AddDays(-1), null), CancellationToken.None);
        _ids["comparison"] = (await services.GetRequiredService<CompareVendorUsage>().ExecuteAsync(admin, "openai", "walk.csv", new MemoryStream("date,model,input_tokens\n2026-01-01,gpt-4o,1\n"u8.ToArray()), CancellationToken.None)).Id;
        _ids["prompt"] = await services.GetRequiredService<SavePrompt>().ExecuteAsync(admin, null, new PromptSettings("walk", "Walk"), CancellationToken.None);
        _ids["prompt version"] = (await services.GetRequiredService<SavePromptDraft>().ExecuteAsync(admin, "walk", new PromptContent { Messages = [new PromptMessage("system", "Be brief.")] }, null, null, null, CancellationToken.None)).Id;
        await CrmRecords.AddAsync(services, admin, _ids);
        await CrmRecords.AddAsync(services, App.ScopeOf(Role.Admin, App.Foreign), _foreign);
        await AddBudgetsAsync(admin, _ids);
        await AddBudgetsAsync(App.ScopeOf(Role.Admin, App.Foreign), _foreign);
        await AddDraftsAsync(App.ScopeOf(Role.Manager));
        _ids["memory"] = (await services.GetRequiredService<StoreMemory>().ExecuteAsync(admin, new MemoryStoreRequestV1(MemoryType.CampaignResult, "The spring campaign brought twelve demos in walk"), new MemoryOrigin(MemorySource.Api), CancellationToken.None)).Memory.Id;
        _ids["hold"] = await services.GetRequiredService<LegalHolds>().SetAsync(App.ScopeOf(Role.Compliance), new LegalHoldRequestV1("Matter of the walk", Type: MemoryType.EmailThread), CancellationToken.None);
        // Of nothing: an owner who does not exist.
        _ids["purge"] = (await services.GetRequiredService<StartPurge>().ExecuteAsync(App.ScopeOf(Role.Compliance), new PurgeRequestV1("Walk", Member: Guid.CreateVersion7()), false, CancellationToken.None)).PurgeId;
        _ids["subject export"] = await services.GetRequiredService<ExportSubject>().StartAsync(App.ScopeOf(Role.Compliance), new SubjectExportRequestV1(_ids["lead"].ToString()), CancellationToken.None);
        // It would change by itself while the walk looks whether anything was changed.
        await UseCaseCalls.UntilAsync(async () =>
        {
            await using ArtisanDb db = services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
            return await db.Purges.AllAsync(p => p.FinishedAt != null);
        });
        await App.DrainAsync();
        await services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        foreach (Role role in Enum.GetValues<Role>())
            People[role] = await ConsoleClient.SignInAsync(App, App.Person(role));
    }

    private async Task AddBudgetsAsync(TenantScope admin, Dictionary<string, Guid> ids)
    {
        IServiceProvider services = App.Services;
        ids["budget"] = await services.GetRequiredService<SaveBudget>().ExecuteAsync(admin, null, new BudgetSetting { Name = "Walk", Subject = BudgetSubject.Tenant, Window = BudgetWindow.Day, LimitUsd = 1_000_000, Hard = false }, CancellationToken.None);
        await services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        ids["budget_change"] = await services.GetRequiredService<ChangeBudget>().AdjustAsync(admin, new BudgetAdjustment(ids["budget"], null, null, 1, null, false, null, "walk"), CancellationToken.None);
        ids["budget_request"] = await services.GetRequiredService<RequestBudget>().ExecuteAsync(admin, ids["budget"], null, 1, null, "walk", CancellationToken.None);
    }

    private async Task AddDraftsAsync(TenantScope manager)
    {
        IServiceProvider services = App.Services;
        _ids["draft"] = (await services.GetRequiredService<GenerateEmail>().ExecuteAsync(manager, new EmailGenerateRequestV1("Call", _ids["lead"], Model: UseCaseCalls.Rules), "api", CancellationToken.None)).Variants[0].DraftId;
        PlanCampaign.Prepared plan = await services.GetRequiredService<PlanCampaign>().PrepareAsync(manager, new CampaignStrategyRequestV1("Walk", Model: UseCaseCalls.Rules), "api", CancellationToken.None);
        await foreach (var piece in plan.StreamAsync(CancellationToken.None))
            _ids["strategy"] = piece.Done?.Id ?? Guid.Empty;
        Converse.Prepared talk = await services.GetRequiredService<Converse>().PrepareAsync(manager, new ConversationRequestV1("Hello", Model: UseCaseCalls.Rules), "api", CancellationToken.None);
        _ids["session"] = talk.SessionId;
        await foreach (var _ in talk.StreamAsync(CancellationToken.None))
        {
        }
    }

    private async Task AddCacheAsync()
    {
        (_ids["cached_answer"], _ids["semantic_hit"]) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        db.CachedAnswers.Add(new CachedAnswer { Id = _ids["cached_answer"], WorkspaceId = App.Home.WorkspaceId, UseCase = "gateway", Operation = "chat", Prompt = "Hello", CreatedAt = now, ExpiresAt = now.AddHours(1) });
        db.SemanticHits.Add(new SemanticHit { Id = _ids["semantic_hit"], WorkspaceId = App.Home.WorkspaceId, UseCase = "gateway", AnswerId = _ids["cached_answer"], At = now, Similarity = 0.97, Prompt = "Hello!", FirstPrompt = "Hello" });
        await db.SaveChangesAsync();
    }

    /// <summary>A hash over everything of the first tenant that the walk could change.</summary>
    public async Task<string> FingerprintAsync()
    {
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        object[] all =
        [
            await db.ApiKeys.AsNoTracking().OrderBy(k => k.Id).ToArrayAsync(), await db.Memberships.AsNoTracking().OrderBy(m => m.Id).ToArrayAsync(),
            await db.Workspaces.AsNoTracking().OrderBy(w => w.Id).ToArrayAsync(), await db.TenantProviders.AsNoTracking().OrderBy(p => p.Id).ToArrayAsync(),
            await db.WorkspaceMembers.AsNoTracking().OrderBy(m => m.MembershipId).ThenBy(m => m.WorkspaceId).ToArrayAsync(),
            await db.Leads.AsNoTracking().OrderBy(l => l.Id).ToArrayAsync(), await db.Accounts.AsNoTracking().OrderBy(a => a.Id).ToArrayAsync(), await db.Contacts.AsNoTracking().OrderBy(c => c.Id).ToArrayAsync(),
            await db.Campaigns.AsNoTracking().OrderBy(c => c.Id).ToArrayAsync(), await db.CampaignLeads.AsNoTracking().OrderBy(c => c.CampaignId).ThenBy(c => c.LeadId).ToArrayAsync(),
            await db.Interactions.AsNoTracking().OrderBy(i => i.Id).ToArrayAsync(), await db.LeadTasks.AsNoTracking().OrderBy(t => t.Id).ToArrayAsync(), await db.LeadScores.AsNoTracking().OrderBy(s => s.Id).ToArrayAsync(),
            await db.LeadMerges.AsNoTracking().OrderBy(m => m.Id).ToArrayAsync(),
            await db.LeadImports.AsNoTracking().OrderBy(i => i.Id).ToArrayAsync(),
            await db.EmailDrafts.AsNoTracking().OrderBy(d => d.Id).ToArrayAsync(), await db.CampaignStrategies.AsNoTracking().OrderBy(d => d.Id).ToArrayAsync(),
            await db.ConversationSessions.AsNoTracking().OrderBy(d => d.Id).ToArrayAsync(), await db.ConversationMessages.AsNoTracking().OrderBy(d => d.Id).ToArrayAsync(), await db.RequestFeedback.AsNoTracking().OrderBy(d => d.RequestId).ToArrayAsync(),
            await db.ModelPolicyVersions.AsNoTracking().OrderBy(v => v.Id).ToArrayAsync(), await db.OwnPrices.AsNoTracking().OrderBy(p => p.Id).ToArrayAsync(), await db.VendorUsageImports.AsNoTracking().OrderBy(p => p.Id).ToArrayAsync(), await db.Prompts.AsNoTracking().OrderBy(p => p.Id).ToArrayAsync(), await db.PromptVersions.AsNoTracking().OrderBy(v => v.Id).ToArrayAsync(), await db.TenantCredentials.AsNoTracking().OrderBy(c => c.Id).ToArrayAsync(),
            await db.SecurityEvents.AsNoTracking().OrderBy(d => d.Id).ToArrayAsync(), await db.GuardrailPolicies.AsNoTracking().ToArrayAsync(),
            await db.Budgets.AsNoTracking().OrderBy(b => b.Id).ToArrayAsync(), await db.BudgetChanges.AsNoTracking().OrderBy(b => b.Id).ToArrayAsync(), await db.BudgetRequests.AsNoTracking().OrderBy(b => b.Id).ToArrayAsync(),
            await db.Memories.AsNoTracking().OrderBy(m => m.Id).ToArrayAsync(), await db.MemoryPolicies.AsNoTracking().ToArrayAsync(), await db.LegalHolds.AsNoTracking().OrderBy(h => h.Id).ToArrayAsync(),
            await db.Purges.AsNoTracking().OrderBy(p => p.Id).ToArrayAsync(), await db.AuditPolicies.AsNoTracking().ToArrayAsync(), await db.AuditCheckpoints.AsNoTracking().OrderBy(c => c.Sequence).ToArrayAsync(),
            await db.CachedAnswers.AsNoTracking().OrderBy(a => a.Id).ToArrayAsync(), await db.SemanticHits.AsNoTracking().OrderBy(h => h.Id).ToArrayAsync(), await db.WorkspaceCaches.AsNoTracking().OrderBy(c => c.WorkspaceId).ToArrayAsync(),
        ];
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(all))));
    }

    public async Task DisposeAsync()
    {
        foreach (ConsoleClient person in People.Values)
            person.Dispose();
        await App.DisposeAsync();
    }
}
