using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>Changes how a draft's file is read, and what is done with it.</summary>
public sealed class ConfigureLeadImport(IArtisanDbFactory databases, IBlobStore blobs, ListCustomFields fields, LiveFeed feed)
{
    /// <summary>Reads the file another way; the mapping is guessed anew.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="importId">Which import.</param>
    /// <param name="delimiter">Another delimiter; null finds it.</param>
    /// <param name="encoding">Another encoding, of <see cref="TextEncodings.All"/>; null keeps it.</param>
    /// <param name="hasHeader">Whether the first row holds headings; null finds it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When it cannot be read so, or the import has begun.</exception>
    public async Task ReadAsync(TenantScope scope, Guid importId, char? delimiter, string? encoding, bool? hasHeader, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await DraftAsync(db, scope, importId, cancellationToken);
        if (delimiter is '"' or '\r' or '\n' or '\0')
            throw ArtisanException.Invalid("delimiter", "A quote or a line end cannot be the delimiter.");
        ImportPlan plan = ImportAccess.PlanOf(import);
        BlobInfo blob = await blobs.FindAsync(scope, import.BlobId, cancellationToken) ?? throw ArtisanException.NotFound("The file");
        ImportFile file = await ReadFileFacts.ExecuteAsync(blobs, scope, blob, encoding ?? plan.File.Encoding, delimiter, hasHeader, cancellationToken);
        (IReadOnlyList<string?> columns, IReadOnlyList<GuessedBy?> guesses) = MappingGuess.Of(file, await fields.ExecuteAsync(scope, CrmRecord.Lead, cancellationToken));
        await SaveAsync(db, scope, import, new ImportPlan(file, plan.Options with { Fields = columns }, guesses), cancellationToken);
    }

    /// <summary>Sets the options.</summary>
    /// <exception cref="ArtisanException">When one is wrong, or the import has begun.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid importId, ImportOptions options, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await DraftAsync(db, scope, importId, cancellationToken);
        ImportPlan plan = ImportAccess.PlanOf(import);
        await CheckAsync(db, scope, plan.File, options, cancellationToken);
        await SaveAsync(db, scope, import, plan with { Options = options with { Source = CrmInput.Clean(options.Source) } }, cancellationToken);
    }

    /// <summary>Sets the mapping by headings, as programs give it: heading → field, or null to leave the column out. Headings that are not named are left out.</summary>
    /// <exception cref="ArtisanException">When a heading or a field does not exist, or the import has begun.</exception>
    public async Task MapAsync(TenantScope scope, Guid importId, IReadOnlyDictionary<string, string?> mapping, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        LeadImport import = await DraftAsync(db, scope, importId, cancellationToken);
        ImportPlan plan = ImportAccess.PlanOf(import);
        string[] names = [.. plan.File.Columns.Select(c => c.Name)];
        var chosen = new string?[names.Length];
        foreach ((string heading, string? field) in mapping)
        {
            int column = Array.FindIndex(names, n => n == heading.Trim()) is >= 0 and var exact ? exact : Array.FindIndex(names, n => string.Equals(n, heading.Trim(), StringComparison.OrdinalIgnoreCase));
            if (column < 0)
                throw ArtisanException.Invalid("mapping", $"The file has no column '{heading}'. Its columns: {string.Join(", ", names.Take(30))}.");
            chosen[column] = CrmInput.Clean(field);
        }
        ImportOptions options = plan.Options with { Fields = chosen };
        await CheckAsync(db, scope, plan.File, options, cancellationToken);
        await SaveAsync(db, scope, import, plan with { Options = options }, cancellationToken);
    }

    /// <summary>Checks options.</summary>
    /// <exception cref="ArtisanException">With every fault.</exception>
    internal static async Task CheckAsync(ArtisanDb db, TenantScope scope, ImportFile file, ImportOptions options, CancellationToken cancellationToken)
    {
        var input = new CrmInput();
        string[] custom = await db.CustomFields.Where(f => f.Record == CrmRecord.Lead).Select(f => f.Key).ToArrayAsync(cancellationToken);
        HashSet<string> known = [.. ImportField.Facts.Select(f => f.Key), .. custom.Select(k => ImportField.CustomPrefix + k)];
        string[] chosen = [.. options.Fields.OfType<string>()];
        if (options.Fields.Count != file.Columns.Count)
            input.Fault("mapping", $"The file has {file.Columns.Count} columns; the mapping names {options.Fields.Count}.");
        foreach (string field in chosen.Where(f => !known.Contains(f)).Distinct())
            input.Fault("mapping", $"There is no field '{field}'. Fields: {string.Join(", ", known.Take(60))}.");
        foreach (var twice in chosen.GroupBy(f => f).Where(g => g.Count() > 1))
            input.Fault("mapping", $"Two columns are taken for '{twice.Key}'. Take one.");
        if (!chosen.Any(f => f is "email" or "first_name" or "last_name" or "full_name" or "company"))
            input.Fault("mapping", "No column is taken for the e-mail, the name or the company. Say which one holds them.");
        if (!Enum.IsDefined(options.OnMatch) || !Enum.IsDefined(options.NoEmail) || !Enum.IsDefined(options.Stage))
            input.Fault("options", "There is no such choice.");
        input.Text("source", options.Source);
        if (scope.AccessTo(Area.Leads).Reach != Reach.All && options.OwnerId is { } other && other != scope.ActorId)
            input.Fault("owner_id", "You may import leads for yourself only. Ask a manager to assign them to others.");
        await input.OwnerAsync(db, "owner_id", options.OwnerId, cancellationToken);
        input.Check();
    }

    private static async Task<LeadImport> DraftAsync(ArtisanDb db, TenantScope scope, Guid importId, CancellationToken cancellationToken)
    {
        LeadImport import = await ImportAccess.GetAsync(db, scope, importId, Level.Edit, cancellationToken);
        return import.Status == ImportStatus.Draft ? import : throw new ArtisanException(ErrorCode.Conflict, "The import has begun; its mapping can no longer be changed. Import the file again.");
    }

    private async Task SaveAsync(ArtisanDb db, TenantScope scope, LeadImport import, ImportPlan plan, CancellationToken cancellationToken)
    {
        (string json, int rows, Guid id) = (ImportAccess.Json(plan), plan.File.Rows, import.Id);
        if (await db.LeadImports.Where(i => i.Id == id && i.Status == ImportStatus.Draft).ExecuteUpdateAsync(set => set.SetProperty(i => i.OptionsJson, json).SetProperty(i => i.Total, rows), cancellationToken) == 0)
            throw CrmInput.ChangedMeanwhile("The import");
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Imports, id.ToString("N")));
    }
}
