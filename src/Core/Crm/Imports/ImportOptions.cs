namespace Artisan.Core.Crm.Imports;

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
