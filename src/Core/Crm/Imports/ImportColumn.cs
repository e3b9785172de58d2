namespace Artisan.Core.Crm.Imports;

/// <summary>A column of a file of leads.</summary>
/// <param name="Name">Its heading; <c>Column 3</c> where it has none.</param>
/// <param name="Samples">Up to three different values from its first rows.</param>
/// <param name="Filled">Rows that have a value.</param>
/// <param name="Kind">What its values look like.</param>
/// <param name="DayFirst">For dates such as 03/04/2026: whether the day stands first; null where nothing tells.</param>
public sealed record ImportColumn(string Name, IReadOnlyList<string> Samples, int Filled, ValueKind Kind, bool? DayFirst = null);

/// <summary>What the values of a column look like.</summary>
public enum ValueKind
{
    /// <summary>Anything.</summary>
    Text = 1,
    /// <summary>E-mail addresses.</summary>
    Email = 2,
    /// <summary>Phone numbers.</summary>
    Phone = 3,
    /// <summary>Days or times.</summary>
    Date = 4,
    /// <summary>Web addresses or domains.</summary>
    Url = 5,
    /// <summary>Countries or their ISO codes.</summary>
    Country = 6,
    /// <summary>Numbers.</summary>
    Number = 7,
    /// <summary>Nothing: no row has a value.</summary>
    Empty = 8,
}

/// <summary>How a file is read, and what was found in it.</summary>
/// <param name="Delimiter">Between cells; one character.</param>
/// <param name="Encoding">A name of <see cref="TextEncodings.All"/>.</param>
/// <param name="HasHeader">Whether the first row holds headings.</param>
/// <param name="Columns">Its columns, in order.</param>
/// <param name="Rows">Rows below the header; blank lines are none.</param>
/// <param name="Faulty">Rows whose quotes or number of cells are wrong.</param>
/// <param name="Bytes">Its size.</param>
public sealed record ImportFile(char Delimiter, string Encoding, bool HasHeader, IReadOnlyList<ImportColumn> Columns, int Rows, int Faulty, long Bytes);

/// <summary>What happens with a row whose lead is there already.</summary>
public enum OnMatch
{
    /// <summary>Its filled cells replace the lead's values; empty cells take nothing away.</summary>
    Update = 1,
    /// <summary>The row is left out.</summary>
    Skip = 2,
}

/// <summary>What happens with a row that has no e-mail.</summary>
public enum NoEmail
{
    /// <summary>It is matched by name and account; where none matches, a lead is created with the flag <c>no_email</c>.</summary>
    Match = 1,
    /// <summary>A lead is created with the flag <c>no_email</c>, unless one with exactly these facts is there.</summary>
    Create = 2,
    /// <summary>The row is left out.</summary>
    Skip = 3,
}

/// <summary>What goes where, and what is done.</summary>
public sealed record ImportOptions
{
    /// <summary>For each column of the file the key of a field of <see cref="ImportField"/>; null leaves it out.</summary>
    public IReadOnlyList<string?> Fields { get; init; } = [];
    /// <summary>Rows whose lead is there already.</summary>
    public OnMatch OnMatch { get; init; } = OnMatch.Update;
    /// <summary>Rows without e-mail.</summary>
    public NoEmail NoEmail { get; init; } = NoEmail.Match;
    /// <summary>Owner of new leads that name none; null for nobody. A rep's own.</summary>
    public Guid? OwnerId { get; init; }
    /// <summary>Source of new leads that name none.</summary>
    public string? Source { get; init; }
    /// <summary>Stage of new leads that name none.</summary>
    public LeadStage Stage { get; init; } = LeadStage.New;
    /// <summary>Whether an account is created for a company domain that has none.</summary>
    public bool CreateAccounts { get; init; } = true;
}

/// <summary>What <see cref="LeadImport.OptionsJson"/> holds.</summary>
/// <param name="File">The file.</param>
/// <param name="Options">What is done with it.</param>
/// <param name="Guesses">How each column's field was guessed; null where it was not.</param>
public sealed record ImportPlan(ImportFile File, ImportOptions Options, IReadOnlyList<GuessedBy?> Guesses);

/// <summary>What a guess rests on.</summary>
public enum GuessedBy
{
    /// <summary>The column's heading.</summary>
    Name = 1,
    /// <summary>Its values.</summary>
    Values = 2,
}
