using System.Linq.Expressions;
using Artisan.Core.Compliance.Subjects;

namespace Artisan.Core.Crm.Drafts;

/// <summary>Drafted e-mails, with what people made of them.</summary>
public sealed class EmailDraftStore(ISubjectHolds holds) : PersonalStore<EmailDraftRecord>
{
    /// <inheritdoc/>
    public override string Name => "email_drafts";
    /// <inheritdoc/>
    public override string Title => "Drafted e-mails";
    /// <inheritdoc/>
    public override int Order => 30;
    /// <inheritdoc/>
    public override IReadOnlyList<string> Categories { get; } = [PurgeScope.Drafts];
    /// <inheritdoc/>
    protected override ISubjectHolds Holds => holds;
    /// <inheritdoc/>
    protected override Expression<Func<EmailDraftRecord, Guid>> Key => r => r.Id;
    /// <inheritdoc/>
    protected override Expression<Func<EmailDraftRecord, DateTimeOffset>> At => d => d.CreatedAt;
    /// <inheritdoc/>
    protected override Expression<Func<EmailDraftRecord, Guid?>> Lead => d => d.LeadId;
    /// <inheritdoc/>
    protected override Expression<Func<EmailDraftRecord, Guid?>> Owner => d => d.OwnerId;
}
