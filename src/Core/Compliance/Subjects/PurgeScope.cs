namespace Artisan.Core.Compliance.Subjects;

/// <summary>What is to be deleted or exported, resolved to ids: it names nobody.</summary>
public sealed record PurgeScope
{
    /// <summary>What is remembered.</summary>
    public const string Memories = "memories";
    /// <summary>Prompts and answers.</summary>
    public const string Requests = "requests";
    /// <summary>Conversations with the assistant.</summary>
    public const string Conversations = "conversations";
    /// <summary>Drafted e-mails.</summary>
    public const string Drafts = "drafts";
    /// <summary>Everything that a store holds.</summary>
    public const string All = "all";

    /// <summary>The tenant.</summary>
    public Guid TenantId { get; init; }
    /// <summary>Which kind of data: one that a store names, or <see cref="All"/>.</summary>
    public string Category { get; init; } = Memories;
    /// <summary>The leads that the person is; null where nobody is named.</summary>
    public IReadOnlyList<Guid>? LeadIds { get; init; }
    /// <summary>The contacts that the person is; null where nobody is named.</summary>
    public IReadOnlyList<Guid>? ContactIds { get; init; }
    /// <summary>Only what this member or key owns or asked for; null for anyone's.</summary>
    public Guid? OwnerId { get; init; }
    /// <summary>Only what is older than this time (UTC): the date that was given, else when it was asked for, so that what comes later is not touched.</summary>
    public DateTimeOffset Until { get; init; }
    /// <summary>Whether the records of the person go too, at the end.</summary>
    public bool Record { get; init; }
    /// <summary>Whether there is so much that nodes make their indexes anew, rather than taking out one by one.</summary>
    public bool Many { get; init; }

    /// <summary>Whether a person is named.</summary>
    public bool OfPerson => LeadIds is not null;
}

/// <summary>A legal hold on everything of a lead or a member, as stores other than that of memories respect it.</summary>
/// <param name="LeadId">Only what is about this lead; null for any.</param>
/// <param name="OwnerId">Only what this member or key owns; null for anyone's.</param>
public sealed record SubjectHold(Guid? LeadId, Guid? OwnerId);

/// <summary>The port to legal holds.</summary>
public interface ISubjectHolds
{
    /// <summary>Those that last and are not limited to one type of memory.</summary>
    Task<IReadOnlyList<SubjectHold>> ActiveAsync(Data.ArtisanDb db, CancellationToken cancellationToken);
}

/// <summary>Who a person is in the records.</summary>
/// <param name="LeadIds">Leads.</param>
/// <param name="ContactIds">Contacts.</param>
public sealed record ResolvedSubject(IReadOnlyList<Guid> LeadIds, IReadOnlyList<Guid> ContactIds);

/// <summary>The port to the records of people.</summary>
public interface ISubjectRecords
{
    /// <summary>Finds a person by the id of a lead or contact, an e-mail address, or a name that only one has.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.NotFound"/>, or when several people have the name.</exception>
    Task<ResolvedSubject> ResolveAsync(Data.ArtisanDb db, string subject, CancellationToken cancellationToken);
}
