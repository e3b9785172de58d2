using System.Runtime.InteropServices;
using System.Text;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Kernel;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Memory;

/// <summary>
/// Sums old memories up, by the use case memory_summary, as the tenant's policy says: those of one owner, lead and type together. A summary is proposed; its
/// originals are recalled until somebody confirms it. Pinned memories, and what a legal hold keeps, are left alone.
/// </summary>
public sealed class SummariseMemories(IArtisanDbFactory databases, ControlPlane control, UseCaseClient ai, MemoryScrubber scrubber, LiveFeed feed, TimeProvider time) : IJobHandler
{
    /// <summary>Its kind.</summary>
    public const string JobKind = "memory.summarise";
    /// <summary>Fewer are not worth a summary.</summary>
    public const int Fewest = 4;
    private const int Most = 40;
    // Of one run, so that a tenant's first has an end; the next night goes on.
    private const int MostGroups = 200;
    private const int LongestPrompt = 60_000;

    /// <inheritdoc/>
    public string Kind => JobKind;

    /// <inheritdoc/>
    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        TenantControl[] tenants = [.. control.Tenants.Where(t => t is { Suspended: false, Memory: { Enabled: true, CompressAfterDays: not null } })];
        int summaries = 0, failed = 0;
        for (int i = 0; i < tenants.Length; i++)
        {
            context.Report((double)i / tenants.Length, $"Organisation {i + 1} of {tenants.Length}");
            (int made, int not) = await OfAsync(tenants[i], cancellationToken);
            (summaries, failed) = (summaries + made, failed + not);
        }
        return new { summaries, failed };
    }

    private async Task<(int Made, int Failed)> OfAsync(TenantControl tenant, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow(), old = now.AddDays(-tenant.Memory.CompressAfterDays!.Value);
        await using ArtisanDb db = databases.OpenTenant(tenant.TenantId);
        IQueryable<MemoryItem> ripe = LegalHolds.NotHeld(db, db.Memories.Where(m => m.State == MemoryState.Active && m.SummaryId == null && !m.Pinned && m.Source != MemorySource.Summary && m.CreatedAt < old && (m.ExpiresAt == null || m.ExpiresAt > now)));
        var groups = await ripe.GroupBy(m => new { m.WorkspaceId, m.OwnerId, m.LeadId, m.Type }).Where(g => g.Count() >= Fewest).Select(g => g.Key).Take(MostGroups).ToArrayAsync(cancellationToken);
        int made = 0, failed = 0;
        foreach (var group in groups)
        {
            MemoryItem[] originals = await ripe.Where(m => m.WorkspaceId == group.WorkspaceId && m.OwnerId == group.OwnerId && m.LeadId == group.LeadId && m.Type == group.Type).OrderBy(m => m.Id).Take(Most).ToArrayAsync(cancellationToken);
            if (originals.Length < Fewest)
                continue;
            try
            {
                await ProposeAsync(db, tenant, originals, now, cancellationToken);
                made++;
            }
            catch (ArtisanException)
            {
                // No model, no budget, or an answer that may not be kept: the originals stay, and the next run tries again.
                db.ChangeTracker.Clear();
                failed++;
            }
        }
        if (made > 0)
            feed.Publish(new FeedSignal(tenant.TenantId, FeedTopic.Memories));
        return (made, failed);
    }

    private async Task ProposeAsync(ArtisanDb db, TenantControl tenant, MemoryItem[] originals, DateTimeOffset now, CancellationToken cancellationToken)
    {
        MemoryItem first = originals[0];
        TenantScope scope = TenantScope.System(tenant.TenantId, first.WorkspaceId, "Memory summaries");
        UseCaseAnswer answer = await ai.AskAsync(scope, new UseCaseAsk
        {
            UseCase = UseCases.MemorySummary,
            Door = "job",
            LeadId = first.LeadId,
            Messages = [new UseCaseMessage("user", PromptOf(originals))],
        }, cancellationToken);
        ScrubbedMemory scrubbed = scrubber.Scrub(tenant.TenantId, tenant.Guardrails, tenant.Memory.RulesOf(first.Type), MemoryInput.Content(answer.Text), null);
        var summary = new MemoryItem
        {
            TenantId = tenant.TenantId,
            Id = Guid.CreateVersion7(),
            WorkspaceId = first.WorkspaceId,
            OwnerKind = first.OwnerKind,
            OwnerId = first.OwnerId,
            OwnerName = first.OwnerName,
            Type = first.Type,
            Namespace = first.Namespace,
            LeadId = first.LeadId,
            Content = scrubbed.Content,
            Retention = originals.Any(m => m.ExpiresAt is null) ? MemoryRetention.Permanent : MemoryRetention.Exact,
            // It may live as long as what lives longest of what it sums up.
            ExpiresAt = originals.Any(m => m.ExpiresAt is null) ? null : originals.Max(m => m.ExpiresAt),
            State = MemoryState.Proposed,
            Redacted = scrubbed.Redactions.Count > 0 || originals.Any(m => m.Redacted),
            ContainsPii = scrubbed.ContainsPii,
            Source = MemorySource.Summary,
            SourceUseCase = UseCases.MemorySummary,
            SourceRequestId = answer.Info.RequestId,
            SourceReference = $"{originals.Length} memories of {originals[0].CreatedAt:yyyy-MM-dd} to {originals[^1].CreatedAt:yyyy-MM-dd}",
            ContentHash = MemoryText.HashOf(first.LeadId, scrubbed.Content, "summary"),
            Vector = MemoryMarshal.AsBytes<sbyte>(MemoryText.Of(scrubbed.Content).Vector).ToArray(),
            VectorModel = MemoryText.LocalModel,
            CreatedAt = now,
            UpdatedAt = now,
            Revision = 1,
        };
        db.Memories.Add(summary);
        foreach (MemoryItem original in originals)
            original.SummaryId = summary.Id;
        db.Audit(scope, "memory.summarised", $"Memory {summary.Id:N}", new { originals = originals.Length, summary.Type, summary.LeadId, request = answer.Info.RequestId });
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    private static string PromptOf(MemoryItem[] originals)
    {
        var prompt = new StringBuilder("Sum up what is remembered below in at most 150 words. Keep names, figures, dates, decisions and open points; leave out what was settled later. Write plain sentences and nothing else.\n");
        foreach (MemoryItem memory in originals)
        {
            if (prompt.Length > LongestPrompt)
                break;
            prompt.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n{memory.CreatedAt:yyyy-MM-dd}: {memory.Content}\n");
            if (MemoryFields.Read(memory.FieldsJson)?.Words() is { Length: > 0 } words)
                prompt.Append(words).Append('\n');
        }
        return prompt.ToString();
    }
}
