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
