using System.Text.Json;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Artisan.Web.Features.Tenancy;

/// <summary>Keys, members, workspaces, features, settings, providers and use cases for programs that set organisations up.</summary>
public static class AdminApi
{
    /// <summary>Maps them.</summary>
    public static void MapAdminApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/api/v1/admin").WithTags("Administration").RequireDoor(KeyScopes.Admin);
        group.MapGet("/api-keys", async (HttpContext http, ListApiKeys list, string? cursor, int? limit, CancellationToken c) =>
            ListOf<ApiKeyInfo>.Of(await list.ExecuteAsync(http.Scope(), new PageRequest(cursor, limit ?? 50), c))).WithSummary("API keys, newest first");
        group.MapPost("/api-keys", CreateKeyAsync).WithSummary("Makes an API key; the answer is the only place that shows it");
        group.MapDelete("/api-keys/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, RevokeApiKey revoke, CancellationToken c) =>
        {
            await revoke.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Revokes an API key");
        group.MapGet("/members", async (HttpContext http, ListMembers list, CancellationToken c) => new ListOf<MemberInfo>(await list.ExecuteAsync(http.Scope(), c))).WithSummary("Members");
        group.MapPost("/members", AddMemberAsync).WithSummary("Adds a member");
        group.MapPatch("/members/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, ChangeMemberRequestV1 body, ChangeMember change, CancellationToken c) =>
        {
            await change.ExecuteAsync(http.Scope(), id, body.Role, body.WorkspaceIds ?? [], c);
            return TypedResults.NoContent();
        }).WithSummary("Changes a member's role and workspaces");
        group.MapDelete("/members/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, RemoveMember remove, CancellationToken c) =>
        {
            await remove.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Removes a member");
        group.MapGet("/workspaces", async (HttpContext http, ListWorkspaces list, CancellationToken c) => new ListOf<WorkspaceInfo>(await list.ExecuteAsync(http.Scope(), c))).WithSummary("Workspaces");
        group.MapPost("/workspaces", async (HttpContext http, WorkspaceRequestV1 body, SaveWorkspace save, CancellationToken c) =>
            TypedResults.Created((string?)null, new IdResponseV1(await save.ExecuteAsync(http.Scope(), new SaveWorkspace.Request(null, body.Slug, body.Name, body.AllowNamedModels ?? true), c)))).WithSummary("Creates a workspace");
        group.MapPut("/workspaces/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, WorkspaceRequestV1 body, SaveWorkspace save, CancellationToken c) =>
        {
            await save.ExecuteAsync(http.Scope(), new SaveWorkspace.Request(id, body.Slug, body.Name, body.AllowNamedModels ?? true), c);
            return TypedResults.NoContent();
        }).WithSummary("Changes a workspace");
        group.MapPut("/features/{name}", async Task<NoContent> (HttpContext http, string name, FeatureRequestV1 body, SwitchFeature change, CancellationToken c) =>
        {
            await change.ExecuteAsync(http.Scope(), name, body.Enabled, c);
            return TypedResults.NoContent();
        }).WithSummary("Switches a feature");
        group.MapPut("/settings/{key}", async Task<NoContent> (HttpContext http, string key, SettingRequestV1 body, ChangeSetting change, CancellationToken c) =>
        {
            await change.ExecuteAsync(http.Scope(), key, body.Value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : body.Value.GetRawText(), c);
            return TypedResults.NoContent();
        }).WithSummary("Changes a setting; null goes back to the deployment's");
        group.MapGet("/providers", async (HttpContext http, ListProviders list, CancellationToken c) => new ListOf<ProviderInfo>(await list.ExecuteAsync(http.Scope(), c))).WithSummary("Provider instances, without credentials");
        group.MapPut("/providers/{name}", async (HttpContext http, string name, ProviderRequestV1 body, SaveProvider save, CancellationToken c) =>
            new IdResponseV1(await save.ExecuteAsync(http.Scope(), new SaveProvider.Request(name, body.Kind, body.BaseUrl, body.ApiVersion, body.ApiKey, body.Enabled ?? true), c))).WithSummary("Sets up or changes a provider instance");
        group.MapGet("/providers/{id:guid}/credentials", async (HttpContext http, Guid id, ProviderCredentials credentials, CancellationToken c) => new ListOf<CredentialInfo>(await credentials.ListAsync(http.Scope(), id, c))).WithSummary("Further credentials of a provider instance, without the credentials themselves");
        group.MapPost("/providers/{id:guid}/credentials", async (HttpContext http, Guid id, CredentialRequestV1 body, ProviderCredentials credentials, CancellationToken c) =>
            TypedResults.Created((string?)null, new IdResponseV1(await credentials.AddAsync(http.Scope(), id, body.Label, body.ApiKey, c)))).WithSummary("Adds a credential that is turned to when the ones before are refused or at their rate limit");
        group.MapDelete("/providers/{id:guid}/credentials/{credential_id:guid}", async Task<NoContent> (HttpContext http, Guid id, Guid credential_id, ProviderCredentials credentials, CancellationToken c) =>
        {
            await credentials.RemoveAsync(http.Scope(), id, credential_id, c);
            return TypedResults.NoContent();
        }).WithSummary("Removes a credential");
        group.MapDelete("/providers/{id:guid}", async Task<NoContent> (HttpContext http, Guid id, DeleteProvider delete, CancellationToken c) =>
        {
            await delete.ExecuteAsync(http.Scope(), id, c);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a provider instance of the organisation");
        group.MapPost("/providers/{name}/check", async (HttpContext http, string name, CheckProvider check, CancellationToken c) => await check.ExecuteAsync(http.Scope(), name, c)).WithSummary("Tries a provider instance");
        group.MapGet("/use-cases", (HttpContext http, ListUseCasePolicies list) => new ListOf<UseCaseInfo>(list.Execute(http.Scope()))).WithSummary("How use cases run");
        group.MapPut("/use-cases/{name}", async Task<NoContent> (HttpContext http, string name, UseCaseChange body, ChangeUseCasePolicy change, CancellationToken c) =>
        {
            await change.ExecuteAsync(http.Scope(), name, body, c);
            return TypedResults.NoContent();
        }).WithSummary("Changes how a use case runs; an empty object takes all changes back");
    }

    private static async Task<Created<ApiKeyResponseV1>> CreateKeyAsync(HttpContext http, ApiKeyRequestV1 body, CreateApiKey create, CancellationToken cancellationToken)
    {
        KeyScopes scopes = KeyScopes.None;
        foreach (string scope in body.Scopes ?? [])
            scopes |= Enum.TryParse(scope, ignoreCase: true, out KeyScopes parsed) && parsed != KeyScopes.None ? parsed : throw ArtisanException.Invalid("scopes", $"'{scope}' is no scope. Use gateway, ai, crm, voice, admin.");
        CreateApiKey.Created created = await create.ExecuteAsync(http.Scope(), new CreateApiKey.Request(body.Name, body.WorkspaceId ?? http.Scope().WorkspaceId, scopes, body.ExpiresAt), cancellationToken);
        return TypedResults.Created((string?)null, new ApiKeyResponseV1(created.Id, created.Key, created.Prefix));
    }

    private static async Task<Created<IdResponseV1>> AddMemberAsync(HttpContext http, MemberRequestV1 body, AddMember add, CancellationToken cancellationToken)
    {
        (Guid id, _) = await add.ExecuteAsync(http.Scope(), new AddMember.Request(body.Email, body.DisplayName, body.Role, body.WorkspaceIds, body.Password), cancellationToken);
        return TypedResults.Created((string?)null, new IdResponseV1(id));
    }
}

/// <summary>The id of what was made.</summary>
public sealed record IdResponseV1(Guid Id);
/// <summary>Asks for an API key.</summary>
public sealed record ApiKeyRequestV1(string Name, IReadOnlyList<string>? Scopes, Guid? WorkspaceId, DateTimeOffset? ExpiresAt);
/// <summary>A new API key, in clear for this once.</summary>
public sealed record ApiKeyResponseV1(Guid Id, string Key, string Prefix);
/// <summary>A new member.</summary>
public sealed record MemberRequestV1(string Email, string DisplayName, Role Role, IReadOnlyList<Guid>? WorkspaceIds, string? Password);
/// <summary>A member's new role and workspaces.</summary>
public sealed record ChangeMemberRequestV1(Role Role, IReadOnlyList<Guid>? WorkspaceIds);
/// <summary>A workspace.</summary>
public sealed record WorkspaceRequestV1(string Slug, string Name, bool? AllowNamedModels);
/// <summary>A feature's state.</summary>
public sealed record FeatureRequestV1(bool Enabled);
/// <summary>A setting's value.</summary>
public sealed record SettingRequestV1(JsonElement Value);
/// <summary>A provider instance.</summary>
public sealed record ProviderRequestV1(string Kind, string? BaseUrl, string? ApiVersion, string? ApiKey, bool? Enabled);

/// <summary>One more credential of a provider.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="ApiKey">The credential; never shown again.</param>
public sealed record CredentialRequestV1(string? Label, string? ApiKey);
