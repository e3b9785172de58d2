using System.Text;
using Artisan.Web.Tests.Hosting;
using Npgsql;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>Values that must not be found anywhere afterwards, and where they are looked for.</summary>
internal static class Planted
{
    /// <summary>What the default policy keeps out of prompts, answers and interactions.</summary>
    public static readonly IReadOnlyList<string> Values =
    [
        "planted.person@secret-mail.example", "+49 30 90182077", "536-90-4399", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "203.0.113.77", "sk-proj-Zq83hfKd02mXcVb91LqPz7Rt5Ys4Wn6A",
    ];

    /// <summary>A text that holds them all.</summary>
    public static readonly string Text = $"Write to {Values[0]} or call {Values[1]}. The SSN is {Values[2]}, the card {Values[3]}, the IBAN {Values[4]}, the server {Values[5]}, the API key {Values[6]}.";

    /// <summary>Where values stand: tables with columns, journal files, logs.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(RunningArtisan app, IReadOnlyList<string> values)
    {
        var found = new List<string>();
        await using var source = NpgsqlDataSource.Create(app.Database);
        foreach ((string table, string column, bool bytes) in await ColumnsAsync(source))
        {
            // The file that an import reads is the customer's own record; it goes with the import.
            if (table == "blob_chunks")
                continue;
            foreach (string value in values)
            {
                foreach (string form in FormsOf(value))
                {
                    await using NpgsqlCommand command = source.CreateCommand(bytes ? $"select count(*) from \"{table}\" where position(convert_to($1, 'UTF8') in \"{column}\") > 0" : $"select count(*) from \"{table}\" where position($1 in \"{column}\"::text) > 0");
                    command.Parameters.AddWithValue(form);
                    if ((long)(await command.ExecuteScalarAsync())! > 0)
                        found.Add($"{form} in {table}.{column}");
                }
            }
        }
        foreach (string file in Directory.EnumerateFiles(app.DataFolder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            string content = await ReadAsync(file);
            found.AddRange(values.SelectMany(FormsOf).Where(form => content.Contains(form, StringComparison.Ordinal)).Select(form => $"{form} in {Path.GetFileName(file)}"));
        }
        return found;
    }

    // As it was written, and as JSON would hide it: without its separators in a number, with an escaped plus; and as a file of text holds it, wherever it begins.
    private static IEnumerable<string> FormsOf(string value)
    {
        yield return value;
        for (int before = 0; before < 3; before++)
        {
            // What shares a group of four with its neighbours differs.
            string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string(' ', before) + value)).TrimEnd('=');
            yield return base64[(before == 0 ? 0 : 4)..^2];
        }
        if (value.Contains('+'))
            yield return value.Replace("+", "\\u002B");
        if (value.Count(char.IsAsciiDigit) >= 9 && value.Replace(" ", "").Replace("-", "") is { } bare && bare != value)
            yield return bare;
    }

    /// <summary>A file that is being written.</summary>
    internal static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static async Task<List<(string Table, string Column, bool Bytes)>> ColumnsAsync(NpgsqlDataSource source)
    {
        await using NpgsqlCommand command = source.CreateCommand("""
            select c.table_name, c.column_name, c.data_type from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'character varying', 'bytea', 'jsonb', 'json', 'ARRAY') order by 1, 2
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var columns = new List<(string, string, bool)>();
        while (await reader.ReadAsync())
            columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2) == "bytea"));
        return columns;
    }
}
