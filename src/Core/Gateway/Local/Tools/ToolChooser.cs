using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway.Local.Structured;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Local.Tools;

/// <summary>A function that is to be called.</summary>
internal sealed record ChosenCall(string Name, string Arguments);

/// <summary>What came of looking for a function: calls, or the arguments that are missing for the one that fits.</summary>
internal sealed record ToolChoice(IReadOnlyList<ChosenCall> Calls, string? Wanting = null, IReadOnlyList<string>? Missing = null);

/// <summary>Picks a function when the user's words match its name or description, and fills its arguments from these words.</summary>
internal static class ToolChooser
{
    private const double Enough = 0.9;

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Verbs that every interface uses tell nothing of what a function is about.
    private static readonly FrozenSet<string> Weak = "get set list find fetch create update delete remove run call do check show lookup search query send add make current currently by for of the a an to info information data details tool function api return returns given specified use used user from with in on and or all any new value values id"
        .Split(' ').ToFrozenSet();

    private static readonly string[][] Alike =
    [
        ["weather", "temperature", "forecast", "rain", "raining", "sunny", "hot", "cold", "wetter", "météo", "clima", "tiempo"], ["stock", "share", "ticker"], ["price", "cost", "costs", "quote", "preis", "prix", "precio"],
        ["email", "mail"], ["calendar", "meeting", "event", "appointment", "schedule", "book", "termin", "réunion", "reunión"], ["time", "clock", "o'clock", "uhrzeit"],
        ["customer", "client", "account", "kunde"], ["lead", "prospect"], ["order", "purchase", "bestellung", "commande", "pedido"], ["calculate", "calculator", "sum", "math", "compute"],
        ["knowledge", "documentation", "docs", "document"],
    ];

    /// <returns>The choice; null when no function fits and none is demanded.</returns>
    /// <exception cref="ProviderException">With <see cref="ProviderFault.Unsupported"/> when a call is demanded and cannot be made.</exception>
    public static ToolChoice? Choose(LocalTask task)
    {
        ChatView chat = task.Chat;
        string request = task.LastUser >= 0 ? chat.Messages[task.LastUser].Text : "";
        bool demanded = chat.ToolChoice is not (null or "auto" or "none");
        ToolView? named = demanded && chat.ToolChoice != "required" ? chat.Tools.FirstOrDefault(t => t.Name == chat.ToolChoice) : null;
        if (named is null && chat.ToolChoice is not (null or "auto" or "required"))
            throw new ProviderException(ProviderFault.BadRequest, $"`tool_choice` names `{chat.ToolChoice}`, which is not among `tools`.");
        List<(ToolView Tool, double Score)> ranked = named is not null
            ? [(named, 1)]
            : [.. chat.Tools.Select(t => (t, Score(t, request, task.Language))).Where(t => t.Item2 >= (demanded ? 0 : Enough)).OrderByDescending(t => t.Item2)];
        ToolChoice? wanting = null;
        foreach ((ToolView tool, _) in ranked)
        {
            ToolChoice choice = Fill(tool, request, task);
            if (choice.Calls.Count > 0)
                return choice;
            wanting ??= choice;
        }
        if (demanded)
        {
            string missing = wanting?.Missing is { Count: > 0 } names ? $" It finds nothing in the request for {string.Join(", ", names.Select(n => $"`{n}`"))} of `{wanting.Wanting}`." : "";
            throw new ProviderException(ProviderFault.Unsupported, $"The local provider fills function arguments by rules and cannot make the call that `tool_choice` demands.{missing} Name the values in the request, or use a language model.");
        }
        return wanting;
    }

    /// <summary>A function that searches, for a question that nothing at hand answers; null when there is none.</summary>
    public static ToolChoice? Search(LocalTask task)
    {
        foreach (ToolView tool in task.Chat.Tools)
        {
            List<string> words = Words.OfIdentifier(tool.Name);
            if (!words.Exists(w => w is "search" or "lookup" or "find" or "query" or "retrieve" or "suche"))
                continue;
            ToolChoice choice = Fill(tool, task.Instruction.Length > 0 ? task.Instruction : task.Chat.Messages[^1].Text, task);
            if (choice.Calls.Count > 0)
                return choice;
        }
        return null;
    }

    private static double Score(ToolView tool, string request, Language language)
    {
        HashSet<string> said = [.. Words.Of(request).Select(w => w.Lower)];
        HashSet<string> stems = [.. said.Select(w => Stemmer.Stem(w, Language.English)), .. said.Select(w => Stemmer.Stem(w, language))];
        bool Says(string word) => stems.Contains(Stemmer.Stem(word, Language.English)) || Array.Exists(Alike, group => group.Contains(word) && Array.Exists(group, said.Contains)) || Synonyms.Of(word).Any(said.Contains);
        List<string> name = Words.OfIdentifier(tool.Name);
        List<string> strong = [.. name.Where(w => !Weak.Contains(w) && w.Length > 1)];
        double score = strong.Count > 0 ? 1.2 * strong.Count(Says) / Math.Sqrt(strong.Count) : 0;
        // A verb of the name that is said too ("send", "create") helps, but is not enough.
        score += 0.25 * name.Count(w => Weak.Contains(w) && said.Contains(w) && w.Length > 3);
        if (tool.Description is { } description)
        {
            var content = Words.Of(description).Select(w => w.Lower).Where(w => w.Length > 3 && !Weak.Contains(w) && Words.IsContent(w, Language.English)).Distinct().Except(strong).Take(40).ToList();
            score += Math.Min(1.0, 0.35 * content.Count(Says));
        }
        return score;
    }

    private static ToolChoice Fill(ToolView tool, string request, LocalTask task)
    {
        if (tool.Parameters is not { } parameters)
            return new ToolChoice([new ChosenCall(tool.Name, "{}")]);
        (JsonObject arguments, IReadOnlyList<string> missing) = Arguments(parameters, request, "", task.Language);
        if (missing.Count > 0)
        {
            // "And in Hamburg?" leaves the rest to what was said before.
            string earlier = string.Join("\n", task.Chat.Messages.Take(Math.Max(0, task.LastUser)).Where(m => m.Role == "user").TakeLast(3).Select(m => m.Text));
            if (earlier.Length > 0)
                (arguments, missing) = Arguments(parameters, earlier + "\n" + request, earlier, task.Language);
        }
        if (missing.Count > 0)
            return new ToolChoice([], tool.Name, missing);
        var calls = new List<ChosenCall> { new(tool.Name, arguments.ToJsonString(Written)) };
        calls.AddRange(More(tool, arguments, request));
        return new ToolChoice(calls);
    }

    private static (JsonObject, IReadOnlyList<string>) Arguments(JsonElement parameters, string request, string context, Language language)
    {
        var filler = new SchemaFiller(parameters);
        JsonObject arguments = filler.FillObject(parameters, FillSource.OfCall(request, context, language));
        return (arguments, filler.Unfilled);
    }

    /// <summary>One call for each further place of "the weather in Paris and Rome".</summary>
    private static IEnumerable<ChosenCall> More(ToolView tool, JsonObject arguments, string request)
    {
        foreach ((string name, JsonNode? value) in arguments)
        {
            if (Meanings.Of(name, null) != Meaning.Place || value?.GetValueKind() != JsonValueKind.String)
                continue;
            foreach (string place in Finders.Locations(request).Where(p => p != value.GetValue<string>()).Take(4))
            {
                var other = (JsonObject)arguments.DeepClone();
                other[name] = place;
                yield return new ChosenCall(tool.Name, other.ToJsonString(Written));
            }
            yield break;
        }
    }
}
