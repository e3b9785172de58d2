using System.Text.Json.Nodes;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>What becomes of a row.</summary>
public enum RowResult
{
    /// <summary>A lead is created.</summary>
    Created = 1,
    /// <summary>A lead is changed.</summary>
    Updated = 2,
    /// <summary>Nothing changes.</summary>
    Skipped = 3,
    /// <summary>It cannot be taken.</summary>
    Failed = 4,
}

/// <summary>What becomes of a row, and why.</summary>
/// <param name="Line">Line where it begins.</param>
/// <param name="Result">What.</param>
/// <param name="Name">Whose row it is.</param>
/// <param name="Email">Its e-mail.</param>
/// <param name="Why">In a sentence.</param>
/// <param name="Column">The column at fault; null for none.</param>
public sealed record RowOutcome(int Line, RowResult Result, string Name, string? Email, string Why, string? Column = null);

/// <summary>
/// Applies some hundred rows to a context, with a fixed number of look-ups; nothing is saved here, so that a preview does exactly what the import will do.
/// </summary>
/// <param name="db">Where leads are looked up and changed.</param>
/// <param name="scope">Who imports.</param>
/// <param name="import">The import.</param>
/// <param name="options">What is done.</param>
/// <param name="seen">Rows of the same file before.</param>
internal sealed class ImportPiece(ArtisanDb db, TenantScope scope, LeadImport import, ImportOptions options, SeenRows seen)
{
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly bool _ownOnly = scope.AccessTo(Area.Leads).Reach != Reach.All;
    private readonly List<RowOutcome> _outcomes = [];
    private Dictionary<string, Lead> _byEmail = [];
    private Dictionary<string, Guid> _accountsByDomain = [];
    private Dictionary<string, Guid> _accountsByName = [];
    private readonly Dictionary<string, List<Lead>> _byName = [];

