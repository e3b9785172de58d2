using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Artisan.Web.Shell;

/// <summary>
/// Reads and replaces values of the address's query, where tabs, filters, range, sorting and selection live, so that every view can be linked.
/// A key without a value is left out. Several values of one key stand as repeated keys. One per tab.
/// </summary>
public sealed class UrlState : IDisposable
{
    private readonly NavigationManager _navigation;
    private string _parsedUri = "";
    private Dictionary<string, StringValues> _query = [];

    /// <summary>Follows a tab's address.</summary>
    public UrlState(NavigationManager navigation)
    {
        _navigation = navigation;
        _navigation.LocationChanged += Moved;
    }

    /// <summary>Raised after the address changed, here or by the browser's back button.</summary>
    public event Action? Changed;

    /// <summary>The first value of a key; null when absent or empty.</summary>
    public string? Get(string key) => Query.TryGetValue(key, out StringValues values) && values.FirstOrDefault() is { Length: > 0 } value ? value : null;

    /// <summary>A number, date, id …; the fallback when absent or unreadable.</summary>
    public T Get<T>(string key, T fallback) where T : IParsable<T> =>
        Get(key) is { } text && T.TryParse(text, CultureInfo.InvariantCulture, out T? value) ? value : fallback;

    /// <summary>An enum, written in lower case; the fallback when absent or unknown.</summary>
    public TEnum GetEnum<TEnum>(string key, TEnum fallback) where TEnum : struct, Enum =>
        Get(key) is { } text && !char.IsAsciiDigit(text[0]) && Enum.TryParse(text, ignoreCase: true, out TEnum value) && Enum.IsDefined(value) ? value : fallback;

    /// <summary>All values of a key.</summary>
    public IReadOnlyList<string> GetAll(string key) =>
        Query.TryGetValue(key, out StringValues values) ? [.. values.Where(v => !string.IsNullOrEmpty(v)).Select(v => v!)] : [];

    /// <summary>This page's address with some values replaced; null removes a key, a sequence of texts repeats it. For links.</summary>
    public string With(params ReadOnlySpan<(string Key, object? Value)> changes)
    {
        var query = new Dictionary<string, StringValues>(Query);
        foreach ((string key, object? value) in changes)
        {
            StringValues text = Text(value);
            if (text.Count == 0)
                query.Remove(key);
            else
                query[key] = text;
        }
        string path = _navigation.ToBaseRelativePath(_navigation.Uri).Split('?', '#')[0];
        return QueryHelpers.AddQueryString("/" + path, query.SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v)));
    }

    /// <summary>Replaces values without a new step in the browser's history, as filters do.</summary>
    public void Set(params ReadOnlySpan<(string Key, object? Value)> changes) => Go(With(changes), replace: true);

    /// <summary>Replaces values as a step that the back button undoes, as opening a drawer or changing a tab does.</summary>
    public void Push(params ReadOnlySpan<(string Key, object? Value)> changes) => Go(With(changes), replace: false);

    /// <inheritdoc/>
    public void Dispose() => _navigation.LocationChanged -= Moved;

    private Dictionary<string, StringValues> Query
    {
        get
        {
            if (_parsedUri != _navigation.Uri)
            {
                _parsedUri = _navigation.Uri;
                int at = _parsedUri.IndexOf('?');
                _query = at < 0 ? [] : QueryHelpers.ParseQuery(_parsedUri[at..].Split('#')[0]);
            }
            return _query;
        }
    }

    private static StringValues Text(object? value) => value switch
    {
        null or "" or false => StringValues.Empty,
        string text => text,
        true => "true",
        Enum e => e.ToString().ToLowerInvariant(),
        IEnumerable<string> many => many.ToArray(),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private void Go(string address, bool replace)
    {
        if (new Uri(new Uri(_navigation.BaseUri), address).AbsoluteUri != _navigation.Uri)
            _navigation.NavigateTo(address, replace: replace);
    }

    private void Moved(object? sender, LocationChangedEventArgs e) => Changed?.Invoke();
}
