using System.Text.Json;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Infrastructure.Usage;
using Artisan.Testing;
using Artisan.Testing.Vendors;
using Artisan.Web.Shell.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Web.Tests.Hosting;

/// <summary>
/// The real application on a real Kestrel and a real PostgreSQL, with a vendor that speaks OpenAI's protocol behind its provider <c>openai</c>, and the two
/// demonstration tenants' people and keys (without their history).
/// </summary>
public sealed class RunningArtisan : IAsyncDisposable
{
    // The schema and the people are the same for all that ask for no history, so they are made once per process and copied.
    private static readonly Lazy<Task<Stock>> Stocked = new(StockAsync);

    private readonly string _folder;
    private readonly string _database;
    private readonly ArtisanHost _host;
    private bool _borrowed;

    private RunningArtisan(ArtisanHost host, MockOpenAiVendor vendor, string folder, string database, IReadOnlyList<DemoTenant> tenants) =>
        (_host, Vendor, _folder, _database, Tenants) = (host, vendor, folder, database, tenants);

    /// <summary>The vendor behind the provider <c>openai</c>.</summary>
    public MockOpenAiVendor Vendor { get; }

    /// <summary>The tenants.</summary>
    public IReadOnlyList<DemoTenant> Tenants { get; }

    /// <summary>The first tenant.</summary>
    public DemoTenant Home => Tenants[0];

    /// <summary>The other tenant.</summary>
    public DemoTenant Foreign => Tenants[1];

    /// <summary>The application's address, without a trailing slash.</summary>
    public string Url => _host.Url;

    /// <summary>The application.</summary>
    public Microsoft.AspNetCore.Builder.WebApplication Application => _host.App;

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _host.App.Services;

    /// <summary>The connection string of the application's role.</summary>
    public string Database => _database;

    /// <summary>The application's data folder.</summary>
    public string DataFolder => _folder;

    /// <summary>Starts one.</summary>
    /// <param name="history">Whether the demonstration's history is filled in too.</param>
    /// <param name="settings">More settings, <c>KEY=value</c>.</param>
    /// <param name="configure">More services.</param>
    /// <param name="database">A database of the caller's; null for one of the shared test server.</param>
    public static async Task<RunningArtisan> StartAsync(bool history = false, IEnumerable<string>? settings = null, Action<IServiceCollection>? configure = null, string? database = null)
    {
        MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        bool borrowed = database is not null;
        string folder = TestFolder.Create("artisan-web-");
        IReadOnlyList<DemoTenant>? copied = null;
        if (!borrowed && !history)
            (database, copied) = await CopyAsync(folder);
        database ??= await PostgresServer.CreateDatabaseAsync();
        string[] args =
        [
            $"--ARTISAN_DATA={folder}", $"--ARTISAN_DATABASE={database}", "--ARTISAN_PORT=0",
            $"--Artisan:Providers:openai:base_url={vendor.BaseUrl}", "--Artisan:Providers:openai:api_key=sk-test-0123456789",
            "--Artisan:resilience:base_delay_seconds=0.02",
            // Tests of long prompts are not about the limit of one request.
            "--Artisan:limits:max_tokens_per_request=1000000",
            // What one test asked must not come before the model of another.
            .. new[] { "lead_scoring", "email_generation", "campaign_strategy", "conversation", "call_summary" }.Select(u => $"--Artisan:use_cases:{u}:memory:enabled=false"),
            .. (settings ?? []).Select(s => $"--{s}"),
        ];
        ArtisanHost host = await ArtisanHost.StartAsync(args, _ => { }, services =>
        {
            if (!history)
            {
                foreach (ServiceDescriptor source in services.Where(s => s.ServiceType == typeof(IDemoSource)).ToArray())
                    services.Remove(source);
            }
            NothingByTheClock(services);
            configure?.Invoke(services);
        });
        IReadOnlyList<DemoTenant> tenants = copied ?? await host.App.Services.GetRequiredService<FillDemo>().ExecuteAsync(_ => { }, CancellationToken.None);
        await host.App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        // The demonstration came after the start, which had found nobody; without this every page leads to the set-up.
        host.App.Services.GetRequiredService<SetupToken>().Spend();
        return new RunningArtisan(host, vendor, folder, database, tenants) { _borrowed = borrowed };
    }

