using Artisan.Core.Compliance;
using Artisan.Core.Compliance.Purges;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Prices;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Insights;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Operations;
using Artisan.Core.Scoring;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Core.Usage.Budgets;
using Artisan.Core.Usage.Rating;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Artisan.Core.Data;

/// <summary>
/// The product's state. One context for each operation, from <see cref="IArtisanDbFactory"/>, which sets whose rows it sees.
/// Every tenant-owned query is filtered by that tenant; saving stamps new rows with it and refuses any other's.
/// </summary>
public abstract class ArtisanDb(DbContextOptions options) : DbContext(options)
{
    /// <summary>Name of the query filter that hides other tenants' rows.</summary>
    public const string TenantFilter = "tenant";

    private LiveFeed? _feed;
    private IKeptTextGuard? _guard;

    /// <summary>Whose rows are seen; <see cref="Guid.Empty"/> sees none.</summary>
    public Guid CurrentTenantId { get; private set; }

    /// <summary>Whether this is Artisan's own work over all tenants; such code names the tenant of every row itself.</summary>
    public bool IsDeployment { get; private set; }

    /// <summary>Customer organisations. Not tenant-owned: who reads them checks the scope.</summary>
    public DbSet<Tenant> Tenants => Set<Tenant>();
    /// <summary>Change counters of what nodes hold in memory.</summary>
    public DbSet<ControlVersion> ControlVersions => Set<ControlVersion>();
    /// <summary>Workspaces.</summary>
    public DbSet<Workspace> Workspaces => Set<Workspace>();
    /// <summary>Members.</summary>
    public DbSet<Membership> Memberships => Set<Membership>();
    /// <summary>Members of workspaces.</summary>
    public DbSet<WorkspaceMember> WorkspaceMembers => Set<WorkspaceMember>();
    /// <summary>API keys.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    /// <summary>Last uses of API keys.</summary>
    public DbSet<ApiKeyUse> ApiKeyUses => Set<ApiKeyUse>();
    /// <summary>Feature switches.</summary>
    public DbSet<FeatureSwitch> FeatureSwitches => Set<FeatureSwitch>();
    /// <summary>Settings of tenants.</summary>
    public DbSet<TenantSetting> TenantSettings => Set<TenantSetting>();
    /// <summary>Provider instances of tenants.</summary>
    public DbSet<TenantProvider> TenantProviders => Set<TenantProvider>();
    /// <summary>More credentials of tenants' provider instances.</summary>
    public DbSet<TenantCredential> TenantCredentials => Set<TenantCredential>();
    /// <summary>How providers and models were over time; a tenant sees its own and the deployment's probes.</summary>
    public DbSet<ModelHealthMetric> ModelHealthMetrics => Set<ModelHealthMetric>();
    /// <summary>What organisations pay for models, over the catalogue.</summary>
    public DbSet<OwnPrice> OwnPrices => Set<OwnPrice>();
    /// <summary>Corrections of the ledger's costs.</summary>
    public DbSet<UsageAdjustment> UsageAdjustments => Set<UsageAdjustment>();
    /// <summary>Vendors' usage reports that were compared with the ledger.</summary>
    public DbSet<VendorUsageImport> VendorUsageImports => Set<VendorUsageImport>();
    /// <summary>Prompts.</summary>
    public DbSet<Prompt> Prompts => Set<Prompt>();
    /// <summary>Versions of prompts.</summary>
    public DbSet<PromptVersion> PromptVersions => Set<PromptVersion>();
    /// <summary>Versions of workspaces' model policies.</summary>
    public DbSet<ModelPolicyVersion> ModelPolicyVersions => Set<ModelPolicyVersion>();
    /// <summary>Tenants' changes of use-case policies.</summary>
    public DbSet<UseCaseOverride> UseCaseOverrides => Set<UseCaseOverride>();
    /// <summary>Answers that are kept to be given again.</summary>
    public DbSet<CachedAnswer> CachedAnswers => Set<CachedAnswer>();
    /// <summary>Prompts that were answered with the answer to another one.</summary>
    public DbSet<SemanticHit> SemanticHits => Set<SemanticHit>();
    /// <summary>Answers that every node has to forget.</summary>
    public DbSet<CachePurge> CachePurges => Set<CachePurge>();
    /// <summary>How workspaces cache.</summary>
    public DbSet<WorkspaceCache> WorkspaceCaches => Set<WorkspaceCache>();
    /// <summary>AI requests.</summary>
    public DbSet<RequestRecord> Requests => Set<RequestRecord>();
    /// <summary>Prompts and answers.</summary>
    public DbSet<RequestContent> RequestContents => Set<RequestContent>();
    /// <summary>The usage ledger.</summary>
    public DbSet<UsageRecord> UsageRecords => Set<UsageRecord>();
    /// <summary>Hourly sums of the ledger.</summary>
    public DbSet<UsageHour> UsageHours => Set<UsageHour>();
    /// <summary>Hourly latency counts of the ledger.</summary>
    public DbSet<UsageLatencyHour> UsageLatencyHours => Set<UsageLatencyHour>();
    /// <summary>Tenants' budgets.</summary>
    public DbSet<Budget> Budgets => Set<Budget>();
    /// <summary>Changes of budgets' limits, and resets.</summary>
    public DbSet<BudgetChange> BudgetChanges => Set<BudgetChange>();
    /// <summary>What of budgets is used and booked.</summary>
    public DbSet<BudgetCount> BudgetCounts => Set<BudgetCount>();
    /// <summary>What nodes have booked of budgets.</summary>
    public DbSet<BudgetLease> BudgetLeases => Set<BudgetLease>();
    /// <summary>What nodes hold of tenants' slots for calls of jobs.</summary>
    public DbSet<BatchShare> BatchShares => Set<BatchShare>();
    /// <summary>Budgets that crossed a share.</summary>
    public DbSet<BudgetAlert> BudgetAlerts => Set<BudgetAlert>();
    /// <summary>Requests for more than a budget leaves.</summary>
    public DbSet<BudgetRequest> BudgetRequests => Set<BudgetRequest>();
    /// <summary>Audit entries.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    /// <summary>Sealed heads of audit chains.</summary>
    public DbSet<AuditAnchor> AuditAnchors => Set<AuditAnchor>();
    /// <summary>How long tenants keep their audit.</summary>
    public DbSet<AuditPolicyRow> AuditPolicies => Set<AuditPolicyRow>();
    /// <summary>What stands in place of audit entries whose time was over.</summary>
    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();
    /// <summary>Background work; filtered by tenant like tenant-owned rows.</summary>
    public DbSet<JobRun> JobRuns => Set<JobRun>();
    /// <summary>Stored files.</summary>
    public DbSet<Blob> Blobs => Set<Blob>();
    /// <summary>Pieces of stored files.</summary>
    public DbSet<BlobChunk> BlobChunks => Set<BlobChunk>();
    /// <summary>Leads.</summary>
    public DbSet<Lead> Leads => Set<Lead>();
    /// <summary>Companies.</summary>
    public DbSet<Account> Accounts => Set<Account>();
    /// <summary>People at companies.</summary>
    public DbSet<Contact> Contacts => Set<Contact>();
    /// <summary>Campaigns.</summary>
    public DbSet<Campaign> Campaigns => Set<Campaign>();
    /// <summary>Leads in campaigns.</summary>
    public DbSet<CampaignLead> CampaignLeads => Set<CampaignLead>();
    /// <summary>What happened with leads, accounts and contacts.</summary>
    public DbSet<Interaction> Interactions => Set<Interaction>();
    /// <summary>What is to be done for leads.</summary>
    public DbSet<LeadTask> LeadTasks => Set<LeadTask>();
    /// <summary>What was done to leads' records.</summary>
    public DbSet<LeadEvent> LeadEvents => Set<LeadEvent>();
    /// <summary>Fields that tenants have added.</summary>
    public DbSet<CustomField> CustomFields => Set<CustomField>();
    /// <summary>Saved filters of lists.</summary>
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    /// <summary>Merged leads.</summary>
    public DbSet<LeadMerge> LeadMerges => Set<LeadMerge>();
    /// <summary>Imports of leads.</summary>
    public DbSet<LeadImport> LeadImports => Set<LeadImport>();
    /// <summary>Rows that imports could not take.</summary>
    public DbSet<ImportError> ImportErrors => Set<ImportError>();
    /// <summary>Scores of leads.</summary>
    public DbSet<LeadScore> LeadScores => Set<LeadScore>();
    /// <summary>Drafted e-mails.</summary>
    public DbSet<EmailDraftRecord> EmailDrafts => Set<EmailDraftRecord>();
    /// <summary>Proposed campaign strategies.</summary>
    public DbSet<CampaignStrategyRecord> CampaignStrategies => Set<CampaignStrategyRecord>();
    /// <summary>Conversations with the assistant.</summary>
    public DbSet<ConversationSession> ConversationSessions => Set<ConversationSession>();
    /// <summary>Messages of conversations.</summary>
    public DbSet<ConversationMessage> ConversationMessages => Set<ConversationMessage>();
    /// <summary>Verdicts on AI results.</summary>
    public DbSet<RequestFeedback> RequestFeedback => Set<RequestFeedback>();
    /// <summary>Tenants' guardrails.</summary>
    public DbSet<GuardrailPolicyRow> GuardrailPolicies => Set<GuardrailPolicyRow>();
    /// <summary>Values behind reversible tokens.</summary>
    public DbSet<VaultToken> VaultTokens => Set<VaultToken>();
    /// <summary>What the guardrails found.</summary>
    public DbSet<SecurityEvent> SecurityEvents => Set<SecurityEvent>();
    /// <summary>How much personal data was found, by day, place and type.</summary>
    public DbSet<PiiCount> PiiCounts => Set<PiiCount>();
    /// <summary>How far what was kept before has been looked at.</summary>
    public DbSet<KeptCoverage> KeptCoverage => Set<KeptCoverage>();
    /// <summary>What is remembered.</summary>
    public DbSet<MemoryItem> Memories => Set<MemoryItem>();
    /// <summary>Memories that every node takes out of its index.</summary>
    public DbSet<MemoryRemoval> MemoryRemovals => Set<MemoryRemoval>();
    /// <summary>Tenants' policies on memory.</summary>
    public DbSet<MemoryGovernanceRow> MemoryPolicies => Set<MemoryGovernanceRow>();
    /// <summary>What must not be deleted.</summary>
    public DbSet<LegalHold> LegalHolds => Set<LegalHold>();
    /// <summary>Purges.</summary>
    public DbSet<Purge> Purges => Set<Purge>();
    /// <summary>What pieces of purges deleted.</summary>
    public DbSet<PurgePiece> PurgePieces => Set<PurgePiece>();
    /// <summary>What nodes say of purges.</summary>
    public DbSet<PurgeAck> PurgeAcks => Set<PurgeAck>();
    /// <summary>Processes of this deployment. Not tenant-owned.</summary>
    public DbSet<ClusterNode> ClusterNodes => Set<ClusterNode>();

