using System.Net;
using System.Text.Json;
using Artisan.Core.Tenancy;
using Artisan.Infrastructure.Operations;
using Artisan.Testing;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Reliability;

/// <summary>The database goes away and comes back while calls are made.</summary>
public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task Calls_go_on_from_memory_and_the_ledger_heals_by_itself()
    {
        string folder = TestFolder.Create("artisan-away-");
        var options = new EmbeddedPostgresOptions { DataFolder = folder, Durable = false, SharedBuffersMegabytes = 32 };
        EmbeddedPostgres postgres = await EmbeddedPostgres.StartAsync(options, _ => { }, CancellationToken.None);
        try
        {
            await using RunningArtisan app = await RunningArtisan.StartAsync(database: postgres.ConnectionString);
            using HttpClient client = app.Client(app.Home.ApiKey);
            var load = new Load(app.Url, app.Home.ApiKey);
            using var stop = new CancellationTokenSource();
            Task calling = load.RunAsync(callers: 4, stop.Token);
            await UntilAsync(() => load.Answered.Count > 40);

            await postgres.DisposeAsync();
            int before = load.Answered.Count;
            await UntilAsync(() => load.Answered.Count > before + 100);
            (await StatusAsync(client)).ShouldBe("degraded");

            postgres = await EmbeddedPostgres.StartAsync(options, _ => { }, CancellationToken.None);
            int back = load.Answered.Count;
            await UntilAsync(() => load.Answered.Count > back + 40);
            await stop.CancelAsync();
            await calling;

            load.Refused.ShouldBe(0);
            load.Failed.ShouldBe(0);
            (await Ledger.ReconcileAsync(postgres.ConnectionString, load.Answered)).ShouldBeEmpty();
            (await StatusAsync(client)).ShouldBe("ready");
        }
        finally
        {
            await postgres.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nobody_is_signed_out_because_the_database_is_away()
    {
        string folder = TestFolder.Create("artisan-away-");
        var options = new EmbeddedPostgresOptions { DataFolder = folder, Durable = false, SharedBuffersMegabytes = 32 };
        EmbeddedPostgres postgres = await EmbeddedPostgres.StartAsync(options, _ => { }, CancellationToken.None);
        try
        {
            // Every request is checked against the account, so that none goes by on a check of before.
            await using RunningArtisan app = await RunningArtisan.StartAsync(database: postgres.ConnectionString,
                configure: services => services.PostConfigure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.Zero));
            using ConsoleClient person = await ConsoleClient.SignInAsync(app, app.Person(Role.Manager));

            await postgres.DisposeAsync();
            using HttpResponseMessage page = await person.Http.GetAsync("/requests");
            page.StatusCode.ShouldBe(HttpStatusCode.OK);

            postgres = await EmbeddedPostgres.StartAsync(options, _ => { }, CancellationToken.None);
            using HttpResponseMessage back = await person.Http.GetAsync("/requests");
            back.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            await postgres.DisposeAsync();
        }
    }

    private static async Task<string> StatusAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync("/ready");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString()!;
    }

    private static async Task UntilAsync(Func<bool> reached)
    {
        for (int i = 0; !reached(); i++)
        {
            i.ShouldBeLessThan(1500, "it did not come to that within 30 seconds");
            await Task.Delay(20);
        }
    }
}
