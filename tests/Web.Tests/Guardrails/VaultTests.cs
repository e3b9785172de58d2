using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>Values behind reversible tokens: nowhere in clear, shown only to compliance, each time with a reason in the audit.</summary>
public sealed partial class VaultTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Value = "vaulted.person@secret-mail.example";
    private readonly RunningArtisan _app = fixture.App;

    [Fact]
    public async Task A_value_becomes_a_token_that_compliance_alone_can_turn_back()
    {
        await _app.GuardAsync(p => p with { Pii = p.Pii with { Operator = "token" } });
        using (HttpClient client = _app.Client(_app.Home.ApiKey))
            (await client.PostAsync("/v1/chat/completions", new StringContent($$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Write to {{Value}}, then again to {{Value}}"}]}""", Encoding.UTF8, "application/json"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _app.DrainAsync();
        string prompt = await PromptAsync();
        string[] tokens = [.. Token().Matches(prompt).Select(m => m.Value).Distinct()];
        string token = tokens.ShouldHaveSingleItem();
        (await Planted.FindAsync(_app, [Value])).ShouldBeEmpty();

        RevealTokens reveal = Get<RevealTokens>();
        RevealedToken shown = (await reveal.ExecuteAsync(_app.ScopeOf(Role.Compliance), $"Who is {token}?", "Request of the data subject, case 4711", CancellationToken.None)).ShouldHaveSingleItem();
        (shown.Token, shown.Type, shown.Value).ShouldBe((token, "EMAIL_ADDRESS", Value));

        AuditEntry entry = await AuditAsync();
        entry.Actor.ShouldBe(_app.ScopeOf(Role.Compliance).ActorName);
        string details = entry.DetailsJson!;
        details.ShouldContain("Request of the data subject, case 4711");
        details.ShouldContain(token);
        details.ShouldNotContain(Value);
        await using (ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId))
            (await db.VaultTokens.SingleAsync(t => t.Token == token)).Reveals.ShouldBe(1);

        foreach (Role role in (Role[])[Role.Admin, Role.Manager, Role.Rep, Role.Viewer])
            (await Should.ThrowAsync<ArtisanException>(reveal.ExecuteAsync(_app.ScopeOf(role), token, "I am curious", CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
        using HttpClient program = _app.Client(_app.Home.ApiKey);
        (await program.PostAsync("/api/v1/admin/guardrails/vault/reveal", new { text = token, reason = "A key with every scope" })).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await Should.ThrowAsync<ArtisanException>(reveal.ExecuteAsync(_app.ScopeOf(Role.Compliance, _app.Foreign), token, "Not ours", CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<ArtisanException>(reveal.ExecuteAsync(_app.ScopeOf(Role.Compliance), token, " ", CancellationToken.None))).Field.ShouldBe("reason");
        (await Should.ThrowAsync<ArtisanException>(reveal.ExecuteAsync(_app.ScopeOf(Role.Compliance), "no token", "A good reason", CancellationToken.None))).Field.ShouldBe("text");
        (await Planted.FindAsync(_app, [Value])).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_value_has_another_token_in_another_organisation()
    {
        await _app.GuardAsync(p => p with { Pii = p.Pii with { Operator = "token" } });
        await _app.GuardAsync(p => p with { Pii = p.Pii with { Operator = "token" } }, _app.Foreign);
        string ours = await TokenizedAsync(_app.Home.ApiKey), theirs = await TokenizedAsync(_app.Foreign.ApiKey);
        ours.ShouldNotBe(theirs);
        (await TokenizedAsync(_app.Home.ApiKey)).ShouldBe(ours);
    }

    private async Task<string> TokenizedAsync(string key)
    {
        using HttpClient client = _app.Client(key);
        JsonElement answer = await client.GoodAsync("/api/v1/ai/guardrails/pii", new { texts = new[] { Value }, @operator = "token" });
        return answer.GetProperty("results")[0].GetProperty("redacted").GetString()!;
    }

    private async Task<string> PromptAsync()
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId);
        RequestContent content = await db.Set<RequestContent>().AsNoTracking().OrderByDescending(c => c.At).FirstAsync();
        return JsonDocument.Parse(content.Request).RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
    }

    private async Task<AuditEntry> AuditAsync()
    {
        await using ArtisanDb db = Get<IArtisanDbFactory>().OpenTenant(_app.Home.TenantId);
        return await db.AuditEntries.AsNoTracking().SingleAsync(a => a.Action == "vault.revealed");
    }

    [GeneratedRegex("tok_[A-Za-z0-9_-]{22}")]
    private static partial Regex Token();

    private T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();
}
