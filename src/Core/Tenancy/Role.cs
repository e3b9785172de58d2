namespace Artisan.Core.Tenancy;

/// <summary>What a member is in a tenant. The operator stands above tenants and is no role (see <see cref="TenantScope.IsOperator"/>).</summary>
public enum Role
{
    /// <summary>Runs the tenant: everything but purges and reveals, which belong to compliance.</summary>
    Admin = 1,
    /// <summary>Compliance officer: sees everything, edits what governs data.</summary>
    Compliance = 2,
    /// <summary>Leads a team: works with all leads, sees what his workspaces do.</summary>
    Manager = 3,
    /// <summary>Sales representative: works with his own and unassigned leads, sees his own requests.</summary>
    Rep = 4,
    /// <summary>Sees figures, never prompts or answers.</summary>
    Viewer = 5,
}

/// <summary>What an API key may be used for; a key has one or more.</summary>
[Flags]
public enum KeyScopes
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>The OpenAI and Anthropic protocols under <c>/v1</c>.</summary>
    Gateway = 1,
    /// <summary>Use cases, requests, usage, model policy, memory, knowledge, workflows, insights, scoring.</summary>
    Ai = 2,
    /// <summary>Accounts, contacts, leads, campaigns, interactions.</summary>
    Crm = 4,
    /// <summary>Calls and their streams.</summary>
    Voice = 8,
    /// <summary>Members, keys, settings, providers, jobs of the tenant.</summary>
    Admin = 16,
    /// <summary>All of them.</summary>
    All = Gateway | Ai | Crm | Voice | Admin,
}
