using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Artisan.Web.Features.Crm.Leads;

/// <summary>The part of an address that a saved view keeps: filters and order, not what is open beside the list.</summary>
public static class ViewQuery
{
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal) { "lead", "views" };

    /// <summary>Takes it from an address or a query, in one order, so that equal views are equal texts.</summary>
    public static string Of(string address)
    {
        int at = address.IndexOf('?');
        string query = at >= 0 ? address[at..] : address.Contains('/') ? "" : address;
        Dictionary<string, StringValues> values = QueryHelpers.ParseQuery(query.Split('#')[0]);
        IEnumerable<KeyValuePair<string, string?>> kept = values.Where(v => !Passing.Contains(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal)
            .SelectMany(v => v.Value.Where(t => !string.IsNullOrEmpty(t)).Order(StringComparer.Ordinal).Select(t => KeyValuePair.Create(v.Key, t)));
        return QueryHelpers.AddQueryString("", kept).TrimStart('?');
    }

    /// <summary>Whether two addresses or queries show the same view.</summary>
    public static bool Same(string one, string other) => Of(one) == Of(other);
}
