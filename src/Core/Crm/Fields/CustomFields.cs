using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Fields;

/// <summary>A custom field in lists.</summary>
/// <param name="Id">Id.</param>
/// <param name="Record">Which records have it.</param>
/// <param name="Key">Stable key.</param>
/// <param name="Title">For people.</param>
/// <param name="Type">What values it holds.</param>
/// <param name="Choices">The choices of a choice field.</param>
public sealed record CustomFieldInfo(Guid Id, CrmRecord Record, string Key, string Title, CustomFieldType Type, IReadOnlyList<string> Choices);

/// <summary>Lists custom fields, in the order they were added.</summary>
public sealed class ListCustomFields(IArtisanDbFactory databases)
{
    /// <summary>Lists those of one kind of record, or all.</summary>
    public async Task<IReadOnlyList<CustomFieldInfo>> ExecuteAsync(TenantScope scope, CrmRecord? record, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        CustomField[] fields = await db.CustomFields.AsNoTracking().Where(f => record == null || f.Record == record).OrderBy(f => f.Id).ToArrayAsync(cancellationToken);
        return [.. fields.Select(f => new CustomFieldInfo(f.Id, f.Record, f.Key, f.Title, f.Type, CustomValues.Choices(f)))];
    }
}

/// <summary>Adds a custom field, or changes its title and choices; key and type stay, since values depend on them.</summary>
public sealed partial class SaveCustomField(IArtisanDbFactory databases)
{
    private const int Most = 100;

    /// <summary>What to save.</summary>
    /// <param name="Id">Null for a new one.</param>
    /// <param name="Record">Which records have it.</param>
    /// <param name="Key">Stable key.</param>
    /// <param name="Title">For people.</param>
    /// <param name="Type">What values it holds.</param>
    /// <param name="Choices">The choices of a choice field.</param>
    public sealed record Request(Guid? Id, CrmRecord Record, string Key, string Title, CustomFieldType Type, IReadOnlyList<string>? Choices = null);

    /// <summary>Saves.</summary>
    /// <returns>The field's id.</returns>
    /// <exception cref="ArtisanException">When a value is wrong or the key is taken.</exception>
    public async Task<Guid> ExecuteAsync(TenantScope scope, Request request, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        var input = new CrmInput();
        string title = input.Required("title", request.Title, 200);
        string[] choices = [.. (request.Choices ?? []).Select(CrmInput.Clean).OfType<string>().Distinct()];
        if (request.Type == CustomFieldType.Choice && choices.Length is 0 or > 200)
            input.Fault("choices", "A choice field has 1 to 200 choices.");
        await using ArtisanDb db = databases.Open(scope);
        CustomField field;
        if (request.Id is { } id)
        {
            field = await db.CustomFields.SingleOrDefaultAsync(f => f.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The field");
        }
        else
        {
            if (!Keys().IsMatch(request.Key ?? ""))
                input.Fault("key", "A key has 1 to 64 small letters, digits and _, and begins with a letter.");
            else if (await db.CustomFields.AnyAsync(f => f.Record == request.Record && f.Key == request.Key, cancellationToken))
                input.Fault("key", $"There is a field '{request.Key}' already.");
            if (!Enum.IsDefined(request.Record) || !Enum.IsDefined(request.Type))
                input.Fault("type", "There is no such type or record.");
            if (await db.CustomFields.CountAsync(f => f.Record == request.Record, cancellationToken) >= Most)
                input.Fault("key", $"At most {Most} fields. Delete one that is no longer used.");
            field = new CustomField { TenantId = scope.TenantId, Id = Guid.CreateVersion7(), Record = request.Record, Key = request.Key ?? "", Type = request.Type, CreatedAt = DateTimeOffset.UtcNow };
            db.CustomFields.Add(field);
        }
        input.Check();
        field.Title = title;
        field.ChoicesJson = field.Type == CustomFieldType.Choice ? JsonSerializer.Serialize(choices) : null;
        db.Audit(scope, "crm.field_saved", $"Field {field.Key} of {field.Record}", new { title, choices });
        await db.SaveChangesAsync(cancellationToken);
        return field.Id;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$")]
    private static partial Regex Keys();
}

/// <summary>Deletes a custom field; its values stay in the records, unseen, until these are saved with a field of the same key.</summary>
public sealed class DeleteCustomField(IArtisanDbFactory databases)
{
    /// <summary>Deletes.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task ExecuteAsync(TenantScope scope, Guid fieldId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Settings, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        CustomField field = await db.CustomFields.SingleOrDefaultAsync(f => f.Id == fieldId, cancellationToken) ?? throw ArtisanException.NotFound("The field");
        db.CustomFields.Remove(field);
        db.Audit(scope, "crm.field_deleted", $"Field {field.Key} of {field.Record}");
        await db.SaveChangesAsync(cancellationToken);
    }
}
