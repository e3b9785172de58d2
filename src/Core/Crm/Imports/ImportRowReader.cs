using System.Text.Json.Nodes;
using Artisan.Core.Crm.Accounts;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Imports;

/// <summary>A row's facts, checked one by one; what a row does not say is null.</summary>
internal sealed record ImportRow(DelimitedRow Raw)
{
    internal string? FirstName { get; init; }
    internal string? LastName { get; init; }
    internal string? Email { get; init; }
    internal string? EmailKey { get; init; }
    internal string? Phone { get; init; }
    internal string? Title { get; init; }
    internal string? Company { get; init; }
    internal string? Country { get; init; }
    internal string? City { get; init; }
    internal string? Source { get; init; }
    internal LeadStage? Stage { get; init; }
    internal Guid? OwnerId { get; init; }
    /// <summary>The company's domain: of the column for it, else of the e-mail.</summary>
    internal string? Domain { get; init; }
    internal IReadOnlyList<KeyValuePair<string, JsonNode?>> Custom { get; init; } = [];
    /// <summary>Columns at fault; null where it is the row as a whole, or nothing.</summary>
    internal string? FaultColumn { get; init; }
    /// <summary>What is wrong and what to do; null for nothing.</summary>
    internal string? Fault { get; init; }

    internal string Name => $"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Email ?? Company ?? "";
    internal string NameKey => CrmKeys.Name($"{FirstName} {LastName}".Trim() is { Length: > 0 } name ? name : Company);
    internal string CompanyKey => CrmKeys.Name(Company);
    /// <summary>By what a second row of the same lead is known in one file.</summary>
    internal string Key => EmailKey ?? $"{NameKey}\n{Domain ?? CompanyKey}";
}

/// <summary>Reads rows' cells as facts of leads. Holds what does not change during an import: mapping, members, fields.</summary>
internal sealed class ImportRowReader
{
    private readonly ImportFile _file;
    private readonly string?[] _fields;
    private readonly Dictionary<string, int> _columns = [];
    private readonly Dictionary<string, CustomField> _custom;
    private readonly Dictionary<string, Guid> _owners;
    private readonly TenantScope _scope;
    private readonly bool _ownOnly;

    private ImportRowReader(TenantScope scope, ImportPlan plan, Dictionary<string, CustomField> custom, Dictionary<string, Guid> owners)
    {
        (_scope, _file, _fields, _custom, _owners) = (scope, plan.File, [.. plan.Options.Fields], custom, owners);
        _ownOnly = scope.AccessTo(Area.Leads).Reach != Reach.All;
        for (int i = 0; i < _fields.Length; i++)
        {
            if (_fields[i] is { } field)
                _columns.TryAdd(field, i);
        }
    }

    internal static async Task<ImportRowReader> MakeAsync(ArtisanDb db, TenantScope scope, ImportPlan plan, CancellationToken cancellationToken)
    {
        Dictionary<string, CustomField> custom = await db.CustomFields.AsNoTracking().Where(f => f.Record == CrmRecord.Lead).ToDictionaryAsync(f => ImportField.CustomPrefix + f.Key, cancellationToken);
        var members = await db.Memberships.AsNoTracking().Where(m => m.RemovedAt == null).OrderBy(m => m.Id).Select(m => new { m.Id, m.Email, m.DisplayName }).ToArrayAsync(cancellationToken);
        var owners = new Dictionary<string, Guid>();
        foreach (var member in members)
            owners[member.Email.ToLowerInvariant()] = member.Id;
        // A name that two members share means neither.
        foreach (var named in members.GroupBy(m => CrmKeys.Name(m.DisplayName)).Where(g => g.Count() == 1))
            owners.TryAdd(named.Key, named.First().Id);
        return new ImportRowReader(scope, plan, custom, owners);
    }

