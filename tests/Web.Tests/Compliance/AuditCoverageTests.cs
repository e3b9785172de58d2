using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Artisan.Web.Features.Operations;
using Artisan.Web.Features.Tenancy.Settings;
using Artisan.Web.Shell.Doors;
using Artisan.Web.Tests.Hosting;
using Artisan.Web.Tests.Tenancy;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>What must stand in the audit does: every export, every sign-in. A new export without an entry fails here.</summary>
public sealed partial class AuditCoverageTests(WalkFixture walk) : IClassFixture<WalkFixture>
{
    private static readonly string[] NoFiles = ["application/json", "text/event-stream", "text/plain"];

    // Which audit entry each door writes that hands out a file, and how it is called. {id} is one of the fixture's things.
    private static readonly Dictionary<string, (string Action, string Path, string? Id)> Exports = new()
    {
        ["/api/v1/ai/requests/export"] = ("export.requests", "/api/v1/ai/requests/export?search=jane", null),
        ["/api/ai-advanced/usage/export"] = ("export.usage", "/api/ai-advanced/usage/export", null),
        ["/api/v1/ai/budget/export"] = ("export.budgets", "/api/v1/ai/budget/export", null),
        ["/api/v1/crm/leads/export"] = ("export.leads", "/api/v1/crm/leads/export?query=jane@example.com&sort=created", null),
        ["/api/v1/crm/imports/{id:guid}/errors"] = ("export.import_errors", "/api/v1/crm/imports/{id}/errors", "import"),
        ["/api/v1/admin/audit/export"] = ("export.audit", "/api/v1/admin/audit/export?action=api_key.", null),
        ["/api/v1/admin/pii/export"] = ("export.personal_data_counts", "/api/v1/admin/pii/export", null),
        ["/api/v1/admin/prices/vendor-usage/{id:guid}/export"] = ("export.usage_differences", "/api/v1/admin/prices/vendor-usage/{id}/export", "comparison"),
        ["/api/v1/admin/purges/{id:guid}/certificate"] = ("export.certificate", "/api/v1/admin/purges/{id}/certificate", "purge"),
        ["/api/v1/admin/data-subjects/exports/{id:guid}/archive"] = ("data_subject.export_downloaded", "/api/v1/admin/data-subjects/exports/{id}/archive", "subject export"),
    };

    private RunningArtisan App => walk.App;

    public static TheoryData<string> Doors => [.. Exports.Keys];

    [Fact]
    public void Every_door_that_hands_out_a_file_declares_its_audit_entry()
    {
        RouteEndpoint[] files = [.. ((IEndpointRouteBuilder)App.Application).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<OpenApiShape>()?.Answers.Any(a => !NoFiles.Contains(a.ContentType)) == true || e.Metadata.GetMetadata<AuditedExport>() is not null)
            .Where(e => !e.RoutePattern.RawText!.StartsWith("/metrics", StringComparison.Ordinal))];
        files.Where(e => e.Metadata.GetMetadata<AuditedExport>() is null).Select(e => e.RoutePattern.RawText).ShouldBeEmpty("write an audit entry: AuditedAs");
        files.ToDictionary(e => e.RoutePattern.RawText!, e => e.Metadata.GetMetadata<AuditedExport>()!.Action).ShouldBe(Exports.ToDictionary(e => e.Key, e => e.Value.Action), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task An_export_stands_in_the_audit(string door)
    {
        (string action, string path, string? id) = Exports[door];
        int before = await CountAsync(action);
        using HttpClient client = App.Client(App.Home.ApiKey);
        string filled = path.Replace("{id}", id is null ? "" : walk.IdOf(id).ToString());
        HttpResponseMessage answer = await client.GetAsync(filled);
        // The purge and the archive of the fixture are made by jobs.
        for (int i = 0; i < 100 && answer.StatusCode == HttpStatusCode.Conflict; i++)
        {
            await Task.Delay(200);
            answer = await client.GetAsync(filled);
        }
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await CountAsync(action)).ShouldBe(before + 1);
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        var entry = await db.AuditEntries.AsNoTracking().Where(e => e.Action == action).OrderByDescending(e => e.Id).FirstAsync();
        (entry.ActorKind, entry.ActorId).ShouldBe(((int)ActorKind.ApiKey, App.Home.ApiKeyId));
        // What was searched for may be a person.
        (entry.DetailsJson ?? "").ShouldNotContain("jane");
    }

    [Fact]
    public async Task An_export_that_is_refused_stands_nowhere()
    {
        int before = await CountAsync("export.leads");
        using HttpClient client = App.Client(App.Home.ApiKey);
        (await client.GetAsync("/api/v1/crm/leads/export?sort=nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await CountAsync("export.leads")).ShouldBe(before);
    }

    [Fact]
    public async Task Sign_ins_that_failed_and_sign_outs_stand_in_the_audit_with_the_account_and_no_password()
    {
        var person = App.Person(Role.Viewer);
        using (HttpClient stranger = ConsoleClient.Anonymous(App))
            await ConsoleClient.TrySignInAsync(stranger, person.Email, "not the password of anybody");
        using (ConsoleClient client = await ConsoleClient.SignInAsync(App, person))
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = client.Token });
            using var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-out") { Content = form };
            request.Headers.Add("Origin", App.Url);
            (await client.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Found);
        }
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        foreach (string action in (string[])["sign_in.failed", "sign_in.succeeded", "sign_out.done"])
        {
            var entry = await db.AuditEntries.AsNoTracking().Where(e => e.Action == action && e.ActorId == person.MembershipId).OrderByDescending(e => e.Id).FirstAsync();
            entry.Target!.ShouldContain(person.Email);
            (entry.Target + entry.DetailsJson).ShouldNotContain("not the password");
        }
    }

    [Fact]
    public void Every_kind_of_action_in_the_product_can_be_filtered_by_a_name()
    {
        string source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "src"));
        string[] begins = [.. AuditWords.Families.SelectMany(f => f.Value.Split(','))];
        string[] actions = [.. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/") && !f.Contains("/Migrations/")).SelectMany(File.ReadLines)
            .Where(l => l.Contains(".Audit(", StringComparison.Ordinal) || l.Contains("AuditLog.Create(", StringComparison.Ordinal) || l.Contains("AuditedAs(", StringComparison.Ordinal) || l.Contains("RecordAsync(account", StringComparison.Ordinal) || l.Contains("record.ExecuteAsync(", StringComparison.Ordinal))
            .SelectMany(l => ActionNames().Matches(l).Select(m => m.Groups[1].Value)).Distinct()];
        actions.Length.ShouldBeGreaterThan(60);
        actions.Where(a => !begins.Any(b => a.StartsWith(b, StringComparison.Ordinal))).ShouldBeEmpty("give them a family in AuditWords");
    }

    [GeneratedRegex("\"([a-z_]+\\.[a-z_]+)\"")]
    private static partial Regex ActionNames();

    private static string Here([CallerFilePath] string here = "") => here;

    private async Task<int> CountAsync(string action)
    {
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        return await db.AuditEntries.CountAsync(e => e.Action == action);
    }
}
