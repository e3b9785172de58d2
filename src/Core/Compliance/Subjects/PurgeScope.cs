using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

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

    /// <summary>The person as texts name him, read from the records anew with each run; never written down. Null where nobody is named.</summary>
    [JsonIgnore]
    public SubjectMarks? Marks { get; init; }

    /// <summary>Whether a person is named.</summary>
    public bool OfPerson => LeadIds is not null;

    /// <summary>Whether a hold keeps what is about the person, for stores whose rows name no lead. One on a member alone keeps what is his, which those are not.</summary>
    public bool HeldBy(IReadOnlyList<SubjectHold> holds) => holds.Any(h => h.OwnerId is null && (h.LeadId is null || LeadIds?.Contains(h.LeadId.Value) == true));
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

/// <summary>The person's own values in the records, as they stand there.</summary>
/// <param name="Emails">E-mail addresses.</param>
/// <param name="Phones">Phone numbers.</param>
/// <param name="Names">Names of first and last name; a single word is no name, since it would name others too.</param>
public sealed record SubjectMarks(IReadOnlyList<string> Emails, IReadOnlyList<string> Phones, IReadOnlyList<string> Names)
{
    /// <summary>What a text is looked through for: all of them in lower case, also as they are escaped in JSON.</summary>
    public string[] Needles { get; } = Of(Emails.Concat(Phones).Concat(Names));

    /// <summary>The same without names, which may be those of other things too.</summary>
    public string[] Addresses { get; } = Of(Emails.Concat(Phones));

    private static string[] Of(IEnumerable<string> values) => [.. values.SelectMany(v => (string[])[v, JavaScriptEncoder.Default.Encode(v)]).Select(v => v.ToLowerInvariant()).Distinct()];
}

/// <summary>The port to the records of people.</summary>
public interface ISubjectRecords
{
    /// <summary>Finds a person by the id of a lead or contact, an e-mail address, or a name that only one has.</summary>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.NotFound"/>, or when several people have the name.</exception>
    Task<ResolvedSubject> ResolveAsync(Data.ArtisanDb db, string subject, CancellationToken cancellationToken);

    /// <summary>The scope with the person's marks, where it names one.</summary>
    Task<PurgeScope> MarkAsync(Data.ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken);
}
