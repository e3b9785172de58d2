using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell.Hosting;

/// <summary>What an empty installation needs at its start: demonstration data where asked for, else the one-time token of the set-up page.</summary>
internal static class FirstStart
{
    public static async Task PrepareAsync(IServiceProvider services, HostSettings settings, string url, Action<string> progress, CancellationToken cancellationToken)
    {
        string demoFile = Path.Combine(settings.DataFolder, "demo.json"), unfinished = demoFile + ".unfinished";
        // Half a demonstration has accounts whose passwords nobody knows; going on would lock everyone out.
        if (File.Exists(unfinished))
            throw new InvalidOperationException($"The demonstration was interrupted while it was filled, and is of no use. Delete {settings.DataFolder}{(settings.Database is null ? "" : " and empty the database that ARTISAN_DATABASE names")}, then start again.");
        if (settings.Demo)
        {
            if (!await services.GetRequiredService<IAccounts>().AnyAsync(cancellationToken))
                await File.WriteAllTextAsync(unfinished, "", cancellationToken);
            IReadOnlyList<DemoTenant> filled = await services.GetRequiredService<FillDemo>().ExecuteAsync(progress, cancellationToken);
            if (filled.Count > 0)
            {
                await services.GetRequiredService<ControlPlane>().RefreshAsync(cancellationToken);
                Write(demoFile, Describe(url, filled));
                File.Delete(unfinished);
            }
            else if (File.Exists(demoFile))
            {
                JsonNode old = JsonNode.Parse(await File.ReadAllTextAsync(demoFile, cancellationToken))!;
                old["url"] = url;
                Write(demoFile, old);
            }
            else
            {
                progress("This installation has accounts already, so no demonstration data was added. Use another ARTISAN_DATA for a demonstration.");
            }
            if (File.Exists(demoFile))
                progress($"Sign-ins and API keys of the demonstration are in {demoFile}");
        }
        SetupToken token = services.GetRequiredService<SetupToken>();
        if (!await services.GetRequiredService<IAccounts>().AnyAsync(cancellationToken))
            progress($"This installation is empty. Set it up at {url}/setup with the one-time token {token.Issue()}");
    }

    private static JsonNode Describe(string url, IReadOnlyList<DemoTenant> tenants) => JsonSerializer.SerializeToNode(new
    {
        url,
        tenants = tenants.Select(t => new
        {
            name = t.Name,
            tenantId = t.TenantId,
            workspaceId = t.WorkspaceId,
            apiKey = t.ApiKey,
            users = t.People.Select(p => new { email = p.Email, password = p.Password, role = p.Role.ToString().ToLowerInvariant() }),
        }),
    })!;

    private static void Write(string path, JsonNode content)
    {
        using var stream = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            content.WriteTo(json);
        stream.Dispose();
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>The token that guards the set-up page of an empty installation. It lives in this process's memory, and is good for one use.</summary>
internal sealed class SetupToken
{
    private string? _token;

    /// <summary>Makes the token.</summary>
    public string Issue() => _token ??= RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Whether a token waits to be used.</summary>
    public bool IsWaiting => _token is not null;

    /// <summary>Whether this is the token.</summary>
    public bool Matches(string? given) =>
        _token is { } token && given is not null && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(token), System.Text.Encoding.UTF8.GetBytes(given.Trim()));

    /// <summary>Ends the token.</summary>
    public void Spend() => _token = null;
}