    /// <summary>Rows of all tenants; only for the deployment's own work.</summary>
    /// <exception cref="TenantIsolationException">When the context was opened for a tenant.</exception>
    public IQueryable<T> OfAllTenants<T>() where T : class
    {
        if (!IsDeployment)
            throw new TenantIsolationException($"{typeof(T).Name} rows of all tenants were asked for under one tenant's scope.");
        return Set<T>().IgnoreQueryFilters([TenantFilter]);
    }

    internal void Enter(Guid tenantId, bool deployment, LiveFeed feed, IKeptTextGuard guard) => (CurrentTenantId, IsDeployment, _feed, _guard) = (tenantId, deployment, feed, guard);

    /// <summary>The text as the tenant's policy lets it be kept; for updates that go past the change tracker.</summary>
    public string? Kept(Guid? tenantId, KeptPlace place, string? text) => text is null || tenantId is not { } tenant || _guard is null ? text : _guard.Text(tenant, place, text);

    /// <summary>The JSON as the tenant's policy lets it be kept; for updates that go past the change tracker.</summary>
    public string? KeptJson(Guid? tenantId, KeptPlace place, string? json) => json is null || tenantId is not { } tenant || _guard is null ? json : _guard.Json(tenant, place, json);

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save asynchronously: SaveChangesAsync.");

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        HashSet<Guid> controlled = GuardTenants();
        if (_guard is not null)
            GuardedColumns.Apply(ChangeTracker, _guard);
        if (controlled.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        // The change and the counter that makes nodes read it again are one transaction.
        bool own = Database.CurrentTransaction is null;
        await using var transaction = own ? await Database.BeginTransactionAsync(cancellationToken) : null;
        int saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        foreach (Guid tenantId in controlled)
        {
            await ControlVersions.Where(v => v.TenantId == tenantId)
                .ExecuteUpdateAsync(set => set.SetProperty(v => v.Version, v => v.Version + 1), cancellationToken);
        }
        if (transaction is not null)
            await transaction.CommitAsync(cancellationToken);
        foreach (Guid tenantId in controlled)
            _feed?.Publish(new FeedSignal(tenantId, FeedTopic.Control));
        return saved;
    }

