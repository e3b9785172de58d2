using System.Globalization;
using System.Text.Json;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Compares what two versions of a prompt say.</summary>
public static class PromptComparison
{
    /// <summary>Compares.</summary>
    /// <param name="before">Null for nothing: then everything was added.</param>
    /// <param name="after">What it is now.</param>
    /// <returns>Every difference: messages in order, then variables by name, then settings.</returns>
    public static IReadOnlyList<PromptChangeV1> Between(PromptContent? before, PromptContent after)
    {
        before ??= new PromptContent();
        var changes = new List<PromptChangeV1>();
        for (int i = 0; i < Math.Max(before.Messages.Count, after.Messages.Count); i++)
        {
            string? old = i < before.Messages.Count ? Text(before.Messages[i]) : null, now = i < after.Messages.Count ? Text(after.Messages[i]) : null;
            if (Change("message", (i + 1).ToString(CultureInfo.InvariantCulture), old, now) is { } change)
                changes.Add(change with { Unified = UnifiedDiff.Of(old, now) });
        }
        Dictionary<string, string> was = Variables(before), said = Variables(after);
        Add(was.Keys.Union(said.Keys).Order(StringComparer.Ordinal).Select(n => Change("variable", n, was.GetValueOrDefault(n), said.GetValueOrDefault(n))));
        Add(
        [
            Change("setting", "model", before.Model, after.Model),
            Change("setting", "temperature", Number(before.Temperature), Number(after.Temperature)),
            Change("setting", "max_output_tokens", Number(before.MaxOutputTokens), Number(after.MaxOutputTokens)),
        ]);
        return changes;

        void Add(IEnumerable<PromptChangeV1?> found) => changes.AddRange(found.OfType<PromptChangeV1>());
    }

    private static PromptChangeV1? Change(string part, string name, string? before, string? after) => string.Equals(before, after, StringComparison.Ordinal) ? null
        : new PromptChangeV1(part, name, before is null ? "added" : after is null ? "removed" : "changed", before, after);

    private static string Text(PromptMessage message) => $"{message.Role}:\n{message.Content}";

    // As it stands in a draft's JSON, with its sample, which belongs to it for whoever reads the version.
    private static Dictionary<string, string> Variables(PromptContent content) => content.Variables.ToDictionary(v => v.Name, v =>
        JsonSerializer.Serialize(v, ArtisanJson.Options) + (content.Samples.TryGetValue(v.Name, out JsonElement sample) ? $", sample {sample.GetRawText()}" : ""));

    private static string? Number(double? value) => value?.ToString(CultureInfo.InvariantCulture);
}