    /// <summary>Applies the rows, in order.</summary>
    internal async Task<IReadOnlyList<RowOutcome>> ApplyAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        ImportRow[] sound = [.. rows.Where(r => r.Fault is null)];
        await FindAccountsAsync(sound, cancellationToken);
        string[] keys = [.. sound.Select(r => r.EmailKey).OfType<string>().Distinct()];
        _byEmail = await db.Leads.Where(l => keys.Contains(l.EmailKey!)).ToDictionaryAsync(l => l.EmailKey!, cancellationToken);
        if (options.NoEmail != NoEmail.Skip)
            await FindByNameAsync([.. sound.Where(r => r.EmailKey is null)], cancellationToken);
        foreach (ImportRow row in rows)
        {
            RowOutcome outcome = row.Fault is not null ? Failed(row, row.Fault, row.FaultColumn) : Apply(row);
            _outcomes.Add(outcome);
            if (outcome.Result != RowResult.Failed)
                seen.Add(row);
        }
        return _outcomes;
    }

    private RowOutcome Apply(ImportRow row)
    {
        if (row.EmailKey is null && options.NoEmail == NoEmail.Skip)
            return Skipped(row, "Rows without e-mail are left out, as chosen.");
        if (seen.Find(row, out bool same) is { } line && (same || row.EmailKey is not null || options.NoEmail == NoEmail.Match))
        {
            if (same)
                return Skipped(row, $"The same as line {line}.");
            return Failed(row, row.EmailKey is not null
                ? $"Line {line} has the same e-mail. Only the first row of an e-mail is taken; put what both say into one row."
                : $"Line {line} has the same name and company, and neither has an e-mail. Add e-mails, or put both into one row.", null);
        }
        if (row.EmailKey is { } key)
            return _byEmail.TryGetValue(key, out Lead? lead) ? Change(row, lead, "e-mail") : Create(row, null);
        Lead[] named = [.. _byName.GetValueOrDefault(row.NameKey, []).Where(l => IsSameCompany(row, l))];
        if (options.NoEmail == NoEmail.Create)
            return named.Any(l => l.EmailKey is null && !WouldChange(row, l)) ? Skipped(row, "A lead with exactly these facts is there already.") : Create(row, "no_email");
        return named.Length switch
        {
            0 => Create(row, "no_email"),
            1 => Change(row, named[0], "name and account"),
            _ => Failed(row, $"{named.Length} leads have this name at this company, so that none can be chosen. Add the e-mail.", null),
        };
    }

    private RowOutcome Create(ImportRow row, string? flag)
    {
        var lead = new Lead
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            CreatedAt = _now,
            UpdatedAt = _now,
            ImportId = import.Id,
            OwnerId = _ownOnly ? scope.ActorId : options.OwnerId,
            Source = options.Source,
            Stage = options.Stage,
            Flag = flag,
        };
        Set(lead, row);
        lead.AccountId = AccountOf(row, lead.OwnerId);
        LeadText.Refresh(lead);
        db.Leads.Add(lead);
        // A later row without e-mail may mean this lead, as it would if this one were saved already.
        Name(lead);
        db.LeadEvents.Add(LeadTimelineEntry.Event(scope, lead.Id, LeadEventKind.Imported, $"Imported from {import.FileName}, line {row.Raw.Line}", import.Id));
        return new RowOutcome(row.Raw.Line, RowResult.Created, lead.Name, row.Email, flag is null ? "No lead has this e-mail yet." : "Without e-mail; it gets the flag “no e-mail”.");
    }

    private RowOutcome Change(ImportRow row, Lead lead, string by)
    {
        if (!CrmReach.Reaches(scope, lead.OwnerId))
            return Failed(row, $"The lead with this {by} belongs to a colleague. Ask the owner or a manager.", null);
        if (options.OnMatch == OnMatch.Skip)
            return Skipped(row, $"A lead with this {by} is there already, and such rows are left out, as chosen.");
        LeadFacts before = LeadFacts.Of(lead);
        Set(lead, row);
        lead.AccountId ??= AccountOf(row, lead.OwnerId);
        IReadOnlyDictionary<string, string?[]> changes = before.ChangesTo(LeadFacts.Of(lead));
        if (changes.Count == 0)
            return Skipped(row, "The lead has these facts already.");
        LeadText.Refresh(lead);
        lead.UpdatedAt = _now;
        lead.Version++;
        string words = LeadFacts.Words(changes);
        db.LeadEvents.Add(LeadTimelineEntry.Event(scope, lead.Id, LeadEventKind.Imported, $"{words} by {import.FileName}, line {row.Raw.Line}", import.Id, details: changes));
        return new RowOutcome(row.Raw.Line, RowResult.Updated, lead.Name, lead.Email, words + ".");
    }

    // Filled cells replace; empty ones take nothing away.
    private static void Set(Lead lead, ImportRow row)
    {
        lead.FirstName = row.FirstName ?? lead.FirstName;
        lead.LastName = row.LastName ?? lead.LastName;
        // The same address in another spelling is no change.
        if (row.EmailKey is not null && row.EmailKey != CrmKeys.Email(lead.Email))
            lead.Email = row.Email;
        lead.Phone = row.Phone ?? lead.Phone;
        lead.Title = row.Title ?? lead.Title;
        lead.Company = row.Company ?? lead.Company;
        lead.Country = row.Country ?? lead.Country;
        lead.City = row.City ?? lead.City;
        lead.Source = row.Source ?? lead.Source;
        lead.Stage = row.Stage ?? lead.Stage;
        lead.OwnerId = row.OwnerId ?? lead.OwnerId;
        if (row.Custom.Count == 0)
            return;
        JsonObject custom = JsonNode.Parse(lead.CustomJson) as JsonObject ?? [];
        bool changed = false;
        foreach ((string key, JsonNode? value) in row.Custom)
        {
            if (custom.TryGetPropertyValue(key, out JsonNode? there) && there?.ToJsonString() == value?.ToJsonString())
                continue;
            custom[key] = value?.DeepClone();
            changed = true;
        }
        if (changed)
            lead.CustomJson = custom.ToJsonString();
    }

    private static bool WouldChange(ImportRow row, Lead lead)
    {
        var copy = new Lead
        {
            FirstName = lead.FirstName,
            LastName = lead.LastName,
            Email = lead.Email,
            Phone = lead.Phone,
            Title = lead.Title,
            Company = lead.Company,
            Country = lead.Country,
            City = lead.City,
            Source = lead.Source,
            Stage = lead.Stage,
            OwnerId = lead.OwnerId,
            CustomJson = lead.CustomJson,
            AccountId = lead.AccountId,
        };
        Set(copy, row);
        return LeadFacts.Of(lead).ChangesTo(LeadFacts.Of(copy)).Count > 0;
    }

    private Guid? AccountOf(ImportRow row, Guid? ownerId)
    {
        if (FindAccountOf(row) is { } found)
            return found;
        if (row.Domain is null || !options.CreateAccounts)
            return null;
        var account = new Account { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Name = row.Company ?? row.Domain, Domain = row.Domain, OwnerId = _ownOnly ? scope.ActorId : ownerId, CreatedAt = _now, UpdatedAt = _now, ImportId = import.Id };
        account.Refresh();
        db.Accounts.Add(account);
        _accountsByDomain[row.Domain] = account.Id;
        _accountsByName.TryAdd(account.NameKey, account.Id);
        return account.Id;
    }

    private Guid? FindAccountOf(ImportRow row) =>
        row.Domain is not null && _accountsByDomain.TryGetValue(row.Domain, out Guid byDomain) ? byDomain
        : row.CompanyKey.Length > 0 && _accountsByName.TryGetValue(row.CompanyKey, out Guid byName) ? byName : null;

    private async Task FindAccountsAsync(ImportRow[] rows, CancellationToken cancellationToken)
    {
        string[] domains = [.. rows.Select(r => r.Domain).OfType<string>().Distinct()];
        string[] names = [.. rows.Select(r => r.CompanyKey).Where(n => n.Length > 0).Distinct()];
        _accountsByDomain = await db.Accounts.Where(a => domains.Contains(a.Domain!)).Select(a => new { a.Domain, a.Id }).ToDictionaryAsync(a => a.Domain!, a => a.Id, cancellationToken);
        _accountsByName = (await db.Accounts.Where(a => names.Contains(a.NameKey)).OrderBy(a => a.Id).Select(a => new { a.NameKey, a.Id }).ToArrayAsync(cancellationToken))
            .DistinctBy(a => a.NameKey).ToDictionary(a => a.NameKey, a => a.Id);
    }

    // Each query begins at an index that holds few leads for these rows: those of the accounts, of the companies, of the names.
    private async Task FindByNameAsync(ImportRow[] rows, CancellationToken cancellationToken)
    {
        if (rows.Length == 0)
            return;
        string[] names = [.. rows.Select(r => r.Name.ToLowerInvariant()).Distinct()];
        Guid[] accounts = [.. rows.Select(FindAccountOf).OfType<Guid>().Distinct()];
        string[] companies = [.. rows.Select(r => r.Company).OfType<string>().Distinct()];
        string[] alone = [.. rows.Where(r => r.Company is null).Select(r => r.Name).Distinct()];
        var found = new List<Lead>();
        if (accounts.Length > 0)
            found.AddRange(await db.Leads.Where(l => accounts.Contains(l.AccountId!.Value) && names.Contains(l.Name.ToLower())).ToListAsync(cancellationToken));
        if (companies.Length > 0)
            found.AddRange(await db.Leads.Where(l => companies.Contains(l.Company!) && names.Contains(l.Name.ToLower())).ToListAsync(cancellationToken));
        if (alone.Length > 0)
            found.AddRange(await db.Leads.Where(l => alone.Contains(l.Name) && l.AccountId == null && l.Company == null).ToListAsync(cancellationToken));
        foreach (Lead lead in found.DistinctBy(l => l.Id))
            Name(lead);
    }

    private void Name(Lead lead)
    {
        string key = CrmKeys.Name(lead.Name);
        if (_byName.TryGetValue(key, out List<Lead>? same))
            same.Add(lead);
        else
            _byName[key] = [lead];
    }

    private bool IsSameCompany(ImportRow row, Lead lead)
    {
        Guid? account = FindAccountOf(row);
        return (account is not null && lead.AccountId == account) || CrmKeys.Name(lead.Company) == row.CompanyKey;
    }

    private static RowOutcome Skipped(ImportRow row, string why) => new(row.Raw.Line, RowResult.Skipped, row.Name, row.Email, why);

    private static RowOutcome Failed(ImportRow row, string why, string? column) => new(row.Raw.Line, RowResult.Failed, row.Name, row.Email, why, column);
}
