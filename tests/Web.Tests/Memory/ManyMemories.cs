using System.Globalization;
using System.Runtime.InteropServices;
using Artisan.Core.Data;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Web.Tests.Memory;

/// <summary>Fills a tenant with memories, as many as are wanted, each of some thirty words.</summary>
internal static class ManyMemories
{
    private static readonly string[] s_what = ["demo of the gateway", "call about the renewal", "security review", "pricing discussion", "workshop on integrations", "meeting with procurement", "pilot kick-off", "quarterly review", "technical deep dive", "contract negotiation"];
    private static readonly string[] s_who = ["head of operations", "finance director", "data protection officer", "sales lead", "chief architect", "plant manager", "marketing director", "board member", "IT administrator", "customer success manager"];
    private static readonly string[] s_found = ["asked for single sign-on and an audit log", "was worried about the migration effort", "wants a discount for three years", "compared us with two competitors", "confirmed the budget for next quarter", "needs a pilot in one site first", "asked how personal data is taken out", "liked the workflow builder", "has to wait for the legal department", "wants to begin before the summer"];
    private static readonly string[] s_next = ["send the security questionnaire", "prepare an offer", "invite the works council", "arrange a reference call", "share the roadmap", "set up a sandbox", "draft the order form", "check the data residency", "plan the training", "follow up in two weeks"];
    private static readonly string[] s_fields = ["logistics", "robotics", "insurance", "healthcare", "retail", "energy", "banking", "education", "tourism", "chemistry"];

    /// <summary>The text of the memory with this number. Each is unique by its company.</summary>
    public static string TextOf(int number)
    {
        int n = number;
        string Pick(string[] from)
        {
            string picked = from[n % from.Length];
            n = n / from.Length * 7 + n % 11 + 3;
            return picked;
        }
        return string.Create(CultureInfo.InvariantCulture, $"In the {Pick(s_what)} with company{number} from {Pick(s_fields)} the {Pick(s_who)} {Pick(s_found)}. The deal is worth {20 + number % 480},000 euros. We will {Pick(s_next)}.");
    }

    /// <summary>Adds them, for a member, in pieces.</summary>
    public static async Task AddAsync(RunningArtisan app, TenantScope owner, int from, int to)
    {
        IBulkInsert bulk = app.Services.GetRequiredService<IBulkInsert>();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        foreach (int[] some in Enumerable.Range(from, to - from).Chunk(5000))
        {
            MemoryItem[] rows = [.. some.AsParallel().AsOrdered().Select(n => Row(owner, n, now))];
            await bulk.InsertAsync(owner.TenantId, rows, CancellationToken.None);
        }
        // As the database does by itself within a minute.
        await using ArtisanDb db = app.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(owner.TenantId);
        await db.Database.ExecuteSqlRawAsync("analyze memories");
    }

    private static MemoryItem Row(TenantScope owner, int number, DateTimeOffset now)
    {
        string text = TextOf(number);
        DateTimeOffset at = now.AddMinutes(-number % 500_000);
        return new MemoryItem
        {
            TenantId = owner.TenantId,
            Id = Guid.CreateVersion7(at),
            WorkspaceId = owner.WorkspaceId,
            OwnerKind = owner.ActorKind,
            OwnerId = owner.ActorId,
            OwnerName = owner.ActorName,
            Type = (MemoryType)(1 + number % 5),
            Namespace = MemoryItem.NamespaceOf(owner.TenantId, owner.ActorId, (MemoryType)(1 + number % 5)),
            Content = text,
            Retention = MemoryRetention.Permanent,
            Source = MemorySource.Api,
            ContentHash = MemoryText.HashOf(null, text, ""),
            Vector = MemoryMarshal.AsBytes<sbyte>(MemoryText.Of(text).Vector).ToArray(),
            VectorModel = MemoryText.LocalModel,
            CreatedAt = at,
            UpdatedAt = at,
            Revision = 1,
        };
    }
}