    private HashSet<Guid> GuardTenants()
    {
        var controlled = new HashSet<Guid>();
        foreach (EntityEntry entry in ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached || entry.Entity is not ITenantOwned owned)
                continue;
            if (entry.State == EntityState.Added && owned.TenantId == Guid.Empty && !IsDeployment)
            {
                owned.TenantId = CurrentTenantId;
            }
            Guid original = entry.State == EntityState.Added ? owned.TenantId : (Guid)entry.Property(nameof(ITenantOwned.TenantId)).OriginalValue!;
            bool moved = original != owned.TenantId;
            bool foreign = !IsDeployment && owned.TenantId != CurrentTenantId;
            if (owned.TenantId == Guid.Empty || moved || foreign)
                throw new TenantIsolationException($"A {entry.Metadata.ClrType.Name} row of tenant {original} was about to be {entry.State.ToString().ToLowerInvariant()} under the scope of tenant {CurrentTenantId}.");
            if (entry.Entity is IControlState)
                controlled.Add(owned.TenantId);
        }
        return controlled;
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder builder)
    {
        builder.Properties<decimal>().HavePrecision(20, 10);
        builder.Properties<string>().HaveMaxLength(400);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(ArtisanDb).Assembly);
        foreach (var type in model.Model.GetEntityTypes().Where(t => typeof(ITenantOwned).IsAssignableFrom(t.ClrType)).ToArray())
        {
            typeof(ArtisanDb).GetMethod(nameof(FilterByTenant), System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
                .MakeGenericMethod(type.ClrType).Invoke(this, [model]);
        }
        model.Entity<JobRun>().HasQueryFilter(TenantFilter, job => job.TenantId == CurrentTenantId);
        model.Entity<ModelHealthMetric>().HasQueryFilter(TenantFilter, metric => metric.TenantId == CurrentTenantId || metric.TenantId == null);
        SnakeCase.Apply(model);
    }

    private void FilterByTenant<T>(ModelBuilder model) where T : class, ITenantOwned =>
        model.Entity<T>().HasQueryFilter(TenantFilter, row => row.TenantId == CurrentTenantId);
}
