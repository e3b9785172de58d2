using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Web.Shell.Doors;

/// <summary>Values of queries that are one of a few words, as answers write them (snake_case); the framework's own binding of enums takes only their C# names.</summary>
internal static class QueryEnum
{
    /// <summary>Reads a value; null where it is absent.</summary>
    /// <exception cref="ArtisanException">When there is no such word.</exception>
    internal static T? Of<T>(string field, string? text) where T : struct, Enum => string.IsNullOrEmpty(text) ? null
        : !char.IsAsciiDigit(text[0]) && Enum.TryParse(text.Replace("_", ""), ignoreCase: true, out T value) && Enum.IsDefined(value) ? value
        : throw ArtisanException.Invalid(field, $"There is no {field} '{text}'. Use {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.");
}
