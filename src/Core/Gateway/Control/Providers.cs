using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Control;

/// <summary>A provider instance in lists, without its credential.</summary>
/// <param name="Id">Id of the tenant's own row; null for the deployment's.</param>
/// <param name="Name">Name.</param>
/// <param name="Kind">Kind.</param>
/// <param name="BaseUrl">Address.</param>
/// <param name="ApiVersion">For Azure.</param>
/// <param name="ApiKeyLast4">The credential's last four characters; null for none.</param>
/// <param name="Enabled">Whether it may be called.</param>
/// <param name="Usable">Whether it can be called: kinds of a vendor need a credential.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Models">How many models of the catalogue it serves.</param>
public sealed record ProviderInfo(Guid? Id, string Name, string Kind, string? BaseUrl, string? ApiVersion, string? ApiKeyLast4, bool Enabled, bool Usable, string Origin, int Models);

/// <summary>Lists the provider instances that a tenant has: its own, and the deployment's that it has not replaced.</summary>
public sealed class ListProviders(IArtisanDbFactory databases, IAiConfigSource config)
{
    /// <summary>Lists.</summary>
    public async Task<IReadOnlyList<ProviderInfo>> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        if (!scope.MaySee(Area.AiControl))
            scope.Demand(Area.Settings, Level.See);
        AiConfig current = config.Current;
        await using ArtisanDb db = databases.Open(scope);
        TenantProvider[] own = await db.TenantProviders.AsNoTracking().ToArrayAsync(cancellationToken);
        int ModelsOf(string name) => current.Models.Values.Count(m => m.Provider == name);
        return own.Select(p => new ProviderInfo(p.Id, p.Name, p.Kind, p.BaseUrl ?? ProviderKinds.DefaultAddressOf(p.Kind)?.ToString(), p.ApiVersion, p.ApiKeyLast4, p.Enabled,
                p.Enabled && (p.EncryptedApiKey is not null || p.Kind is ProviderKinds.Local or ProviderKinds.OpenAICompatible), "tenant", ModelsOf(p.Name)))
            .Concat(current.Providers.Values.Where(p => own.All(o => o.Name != p.Name))
                .Select(p => new ProviderInfo(null, p.Name, p.Kind, p.BaseUrl?.ToString(), p.ApiVersion, p.ApiKeyLast4, true, p.IsUsable, p.Origin, ModelsOf(p.Name))))
            .OrderBy(p => p.Name, StringComparer.Ordinal).ToArray();
    }
}

/// <summary>Sets up a provider instance of the tenant, or changes it.</summary>
public sealed partial class SaveProvider(IArtisanDbFactory databases, ICredentialProtector protector)
{
    /// <summary>What to save.</summary>
    /// <param name="Name">Name; an existing one is changed.</param>
    /// <param name="Kind">Kind.</param>
    /// <param name="BaseUrl">Address; null for the kind's own.</param>
    /// <param name="ApiVersion">For Azure.</param>
    /// <param name="ApiKey">The credential; null keeps the one that is there.</param>
    /// <param name="Enabled">Whether it may be called.</param>
    public sealed record Request(string Name, string Kind, string? BaseUrl = null, string? ApiVersion = null, string? ApiKey = null, bool Enabled = true);

