namespace Artisan.Web.Features.Gateway;

/// <summary>Models in the form of Anthropic's protocol.</summary>
internal static class AnthropicModels
{
    /// <summary>A list, all on one page.</summary>
    /// <param name="models">Names, and since when there is a price (Unix seconds).</param>
    public static IResult List(IEnumerable<(string Id, long Created)> models)
    {
        Model[] all = [.. models.Select(m => Of(m.Id, m.Created))];
        return Results.Json(new { data = all, has_more = false, first_id = all.FirstOrDefault()?.id, last_id = all.LastOrDefault()?.id });
    }

    /// <summary>One model.</summary>
    public static IResult One(string id, long created) => Results.Json(Of(id, created));

    private static Model Of(string id, long created) => new("model", id, id, DateTimeOffset.FromUnixTimeSeconds(created));

    // Named as the protocol names them.
    private sealed record Model(string type, string id, string display_name, DateTimeOffset created_at);
}
