using System.Globalization;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Imports;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Crm.Import;

/// <summary>Imports in words.</summary>
public static class ImportWords
{
    /// <summary>Delimiters that can be chosen.</summary>
    public static readonly IReadOnlyList<(char Delimiter, string Title)> Delimiters = [(',', "Comma"), (';', "Semicolon"), ('\t', "Tab"), ('|', "Vertical bar"), ('^', "Caret"), ('~', "Tilde"), (':', "Colon")];

    /// <summary>A delimiter's name.</summary>
    public static string Of(char delimiter) => Delimiters.FirstOrDefault(d => d.Delimiter == delimiter).Title ?? delimiter.ToString();

    /// <summary>A delimiter as a form's value, since a tab would be lost there.</summary>
    public static string Code(char delimiter) => ((int)delimiter).ToString(CultureInfo.InvariantCulture);

    /// <summary>What happens with a row: the tab's title, its state pill's word.</summary>
    public static string Of(RowResult result) => result switch { RowResult.Created => "Create", RowResult.Updated => "Update", RowResult.Skipped => "Skip", _ => "Error" };

    /// <summary>Tone and icon of a row's result.</summary>
    public static (Tone Tone, string Icon) Look(RowResult result) => result switch
    {
        RowResult.Created => (Tone.Good, "plus"),
        RowResult.Updated => (Tone.Info, "pencil"),
        RowResult.Skipped => (Tone.Idle, "circle-slash"),
        _ => (Tone.Bad, "circle-x"),
    };

    /// <summary>What values look like.</summary>
    public static string Of(ValueKind kind) => kind switch
    {
        ValueKind.Email => "E-mails",
        ValueKind.Phone => "Phone numbers",
        ValueKind.Date => "Dates",
        ValueKind.Url => "Web addresses",
        ValueKind.Country => "Countries",
        ValueKind.Number => "Numbers",
        ValueKind.Empty => "Empty",
        _ => "Text",
    };

    /// <summary>A stage's name.</summary>
    public static string Of(LeadStage stage) => StateWords.Words(stage.ToString());

    /// <summary>An import's state, as a pill takes it.</summary>
    public static string StateOf(LeadImportRow row) => row is { Cancelling: true, IsActive: true } ? "cancelling" : row is { Status: ImportStatus.Completed, Failed: > 0 } ? "partial" : row.Status.ToString();

    /// <summary>Another word than the state's own; null where that says it.</summary>
    public static string? StateText(LeadImportRow row) => row is { Status: ImportStatus.Completed, Failed: > 0 } ? "With errors" : null;
}