    /// <summary>Saves.</summary>
    /// <exception cref="ArtisanException">When a value is wrong.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        string name = request.Name?.Trim() ?? "";
        if (!Name().IsMatch(name))
            throw ArtisanException.Invalid("name", "A provider's name has 1 to 64 small letters, digits, hyphens, underscores or dots, and begins with a letter.");
        if (!ProviderKinds.All.Contains(request.Kind))
            throw ArtisanException.Invalid("kind", $"Choose a kind: {string.Join(", ", ProviderKinds.All)}.");
        string? baseUrl = string.IsNullOrWhiteSpace(request.BaseUrl) ? null : request.BaseUrl.Trim().TrimEnd('/');
        if (baseUrl is not null && (!Uri.TryCreate(baseUrl, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0))
            throw ArtisanException.Invalid("base_url", "The address must begin with https:// or http:// and hold no credential, for instance https://api.openai.com/v1.");
        if (baseUrl is null && request.Kind is ProviderKinds.AzureOpenAI or ProviderKinds.OpenAICompatible && ProviderKinds.DefaultAddressOf(request.Kind) is null)
            throw ArtisanException.Invalid("base_url", "This kind of provider needs its address.");
        string? key = string.IsNullOrWhiteSpace(request.ApiKey) ? null : request.ApiKey.Trim();
        if (key is { Length: > 4000 } || key?.Any(char.IsControl) == true)
            throw ArtisanException.Invalid("api_key", "The credential is too long or holds line breaks.");
        await using ArtisanDb db = databases.Open(scope);
        TenantProvider? row = await db.TenantProviders.SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
        bool made = row is null;
        if (row is null)
            db.TenantProviders.Add(row = new TenantProvider { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Name = name });
        object before = new { row.Kind, row.BaseUrl, row.ApiVersion, key = row.ApiKeyLast4, row.Enabled };
        // A credential belongs to the address that it was given for: sent elsewhere it would be given away.
        bool moved = !made && (row.BaseUrl != baseUrl || row.Kind != request.Kind);
        if (moved && key is null && row.EncryptedApiKey is not null)
            throw ArtisanException.Invalid("api_key", "The address changes, so give the credential again: it is never sent to an address that it was not given for.");
        if (moved)
            db.TenantCredentials.RemoveRange(await db.TenantCredentials.Where(c => c.ProviderId == row.Id).ToArrayAsync(cancellationToken));
        (row.Kind, row.BaseUrl, row.ApiVersion, row.Enabled) = (request.Kind, baseUrl, string.IsNullOrWhiteSpace(request.ApiVersion) ? null : request.ApiVersion.Trim(), request.Enabled);
        if (key is not null)
        {
            row.EncryptedApiKey = protector.Protect(key);
            row.ApiKeyLast4 = key.Length >= 12 ? key[^4..] : null;
        }
        (row.UpdatedAt, row.UpdatedBy) = (DateTimeOffset.UtcNow, scope.ActorName);
        db.Audit(scope, made ? "provider.created" : "provider.changed", $"Provider {name}",
            new { before = made ? null : before, after = new { row.Kind, row.BaseUrl, row.ApiVersion, key = row.ApiKeyLast4, row.Enabled }, new_credential = key is not null });
        await db.SaveChangesAsync(cancellationToken);
        return row.Id;
    }

    [GeneratedRegex("^[a-z][a-z0-9._-]{0,63}$")]
    private static partial Regex Name();
}

/// <summary>Deletes a provider instance of the tenant with its credential; one of the same name from the configuration stands again.</summary>
public sealed class DeleteProvider(IArtisanDbFactory databases)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/> when it is not the tenant's.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid providerId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        TenantProvider row = await db.TenantProviders.SingleOrDefaultAsync(p => p.Id == providerId, cancellationToken) ?? throw ArtisanException.NotFound("The provider");
        db.TenantProviders.Remove(row);
        db.Audit(scope, "provider.deleted", $"Provider {row.Name}");
        await db.SaveChangesAsync(cancellationToken);
    }
}

/// <summary>What a try of a provider found.</summary>
/// <param name="Ok">Whether it answered.</param>
/// <param name="Message">For people.</param>
/// <param name="LatencyMs">Milliseconds.</param>
/// <param name="Models">The models that it named.</param>
public sealed record ProviderCheck(bool Ok, string Message, double LatencyMs, IReadOnlyList<string> Models);

/// <summary>Tries a provider instance: asks it which models it has.</summary>
public sealed class CheckProvider(ControlPlane control, IAiConfigSource config, IEnumerable<IModelProvider> providers)
{
    /// <summary>Tries.</summary>
    /// <exception cref="ArtisanException">When there is no such provider or the scope may not.</exception>
    public async Task<ProviderCheck> ExecuteAsync(TenantScope scope, string name, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        ProviderInstance instance = control.TenantOf(scope.TenantId)?.ProviderOf(name, config.Current) ?? throw ArtisanException.NotFound($"The provider {name}");
        if (!instance.IsUsable)
            return new ProviderCheck(false, "It has no credential. Add one first.", 0, []);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        double Elapsed() => System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            IReadOnlyList<string> models = await providers.First(p => p.Kinds.Contains(instance.Kind)).ListModelsAsync(instance, limit.Token);
            return new ProviderCheck(true, models.Count == 0 ? "It answered." : $"It answered and has {models.Count} models.", Elapsed(), models);
        }
        catch (ProviderException e)
        {
            return new ProviderCheck(false, e.Message, Elapsed(), []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProviderCheck(false, "It did not answer within 15 seconds.", Elapsed(), []);
        }
    }
}
