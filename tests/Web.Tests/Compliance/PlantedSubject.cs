using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Insights;
using Artisan.Core.Memory;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Artisan.Web.Tests.Compliance;

/// <summary>A person of whom something stands in every store, each time with a word that stands nowhere else.</summary>
internal sealed class PlantedSubject
{
    internal static readonly string[] All = ["cached answer", "conversation", "draft", "event", "interaction", "memory", "request", "task"];

    private readonly RunningArtisan _app;
    private readonly string _word;
    private readonly Guid _tenantId;

    private PlantedSubject(RunningArtisan app, string word, Guid tenantId) => (_app, _word, _tenantId, LeadId, MemoryId) = (app, word, tenantId, Guid.CreateVersion7(), Guid.Empty);

    internal Guid LeadId { get; }

    internal Guid MemoryId { get; private set; }

    internal string Email => $"{_word}@person.example";

    internal static async Task<PlantedSubject> AddAsync(RunningArtisan app, string word, TenantScope? of = null)
    {
        TenantScope owner = of ?? app.ScopeOf(Role.Manager);
        var planted = new PlantedSubject(app, word, owner.TenantId);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await using ArtisanDb db = app.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(owner.TenantId);
        Guid lead = planted.LeadId, request = Guid.CreateVersion7(), session = Guid.CreateVersion7();
        var person = new Lead { Id = lead, FirstName = "Person", LastName = word, Email = planted.Email, CreatedAt = now, UpdatedAt = now };
        LeadText.Refresh(person);
        db.Leads.Add(person);
        await db.SaveChangesAsync();
        db.Contacts.Add(Contact(planted, now));
        db.Interactions.Add(new Interaction { Id = Guid.CreateVersion7(), LeadId = lead, Kind = InteractionKind.Note, At = now, Subject = $"Note {word}", CreatedAt = now });
        db.LeadTasks.Add(new LeadTask { Id = Guid.CreateVersion7(), LeadId = lead, Title = $"Call {word}", CreatedById = owner.ActorId, CreatedAt = now });
        db.LeadEvents.Add(new LeadEvent { Id = Guid.CreateVersion7(), LeadId = lead, At = now, Kind = LeadEventKind.Changed, Title = $"Changed {word}" });
        db.EmailDrafts.Add(new EmailDraftRecord { Id = Guid.CreateVersion7(), LeadId = lead, RequestId = request, Subject = "Hello", Body = $"About {word}", OwnerId = owner.ActorId, CreatedAt = now });
        db.ConversationSessions.Add(new ConversationSession { Id = session, OwnerId = owner.ActorId, LeadId = lead, Title = $"Talk {word}", CreatedAt = now, UpdatedAt = now });
        db.ConversationMessages.Add(new ConversationMessage { Id = Guid.CreateVersion7(), SessionId = session, Role = "user", Text = $"Who is {word}?", At = now });
        db.Requests.Add(new RequestRecord { Id = request, WorkspaceId = owner.WorkspaceId, At = now, ActorId = owner.ActorId, UseCase = "conversation", Operation = "chat", LeadId = lead, Status = RequestStatus.Ok, HttpStatus = 200 });
        db.RequestContents.Add(new RequestContent { RequestId = request, At = now, Request = Encoding.UTF8.GetBytes($$"""{"ask":"{{word}}"}"""), Answer = Encoding.UTF8.GetBytes($$"""{"answer":"{{word}}"}""") });
        byte[] answer = Encoding.UTF8.GetBytes($$"""{"answer":"{{word}}"}""");
        db.CachedAnswers.Add(new CachedAnswer { Id = Guid.CreateVersion7(), WorkspaceId = owner.WorkspaceId, UseCase = "conversation", Operation = "chat", Hash = word, Prompt = word, Answer = answer, Seal = Convert.ToHexString(SHA256.HashData([.. Encoding.UTF8.GetBytes(word), 0, .. answer])), LeadId = lead, ActorId = owner.ActorId, CreatedAt = now, ExpiresAt = now.AddHours(1) });
        await db.SaveChangesAsync();
        planted.MemoryId = (await app.Services.GetRequiredService<StoreMemory>().ExecuteAsync(owner, new MemoryStoreRequestV1(MemoryType.LeadInteraction, $"Showed the product to {word} and the whole team", lead), new MemoryOrigin(MemorySource.Api), CancellationToken.None)).Memory.Id;
        await app.Services.GetRequiredService<SyncCache>().RunAsync(CancellationToken.None);
        return planted;
    }

    private static Contact Contact(PlantedSubject of, DateTimeOffset now)
    {
        var contact = new Contact { Id = Guid.CreateVersion7(), LeadId = of.LeadId, FirstName = "Person", LastName = of._word, Email = of.Email, CreatedAt = now, UpdatedAt = now };
        contact.Refresh();
        return contact;
    }

    /// <summary>Where the word still stands, but in the records themselves.</summary>
    internal async Task<string[]> PlacesAsync()
    {
        await using ArtisanDb db = _app.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(_tenantId);
        var found = new List<string>();
        async Task Look(string place, Task<string[]> texts)
        {
            if ((await texts).Any(t => t.Contains(_word, StringComparison.Ordinal)))
                found.Add(place);
        }
        await Look("cached answer", db.CachedAnswers.Select(a => a.Prompt).ToArrayAsync());
        await Look("conversation", db.ConversationMessages.Select(a => a.Text).Concat(db.ConversationSessions.Select(s => s.Title)).ToArrayAsync());
        await Look("draft", db.EmailDrafts.Select(a => a.Body).ToArrayAsync());
        await Look("event", db.LeadEvents.Select(a => a.Title).ToArrayAsync());
        await Look("interaction", db.Interactions.Select(a => a.Subject).ToArrayAsync());
        await Look("memory", db.Memories.Select(a => a.Content).ToArrayAsync());
        byte[][] contents = await db.RequestContents.Select(a => a.Request).ToArrayAsync();
        await Look("request", Task.FromResult<string[]>([.. contents.Select(Encoding.UTF8.GetString)]));
        await Look("task", db.LeadTasks.Select(a => a.Title).ToArrayAsync());
        if (_app.Services.GetRequiredService<AnswerCache>().Of(_tenantId).Any(e => e.Prompt == _word) && !found.Contains("cached answer"))
            found.Add("this node's cache");
        return [.. found];
    }
}

/// <summary>Calls of the purge's API.</summary>
internal static class PurgeCalls
{
    internal static async Task<JsonElement> PurgeAsync(this HttpClient client, object body, bool dryRun = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/ai-advanced/memory/purge" + (dryRun ? "?dry_run=true" : "")) { Content = JsonContent.Create(body) };
        using HttpResponseMessage answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(dryRun ? HttpStatusCode.OK : HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await RunningArtisan.JsonAsync(answer);
    }

    internal static Task<JsonElement> EndedAsync(this HttpClient client, Guid id) => client.UntilAsync($"/api/v1/admin/purges/{id}", p => p.GetProperty("state").GetString() is "verified" or "incomplete" or "cancelled" or "failed");

    internal static async Task<JsonElement> UntilAsync(this HttpClient client, string path, Func<JsonElement, bool> ready)
    {
        DateTime end = DateTime.UtcNow.AddMinutes(10);
        while (true)
        {
            JsonElement now = await client.GetFromJsonAsync<JsonElement>(path);
            if (ready(now) || DateTime.UtcNow > end)
                return now;
            await Task.Delay(100);
        }
    }
}