    /// <summary>Makes a database with the schema, the tenants and their people for an application of the caller's own.</summary>
    /// <param name="folder">The application's data folder, which gets the key that the database's secrets are sealed with.</param>
    public static async Task<(string Database, IReadOnlyList<DemoTenant> Tenants)> CopyAsync(string folder)
    {
        Stock stock = await Stocked.Value;
        File.Copy(stock.MasterKey, Path.Combine(folder, Path.GetFileName(stock.MasterKey)));
        return (await PostgresServer.CreateDatabaseAsync(stock.Template), stock.Tenants);
    }

    /// <summary>A client with an API key.</summary>
    public HttpClient Client(string? apiKey)
    {
        var client = new HttpClient { BaseAddress = new Uri(Url) };
        if (apiKey is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", apiKey);
        return client;
    }

    /// <summary>A person of the first tenant.</summary>
    public DemoPerson Person(Role role) => Home.People.First(p => p.Role == role);

    /// <summary>A scope of a person of the first tenant.</summary>
    public TenantScope ScopeOf(Role role, DemoTenant? tenant = null)
    {
        DemoTenant home = tenant ?? Home;
        DemoPerson person = home.People.First(p => p.Role == role);
        MemberControl member = Services.GetRequiredService<ControlPlane>().TenantOf(home.TenantId)!.Members[person.MembershipId];
        return new TenantScope
        {
            TenantId = home.TenantId,
            WorkspaceId = home.WorkspaceId,
            ActorKind = ActorKind.Member,
            ActorId = member.Id,
            ActorName = member.Name,
            AccountId = member.AccountId,
            Role = role,
            Epoch = member.Epoch,
            Workspaces = member.Workspaces,
        };
    }

    /// <summary>Carries the journal into the database now.</summary>
    public Task DrainAsync() => Services.GetRequiredService<LedgerDrain>().DrainAsync(CancellationToken.None);

    /// <summary>Reads the JSON of an answer.</summary>
    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Vendor.DisposeAsync();
        if (!_borrowed)
            await PostgresServer.DropDatabaseAsync(_database);
    }

    // What recurs would run in the midst of whichever test a full hour or its fortieth minute falls into, and at once in every copy of a database whose time
    // had passed meanwhile. Tests run it themselves.
    private static void NothingByTheClock(IServiceCollection services)
    {
        foreach (ServiceDescriptor declared in services.Where(s => s.ImplementationInstance is RecurringJob).ToArray())
        {
            services.Remove(declared);
            services.AddSingleton((RecurringJob)declared.ImplementationInstance! with { Cron = "0 0 3 1 1 ? 2098" });
        }
    }

    private static async Task<Stock> StockAsync()
    {
        IReadOnlyList<DemoTenant> tenants = [];
        string masterKey = "";
        string template = await PostgresServer.TemplateAsync("demonstration without history", async database =>
        {
            await using RunningArtisan first = await StartAsync(database: database);
            (tenants, masterKey) = (first.Tenants, Path.Combine(first.DataFolder, "master.key"));
        });
        return new Stock(template, tenants, masterKey);
    }

    private sealed record Stock(string Template, IReadOnlyList<DemoTenant> Tenants, string MasterKey);
}

/// <summary>One application for the tests of a class or collection.</summary>
public sealed class ArtisanFixture : Xunit.IAsyncLifetime
{
    /// <summary>The application.</summary>
    public RunningArtisan App { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => App = await RunningArtisan.StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();
}
