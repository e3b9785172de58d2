using Artisan.Core.Data;

namespace Artisan.Core.Tenancy;

/// <summary>A customer organisation.</summary>
public sealed class Tenant
{
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";
    /// <summary>Short name in addresses; unique in the deployment.</summary>
    public string Slug { get; set; } = "";
    /// <summary>IANA time zone of its days and months, for budgets and reports.</summary>
    public string TimeZone { get; set; } = "UTC";
    /// <summary>When it was created (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Since when its members and keys are locked out (UTC); null when active.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }
}

/// <summary>Counts the changes of what nodes hold of a tenant in memory.</summary>
public sealed class ControlVersion
{
    /// <summary>The tenant.</summary>
    public Guid TenantId { get; set; }
    /// <summary>Grows with every change.</summary>
    public long Version { get; set; }
}

/// <summary>A team or environment inside a tenant, with its own model policy, API keys and usage.</summary>
public sealed class Workspace : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>Short name, unique in the tenant; every tenant's first is <c>default</c>.</summary>
    public string Slug { get; set; } = "";
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";
    /// <summary>Whether requests may name a model; otherwise only policies choose.</summary>
    public bool AllowNamedModels { get; set; } = true;
    /// <summary>When it was created (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Since when it is closed (UTC); null when open.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }
}

/// <summary>An account's place in a tenant.</summary>
public sealed class Membership : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The account.</summary>
    public Guid AccountId { get; set; }
    /// <summary>Name shown in this tenant.</summary>
    public string DisplayName { get; set; } = "";
    /// <summary>E-mail of the account, for lists.</summary>
    public string Email { get; set; } = "";
    /// <summary>What the member may do.</summary>
    public Role Role { get; set; }
    /// <summary>Grows with every change of role, workspaces or state; older scopes lose their rights.</summary>
    public int Epoch { get; set; } = 1;
    /// <summary>When the member joined (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Since when the member is out (UTC); null while in.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}

/// <summary>A member's belonging to a workspace; managers see what their workspaces do.</summary>
public sealed class WorkspaceMember : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The workspace.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>The member.</summary>
    public Guid MembershipId { get; set; }
}

/// <summary>A program's credential, bound to one workspace. The key itself is shown once and never stored.</summary>
public sealed class ApiKey : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The workspace in whose name it calls.</summary>
    public Guid WorkspaceId { get; set; }
    /// <summary>What it is for, in its owner's words.</summary>
    public string Name { get; set; } = "";
    /// <summary>The first characters, to recognise it by, for instance <c>ak_3fT9xQ</c>.</summary>
    public string Prefix { get; set; } = "";
    /// <summary>SHA-256 of the key. The key is 256 random bits, so that a slow hash would add nothing.</summary>
    public byte[] Hash { get; set; } = [];
    /// <summary>What it may be used for.</summary>
    public KeyScopes Scopes { get; set; }
    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";
    /// <summary>When it ends (UTC); null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
    /// <summary>When it was revoked (UTC); null while valid.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>When an API key was last used. Apart from the key, since writing it must not make nodes read the tenant again.</summary>
public sealed class ApiKeyUse : ITenantOwned
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>The key.</summary>
    public Guid ApiKeyId { get; set; }
    /// <summary>When it was last used (UTC), to half a minute.</summary>
    public DateTimeOffset LastUsedAt { get; set; }
}

/// <summary>A function of the product that a tenant has switched on or off.</summary>
public sealed class FeatureSwitch : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>One of <see cref="Features"/>.</summary>
    public string Name { get; set; } = "";
    /// <summary>Whether it is on.</summary>
    public bool Enabled { get; set; }
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}

/// <summary>A value that a tenant has set over the deployment's.</summary>
public sealed class TenantSetting : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>One of <see cref="TenantSettings"/>.</summary>
    public string Key { get; set; } = "";
    /// <summary>The value as JSON.</summary>
    public string ValueJson { get; set; } = "null";
    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string UpdatedBy { get; set; } = "";
}
