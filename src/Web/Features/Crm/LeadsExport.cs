using System.Text.Json;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Crm;

/// <summary>Writes the filtered leads as CSV, page by page, under headings that the import knows.</summary>
internal static class LeadsExport
{
    private const int PageSize = 500;

    private static readonly string[] Header =
    [
        "id", "first_name", "last_name", "email", "phone", "title", "company", "country", "city", "source", "stage", "owner", "flag", "score", "grade", "last_contact_at", "next_step", "next_step_at", "created_at", "updated_at",
    ];

    public static async Task WriteAsync(CsvAnswer csv, ExportLeads export, TenantScope scope, LeadFilter filter, PageRequest order, CancellationToken cancellationToken)
    {
        IReadOnlyList<CustomFieldInfo> fields = await export.FieldsAsync(scope, cancellationToken);
        await csv.RowAsync([.. Header, .. fields.Select(f => "custom." + f.Key)]);
        string? cursor = null;
        do
        {
            Page<LeadExportRow> page = await export.ExecuteAsync(scope, filter, order with { Cursor = cursor, Limit = PageSize }, cancellationToken);
            foreach (LeadExportRow lead in page.Items)
            {
                LeadRow row = lead.Row;
                using JsonDocument custom = JsonDocument.Parse(row.CustomJson);
                await csv.RowAsync([
                    row.Id, lead.FirstName, lead.LastName, row.Email, lead.Phone, row.Title, row.Company, row.Country, lead.City, row.Source, row.Stage.ToString().ToLowerInvariant(), lead.OwnerEmail, row.Flag, row.Score, row.Grade,
                    row.LastContactAt, row.NextStep, row.NextStepAt, row.CreatedAt, lead.UpdatedAt,
                    .. fields.Select(f => custom.RootElement.TryGetProperty(f.Key, out JsonElement value) ? Text(value) : null),
                ]);
            }
            await csv.FlushAsync();
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() : value.ValueKind is JsonValueKind.Null ? null : value.GetRawText();
}
