using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>Stores a file of leads, reads it once from end to end and guesses what its columns hold. Nothing of it is imported yet.</summary>
public sealed class UploadLeads(IArtisanDbFactory databases, IBlobStore blobs, ListCustomFields fields, LiveFeed feed)
{
    /// <summary>Files are kept for this long, for a resumed import and for drafts.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    /// <summary>Stores and reads. A file that is no table of leads leaves nothing behind.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="maxBytes">The largest file taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The import's id; it is a draft.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/>, saying what is wrong with the file and what to do, or <see cref="ErrorCode.PayloadTooLarge"/>.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, string fileName, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.Edit);
        string name = CrmInput.Clean(Path.GetFileName(fileName.Replace('\\', '/'))) ?? "leads.csv";
        if (name.Length > 200)
            name = name[..190] + Path.GetExtension(name)[..Math.Min(10, Path.GetExtension(name).Length)];
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var scan = new TextScan();
        BlobInfo blob = await blobs.StoreAsync(scope, name, "text/csv", new ScannedStream(content, scan), maxBytes, now + Keep, cancellationToken);
        try
        {
            ImportFile file = await ReadFileFacts.ExecuteAsync(blobs, scope, blob, scan.Finish(), null, null, cancellationToken);
            (IReadOnlyList<string?> columns, IReadOnlyList<GuessedBy?> guesses) = MappingGuess.Of(file, await fields.ExecuteAsync(scope, CrmRecord.Lead, cancellationToken));
            bool own = scope.AccessTo(Area.Leads).Reach != Reach.All;
            await using ArtisanDb db = databases.Open(scope);
            var import = new LeadImport
            {
                TenantId = scope.TenantId,
                Id = Guid.CreateVersion7(),
                FileName = name,
                BlobId = blob.Id,
                Sha256 = await db.Blobs.Where(b => b.Id == blob.Id).Select(b => b.Sha256).SingleAsync(cancellationToken) ?? [],
                OptionsJson = ImportAccess.Json(new ImportPlan(file, new ImportOptions { Fields = columns, OwnerId = own ? scope.ActorId : null }, guesses)),
                Total = file.Rows,
                ActorName = scope.ActorName,
                MembershipId = scope.ActorKind == ActorKind.Member ? scope.ActorId : null,
                CreatedAt = now,
            };
            db.LeadImports.Add(import);
            await db.SaveChangesAsync(cancellationToken);
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, import.Id.ToString("N")));
            return import.Id;
        }
        catch
        {
            await blobs.DeleteAsync(scope, blob.Id, CancellationToken.None);
            throw;
        }
    }
}

/// <summary>Deletes an import that has not begun, with its file.</summary>
public sealed class DiscardLeadImport(IArtisanDbFactory databases, IBlobStore blobs, LiveFeed feed)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>, or <see cref="ErrorCode.Conflict"/> when it has begun.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid importId, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await ImportAccess.GetAsync(db, scope, importId, Level.Edit, cancellationToken);
        if (await db.LeadImports.Where(i => i.Id == importId && i.Status == ImportStatus.Draft).ExecuteDeleteAsync(cancellationToken) == 0)
            throw new ArtisanException(ErrorCode.Conflict, "The import has begun; it stays, as the record of what it did.");
        await blobs.DeleteAsync(scope, import.BlobId, cancellationToken);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, importId.ToString("N")));
    }
}
