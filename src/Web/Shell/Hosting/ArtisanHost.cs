using System.Net;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Infrastructure.Data;
using Artisan.Infrastructure.Operations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Artisan.Web.Shell.Hosting;

/// <summary>Starts the application: settings, database, schema, what nodes hold in memory, then the doors open. Also hosted so by tests.</summary>
internal sealed class ArtisanHost : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly EmbeddedPostgres? _embedded;

    private ArtisanHost(WebApplication app, EmbeddedPostgres? embedded, string url) => (App, _embedded, Url) = (app, embedded, url);

    /// <summary>The running application.</summary>
    public WebApplication App { get; }

    /// <summary>Its address.</summary>
    public string Url { get; }

    /// <summary>Runs until it is told to stop.</summary>
    public static async Task RunAsync(string[] args)
    {
        await using ArtisanHost host = await StartAsync(args, Console.WriteLine);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (host.App.Lifetime.ApplicationStopping.Register(stopping.SetResult))
            await stopping.Task;
    }

    /// <summary>Starts.</summary>
    /// <param name="args">Command line; <c>--KEY=value</c> sets what the environment could.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="configure">More services, for tests.</param>
    public static async Task<ArtisanHost> StartAsync(string[] args, Action<string> progress, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args.Where(a => a != "--demo").ToArray(), ContentRootPath = ContentRoot(), ApplicationName = typeof(ArtisanHost).Assembly.GetName().Name });
        HostSettings settings = HostSettings.Read(builder.Configuration, args);
        Directory.CreateDirectory(settings.DataFolder);
        builder.AddArtisanLogging(settings);
        using var interrupt = new StartInterrupt();
        EmbeddedPostgres? embedded = settings.Database is null ? await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataFolder = settings.DataFolder }, progress, interrupt.Token) : null;
        WebApplication? app = null;
        try
        {
            builder.WebHost.UseStaticWebAssets();
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024; // a JSON body is held in memory; endpoints that take more set their own limit
                kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port);
            });
            Composition.AddArtisan(builder, settings, settings.Database ?? embedded!.ConnectionString);
            configure?.Invoke(builder.Services);
            app = builder.Build();
            NpgsqlDataSource source = app.Services.GetRequiredService<NpgsqlDataSource>();
            if (embedded is not null)
                embedded.StateChanged += state => ForgetConnections(state, source);
            _ = app.Services.GetRequiredService<IAiConfigSource>(); // a faulty configuration stops the start here, with every fault
            progress("Bringing the database to this version's schema");
            await app.Services.GetRequiredService<Migrator>().MigrateAsync(interrupt.Token);
            if (settings.Database is not null)
                await WarnOfSuperuserAsync(source, progress, interrupt.Token);
            await app.Services.GetRequiredService<ControlPlane>().RefreshAsync(interrupt.Token);
            Composition.UseArtisan(app);
            await app.StartAsync(interrupt.Token);
            interrupt.Dispose(); // from here on the host's own lifetime hears signals
            string url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            await FirstStart.PrepareAsync(app.Services, settings, url, progress, app.Lifetime.ApplicationStopping);
            progress($"Artisan is ready at {url}");
            return new ArtisanHost(app, embedded, url);
        }
        catch (Exception e)
        {
            if (app is not null)
                await app.DisposeAsync();
            if (embedded is not null)
                await embedded.DisposeAsync();
            if (StartFault.Explain(e, settings) is { } explained)
                throw new InvalidOperationException(explained, e);
            throw;
        }
    }

    /// <summary>Stops: the doors close, the journal drains, then the database goes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await App.StopAsync().WaitAsync(StopLimit);
            await App.DisposeAsync().AsTask().WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            // A part waits for a database that is away. What was answered is in the journal, and is carried over at the next start.
            Console.Error.WriteLine($"Not everything ended within {StopLimit.TotalSeconds:0} seconds; stopping all the same.");
        }
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }

    // After a crash of the database every pooled connection is dead; without this each would fail one caller.
    private static void ForgetConnections(EmbeddedPostgresState state, NpgsqlDataSource source)
    {
        if (state == EmbeddedPostgresState.Running)
            source.Clear();
    }

    // The embedded server's role is none. With a server of one's own nothing breaks, but a fault in one query could then reach past Artisan's own tables.
    private static async Task WarnOfSuperuserAsync(NpgsqlDataSource source, Action<string> progress, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand ask = source.CreateCommand("select rolname from pg_roles where rolname = current_user and rolsuper");
        if (await ask.ExecuteScalarAsync(cancellationToken) is string role)
            progress($"Warning: ARTISAN_DATABASE connects as '{role}', a superuser. Give Artisan a role that owns its database and is none: create role artisan login nosuperuser");
    }

    /// <summary>Whether an exception is a fault of set-up that its message explains.</summary>
    public static bool IsExpected(Exception e) =>
        e is InvalidOperationException or EmbeddedPostgresException or NpgsqlException or IOException or OperationCanceledException || e.GetType().Name is "AiConfigException";

    // Where wwwroot and ai_config.yaml stand: beside the project when run from its build output, beside the assembly when published.
    internal static string ContentRoot()
    {
        string here = AppContext.BaseDirectory;
        for (DirectoryInfo? folder = new(here); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Artisan.Web.csproj")))
                return folder.FullName;
        }
        return here;
    }
}
