using System.Runtime.InteropServices;
using Artisan.Core.Crm;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Memory.Recall;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Memory.Demo;

/// <summary>Collects memories as they would have been stored: scrubbed, with their end, none twice, and without those that would have ended by now.</summary>
internal sealed class DemoMemoryBook(DemoTenant tenant, MemoryScrubber scrubber, DateTimeOffset now)
{
    private readonly HashSet<string> _known = [];
    private readonly List<MemoryItem> _items = [];

    internal IReadOnlyList<MemoryItem> Items => _items;

    /// <summary>Adds one; null where it would be remembered already, would lie ahead, or would have ended by now.</summary>
    internal MemoryItem? Add(MemoryType type, Lead? lead, Guid? owner, DateTimeOffset at, MemorySource source, string content, MemoryFields? fields, string? useCase = null)
    {
        DemoPerson? person = tenant.People.FirstOrDefault(p => p.MembershipId == owner);
        Guid ownerId = person?.MembershipId ?? tenant.ApiKeyId;
        MemoryRetention retention = MemoryGovernance.DefaultRetentionOf(type);
        DateTimeOffset? end = MemoryGovernance.SecondsOf(retention) is { } seconds ? at.AddSeconds(seconds) : null;
        ScrubbedMemory scrubbed = scrubber.Scrub(tenant.TenantId, TenantGuardrails.Default, new MemoryTypeRules(), content, fields?.WriteFor(type));
        string words = MemoryFields.Read(scrubbed.FieldsJson)?.Words() ?? "";
        byte[] hash = MemoryText.HashOf(lead?.Id, scrubbed.Content, words);
        string space = MemoryItem.NamespaceOf(tenant.TenantId, ownerId, type);
        if (at >= now || end <= now || !_known.Add(space + Convert.ToHexString(hash)))
            return null;
        var item = new MemoryItem
        {
            TenantId = tenant.TenantId,
            Id = Guid.CreateVersion7(at),
            // The second rep works in the second workspace.
            WorkspaceId = person is not null && person == tenant.People.Last(p => p.Role == Role.Rep) ? tenant.SecondWorkspaceId : tenant.WorkspaceId,
            OwnerKind = person is null ? ActorKind.ApiKey : ActorKind.Member,
            OwnerId = ownerId,
            OwnerName = person?.Name ?? "Demo key",
            Type = type,
            Namespace = space,
            LeadId = lead?.Id,
            Content = scrubbed.Content,
            FieldsJson = scrubbed.FieldsJson,
            Retention = retention,
            ExpiresAt = end,
            Redacted = scrubbed.Redactions.Count > 0,
            ContainsPii = scrubbed.ContainsPii,
            Source = source == MemorySource.Console && person is null ? MemorySource.Api : source,
            SourceUseCase = useCase,
            ContentHash = hash,
            Vector = MemoryMarshal.AsBytes<sbyte>(MemoryText.Of(scrubbed.Content + "\n" + words).Vector).ToArray(),
            VectorModel = MemoryText.LocalModel,
            CreatedAt = at,
            UpdatedAt = at,
            Revision = 1,
        };
        _items.Add(item);
        return item;
    }
}