    /// <summary>Reads one row; what is wrong with it stands in its fault.</summary>
    internal ImportRow Read(DelimitedRow raw)
    {
        if (raw.Fault is not null)
            return new ImportRow(raw) { Fault = raw.Fault };
        var input = new CrmInput();
        (string? first, string? last) = (input.Text("first_name", Cell(raw, "first_name"), 200), input.Text("last_name", Cell(raw, "last_name"), 200));
        if (Cell(raw, "full_name") is { } whole)
        {
            (string firstOfWhole, string lastOfWhole) = ImportValues.SplitName(whole);
            first ??= input.Text("full_name", firstOfWhole, 200);
            last ??= input.Text("full_name", lastOfWhole, 200);
        }
        string? email = input.Email("email", Cell(raw, "email"));
        string? key = CrmKeys.Email(email);
        string? web = input.Domain("domain", Cell(raw, "domain"));
        var row = new ImportRow(raw)
        {
            FirstName = first,
            LastName = last,
            Email = email,
            EmailKey = key,
            Phone = input.Text("phone", Cell(raw, "phone"), 64),
            Title = input.Text("title", Cell(raw, "title")),
            Company = input.Text("company", Cell(raw, "company")),
            Country = input.Text("country", Cell(raw, "country")),
            City = input.Text("city", Cell(raw, "city")),
            Source = input.Text("source", Cell(raw, "source")),
            Stage = Stage(input, Cell(raw, "stage")),
            OwnerId = Owner(input, Cell(raw, "owner")),
            Domain = FindAccount.WebDomain(web) ?? FindAccount.CompanyDomain(email),
            Custom = Custom(input, raw),
        };
        if (input.Faults.Count == 0 && first is null && last is null && email is null && row.Company is null)
            return row with { Fault = "The row has neither a name nor an e-mail nor a company." };
        if (input.Faults.Count == 0)
            return row;
        return row with
        {
            FaultColumn = string.Join(", ", input.Faults.Keys.Select(f => _columns.TryGetValue(f, out int column) ? _file.Columns[column].Name : f)),
            Fault = string.Join(" ", input.Faults.Values.SelectMany(m => m)),
        };
    }

    private string? Cell(DelimitedRow row, string field) => _columns.TryGetValue(field, out int column) && column < row.Cells.Length ? ImportValues.Cell(row.Cells[column]) : null;

    private static LeadStage? Stage(CrmInput input, string? text)
    {
        if (text is null)
            return null;
        LeadStage? stage = ImportValues.Stage(text);
        if (stage is null)
            input.Fault("stage", $"'{text}' is no stage. Stages: {string.Join(", ", Enum.GetNames<LeadStage>()).ToLowerInvariant()}.");
        return stage;
    }

    private Guid? Owner(CrmInput input, string? text)
    {
        if (text is null)
            return null;
        if (!_owners.TryGetValue(text.Trim().ToLowerInvariant(), out Guid owner) && !_owners.TryGetValue(CrmKeys.Name(text), out owner))
            input.Fault("owner", $"There is no member '{text}'. Write a member's e-mail, or leave it empty.");
        else if (_ownOnly && owner != _scope.ActorId)
            input.Fault("owner", "You may import leads for yourself only. Ask a manager to assign them to others.");
        else
            return owner;
        return null;
    }

    private List<KeyValuePair<string, JsonNode?>> Custom(CrmInput input, DelimitedRow raw)
    {
        var values = new List<KeyValuePair<string, JsonNode?>>();
        for (int i = 0; i < _fields.Length; i++)
        {
            if (_fields[i] is not { } field || !_custom.TryGetValue(field, out CustomField? custom) || Cell(raw, field) is not { } text)
                continue;
            if (CustomValues.Parse(custom, ImportValues.Normal(custom.Type, text, _file.Columns[i].DayFirst), out JsonNode? value, out string? fault))
                values.Add(new(custom.Key, value));
            else
                input.Fault(field, fault!);
        }
        return values;
    }
}
