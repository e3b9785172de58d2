using System.Globalization;
using System.Text;
using Artisan.Core.Kernel;
using CsvHelper;
using CsvHelper.Configuration;

namespace Artisan.Core.Usage.Rating;

/// <summary>
/// Reads usage reports of vendors: OpenAI's and Anthropic's exports, and any CSV with a day, a model and tokens. Columns are known by their names, however they are
/// written; lines are summed by day and model as they come, so that a report of any length needs little memory.
/// </summary>
internal sealed class VendorUsageReader
{
    private const int MostGroups = 20_000, MostFaults = 100;

    // By what they hold, in the order in which they are taken.
    private static readonly (string Field, string[] Names)[] Known =
    [
        ("day", ["date", "day", "usagedate", "usagedateutc", "starttimeiso", "bucketstarttime", "starttime", "timestamp", "time"]),
        ("model", ["model", "modelname", "modelversion", "modelid", "snapshotid"]),
        ("input", ["inputtokens", "prompttokens", "ncontexttokenstotal", "usageinputtokensnocache", "inputuncachedtokens", "uncachedinputtokens", "input"]),
        ("cached", ["inputcachedtokens", "cachedtokens", "cachereadinputtokens", "usageinputtokenscacheread", "ncachedcontexttokenstotal"]),
        ("written", ["cachecreationinputtokens", "usageinputtokenscachewrite5m", "usageinputtokenscachewrite1h", "inputcachewritetokens"]),
        ("output", ["outputtokens", "completiontokens", "usageoutputtokens", "ngeneratedtokenstotal", "output"]),
        ("usd", ["costusd", "costinusd", "amountvalue", "amount", "totalcost", "cost", "usd"]),
    ];

    // In these the count of cached tokens is part of the count of all.
    private static readonly string[] Inclusive = ["inputtokens", "prompttokens", "ncontexttokenstotal"];

    private readonly Dictionary<string, List<int>> _columns = [];
    private readonly List<UsageLineFault> _faults = [];
    private bool _cachedIsPart;

    /// <summary>What was read, by day and model.</summary>
    public Dictionary<(DateOnly Day, string Model), VendorSum> Sums { get; } = [];
    /// <summary>Lines that were read.</summary>
    public int Lines { get; private set; }
    /// <summary>Lines that could not be.</summary>
    public int FaultyLines { get; private set; }
    /// <summary>The first of them.</summary>
    public IReadOnlyList<UsageLineFault> Faults => _faults;
    /// <summary>Which column was taken for what.</summary>
    public Dictionary<string, string> Columns { get; } = [];
    /// <summary>Whether the report tells costs.</summary>
    public bool HasUsd => _columns.ContainsKey("usd");

    /// <summary>Reads a report.</summary>
    /// <exception cref="ArtisanException">When it is no such report.</exception>
    public async Task ReadAsync(Stream csv, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(csv, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024, leaveOpen: true);
        using var reader = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { DetectDelimiter = true, BadDataFound = null, MissingFieldFound = null, MaxFieldSize = 64 * 1024 });
        try
        {
            if (!await reader.ReadAsync() || !reader.ReadHeader())
                throw ArtisanException.Invalid("file", "The file is empty. Export a usage report as CSV.");
            Find(reader.HeaderRecord!);
            while (await reader.ReadAsync())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Take(reader);
            }
        }
        catch (CsvHelperException e)
        {
            throw ArtisanException.Invalid("file", $"The file cannot be read as CSV{(e.Context?.Parser?.RawRow is { } line ? $" (line {line})" : "")}. Export it again.");
        }
    }

    private void Find(string[] header)
    {
        string[] names = [.. header.Select(h => string.Concat(h.Where(char.IsLetterOrDigit)).ToLowerInvariant())];
        foreach ((string field, string[] known) in Known)
        {
            List<int> found = [.. known.Select(k => Array.IndexOf(names, k)).Where(i => i >= 0)];
            if (found.Count == 0)
                continue;
            // Writes to the cache have a column for each time that they are kept; of all others the first name counts.
            _columns[field] = field == "written" ? found : [found[0]];
            Columns[field] = string.Join(", ", _columns[field].Select(i => header[i]));
        }
        string[] missing = [.. new[] { "day", "model" }.Where(f => !_columns.ContainsKey(f)), .. _columns.ContainsKey("input") || _columns.ContainsKey("usd") ? Array.Empty<string>() : ["input"]];
        if (missing.Length > 0)
            throw ArtisanException.Invalid("file", $"The report has no column for {string.Join(" and ", missing.Select(m => m == "input" ? "tokens or costs" : m))}. Its columns are {string.Join(", ", header.Take(20))}. Name one date, model, input_tokens, output_tokens or cost_usd.");
        _cachedIsPart = _columns.ContainsKey("input") && Inclusive.Contains(names[_columns["input"][0]]);
    }

    private void Take(CsvReader reader)
    {
        int line = reader.Parser.RawRow;
        string? Text(string field) => _columns.TryGetValue(field, out List<int>? at) ? reader.GetField(at[0])?.Trim() : null;
        string? model = Text("model");
        if (string.IsNullOrEmpty(model) || model.Length > 200)
        {
            Fault(line, "it names no model.");
            return;
        }
        if (Day(Text("day")) is not { } day)
        {
            Fault(line, $"'{Text("day")}' is no day.");
            return;
        }
        long? input = Count(reader, "input"), cached = Count(reader, "cached"), written = Count(reader, "written"), output = Count(reader, "output");
        decimal usd = 0;
        if (input is null || cached is null || written is null || output is null || Text("usd") is { Length: > 0 } cost && !decimal.TryParse(cost.TrimStart('$'), NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out usd))
        {
            Fault(line, "its tokens or costs are no numbers.");
            return;
        }
        if (!Sums.TryGetValue((day, model), out VendorSum? sum))
        {
            if (Sums.Count >= MostGroups)
                throw ArtisanException.Invalid("file", $"The report has more than {MostGroups:N0} days and models. Export a shorter time.");
            Sums[(day, model)] = sum = new VendorSum();
        }
        Lines++;
        sum.Input += input.Value + (_cachedIsPart ? 0 : cached.Value) + written.Value;
        sum.Output += output.Value;
        sum.Usd += usd;
    }

    private long? Count(CsvReader reader, string field)
    {
        long sum = 0;
        foreach (int at in _columns.GetValueOrDefault(field) ?? [])
        {
            string? text = reader.GetField(at)?.Trim();
            if (string.IsNullOrEmpty(text))
                continue;
            if (!decimal.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal count) || count < 0 || count > long.MaxValue / 4)
                return null;
            sum += (long)count;
        }
        return sum;
    }

    private static DateOnly? Day(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (long.TryParse(text, CultureInfo.InvariantCulture, out long seconds) && seconds is > 1_000_000_000 and < 10_000_000_000)
            return DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? DateOnly.FromDateTime(at.UtcDateTime) : null;
    }

    private void Fault(int line, string what)
    {
        FaultyLines++;
        if (_faults.Count < MostFaults)
            _faults.Add(new UsageLineFault(line, $"Line {line} was left out: {what}"));
    }
}

/// <summary>What a vendor counted for a day of a model.</summary>
internal sealed class VendorSum
{
    public long Input { get; set; }
    public long Output { get; set; }
    public decimal Usd { get; set; }
}
