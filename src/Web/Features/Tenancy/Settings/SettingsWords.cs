using Artisan.Core.Tenancy;

namespace Artisan.Web.Features.Tenancy.Settings;

/// <summary>Roles and scopes as people choose them.</summary>
public static class SettingsWords
{
    /// <summary>The roles with what they may do.</summary>
    public static readonly IReadOnlyList<(Role Role, string Title, string About)> Roles =
    [
        (Role.Admin, "Admin", "Runs the organisation: people, keys, providers, use cases. No purges and reveals."),
        (Role.Compliance, "Compliance", "Sees everything, and changes what governs data."),
        (Role.Manager, "Manager", "Works with all leads and sees what the own workspaces do."),
        (Role.Rep, "Rep", "Works with own leads and sees own requests."),
        (Role.Viewer, "Viewer", "Sees figures, never prompts or answers."),
    ];

    /// <summary>The scopes with what they open.</summary>
    public static readonly IReadOnlyList<(KeyScopes Scope, string Title, string About)> Scopes =
    [
        (KeyScopes.Gateway, "gateway", "Call models through the OpenAI and Anthropic protocols under /v1."),
        (KeyScopes.Ai, "ai", "Use cases, requests, usage, memory and knowledge of the workspace."),
        (KeyScopes.Crm, "crm", "Read and write accounts, contacts, leads and campaigns."),
        (KeyScopes.Voice, "voice", "Calls and their streams."),
        (KeyScopes.Admin, "admin", "Members, keys, settings, providers and jobs. Give it to few."),
    ];

    /// <summary>A role's title.</summary>
    public static string Of(Role role) => Roles.First(r => r.Role == role).Title;

    /// <summary>Scopes as a list.</summary>
    public static string Of(KeyScopes scopes) => string.Join(", ", Scopes.Where(s => scopes.HasFlag(s.Scope)).Select(s => s.Title));

    /// <summary>A state of a key.</summary>
    public static string StateOf(ApiKeyInfo key, DateTimeOffset now) => key switch
    {
        { RevokedAt: not null } => "revoked",
        { ExpiresAt: { } end } when end <= now => "expired",
        { ExpiresAt: { } end } when end <= now.AddDays(7) => "expiring",
        _ => "active",
    };
}
