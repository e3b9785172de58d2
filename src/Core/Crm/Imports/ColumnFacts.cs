using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Core.Crm.Imports;

/// <summary>Gathers what a column's values look like while they pass.</summary>
internal sealed partial class ColumnFacts
{
    private const int Judged = 1000;
    private const int MostSamples = 3;
    private const int SampleLength = 60;

    private readonly List<string> _samples = [];
    private readonly Dictionary<ValueKind, int> _kinds = [];
    private int _filled;
    private bool _dayFirst;
    private bool _monthFirst;

    /// <summary>Takes a value.</summary>
    internal void Add(string cell)
    {
        if (string.IsNullOrWhiteSpace(cell))
            return;
        _filled++;
        if (_samples.Count < MostSamples)
        {
            string sample = cell.Trim().ReplaceLineEndings(" ");
            sample = sample.Length > SampleLength ? sample[..SampleLength] + "…" : sample;
            if (!_samples.Contains(sample))
                _samples.Add(sample);
        }
        if (_filled <= Judged)
        {
            ValueKind kind = KindOf(cell) ?? ValueKind.Text;
            _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        }
        if (ShortDate().Match(cell.Trim()) is { Success: true } date)
        {
            _dayFirst |= int.Parse(date.Groups["a"].Value, CultureInfo.InvariantCulture) > 12;
            _monthFirst |= int.Parse(date.Groups["b"].Value, CultureInfo.InvariantCulture) > 12;
        }
    }

    /// <summary>What came out.</summary>
    internal ImportColumn Column(string name)
    {
        int judged = Math.Min(_filled, Judged);
        ValueKind kind = judged == 0 ? ValueKind.Empty : _kinds.Where(k => k.Value * 10 >= judged * 7).Select(k => k.Key).FirstOrDefault(ValueKind.Text);
        return new ImportColumn(name, _samples, _filled, kind, _dayFirst == _monthFirst ? null : _dayFirst);
    }

    /// <summary>What one value looks like; null for nothing in particular.</summary>
    internal static ValueKind? KindOf(string cell)
    {
        string text = cell.Trim();
        if (text.Length == 0)
            return null;
        if (text.Contains('@'))
            return CrmKeys.Email(text) is null ? null : ValueKind.Email;
        if (Date().IsMatch(text))
            return ValueKind.Date;
        // Phones have a sign, a zero or brackets in front, or groups; what is digits only may be anything.
        if (Phone().IsMatch(text) && text.Count(char.IsAsciiDigit) is >= 6 and <= 17)
            return text[0] is '+' or '0' or '(' || text.AsSpan().IndexOfAny(" /-") > 0 ? ValueKind.Phone : ValueKind.Number;
        if (Number().IsMatch(text))
            return ValueKind.Number;
        if (Url().IsMatch(text))
            return ValueKind.Url;
        return HeadingWords.Countries.Contains(HeadingWords.Key(text)) ? ValueKind.Country : null;
    }

    [GeneratedRegex(@"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))([ T]\d{1,2}:\d{2}.*)?$")]
    private static partial Regex Date();

    [GeneratedRegex(@"^(?<a>\d{1,2})[-/](?<b>\d{1,2})[-/]\d{2,4}\b", RegexOptions.ExplicitCapture)]
    private static partial Regex ShortDate();

    [GeneratedRegex(@"^'?\+?[\d\s()./\-–]+(\s*(x|ext\.?)\s*\d+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Phone();

    [GeneratedRegex(@"^[-+]?[\d.,' ]*\d%?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(https?://\S+|(www\.)?([a-z0-9-]+\.)+[a-z]{2,}(/\S*)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex Url();
}
