using System.Text.RegularExpressions;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Says what is wrong with a prompt, every fault at its field.</summary>
internal static partial class PromptCheck
{
    private const int MostMessages = 50, MostVariables = 100, MostChoices = 100, LongestMessage = 200_000;
    private static readonly string[] s_roles = ["system", "user", "assistant"];

    /// <summary>Refuses a prompt that cannot be saved.</summary>
    /// <exception cref="ArtisanException">With all faults by field.</exception>
    public static CompiledPrompt Demand(PromptContent content, TenantControl tenant, AiConfig config)
    {
        var faults = new List<PromptFault>();
        void Fault(string field, string message) => faults.Add(new PromptFault(field, message));
        if (content.Messages.Count is 0 or > MostMessages)
            Fault("messages", $"A prompt has 1 to {MostMessages} messages.");
        for (int i = 0; i < content.Messages.Count; i++)
        {
            PromptMessage message = content.Messages[i];
            if (!s_roles.Contains(message.Role))
                Fault($"messages[{i}].role", $"A message's role is one of {string.Join(", ", s_roles)}.");
            if (string.IsNullOrWhiteSpace(message.Content) || message.Content.Length > LongestMessage)
                Fault($"messages[{i}].content", $"Message {i + 1} has 1 to {LongestMessage:N0} characters.");
        }
        if (content.Variables.Count > MostVariables)
            Fault("variables", $"A prompt has at most {MostVariables} variables.");
        for (int i = 0; i < content.Variables.Count; i++)
            Check(content, i, Fault);
        foreach (string sample in content.Samples.Keys.Where(k => content.Variables.All(v => v.Name != k)))
            Fault($"samples.{sample}", $"The sample {sample} is for no variable of this prompt.");
        if (content.Temperature is < 0 or > 2)
            Fault("temperature", "The temperature lies between 0 and 2.");
        if (content.MaxOutputTokens is < 1 or > 1_000_000)
            Fault("max_output_tokens", "The longest answer is 1 to 1,000,000 tokens.");
        if (content.Model is { } model && !config.Models.ContainsKey(model) && !(model.IndexOf('/') is > 0 and var slash && slash < model.Length - 1 && tenant.ProviderOf(model[..slash], config) is not null))
            Fault("model", $"'{model}' is neither in the catalogue nor of the form provider/model with a provider of yours.");
        PromptFault.Demand(faults);
        CompiledPrompt? compiled = CompiledPrompt.Parse(content, out IReadOnlyList<PromptFault> unread);
        PromptFault.Demand(unread);
        return compiled!;
    }

    /// <summary>Refuses to release a prompt that cannot be filled in: with its samples, and, for a use case's own, without anything that a request must give.</summary>
    /// <exception cref="ArtisanException">With what is wrong.</exception>
    public static void DemandReleasable(Prompt prompt, CompiledPrompt compiled)
    {
        foreach (PromptVariable variable in compiled.Content.Variables.Where(v => prompt.UseCase is not null && v.Required && v.Default is null))
            PromptFault.Demand([new PromptFault("variables", $"The variable {variable.Name} must be given by requests, which those of the use case {prompt.UseCase} do not. Give it a default, or make it optional.")]);
        if (prompt.UseCase is not null && compiled.Content.Messages.Any(m => m.Role != "system"))
            PromptFault.Demand([new PromptFault("messages", $"The prompt takes the place of the system prompt of {prompt.UseCase}: it can have messages of the role system only.")]);
        if (prompt.UseCase is not null && compiled.Content.Model is not null)
            PromptFault.Demand([new PromptFault("model", $"The model of {prompt.UseCase} is set by its policy. Leave it out here.")]);
        if (compiled.Fill(compiled.Content.Samples, "samples").Count == 0)
            PromptFault.Demand([new PromptFault("messages", "Filled in with its samples, no message has any text.")]);
    }

    /// <summary>Refuses a prompt that cannot take the place of a use case's system prompt.</summary>
    /// <exception cref="ArtisanException">When it has messages of another role.</exception>
    public static void DemandSystemOnly(PromptRelease release, string useCase)
    {
        if (release.Compiled.Content.Messages.FirstOrDefault(m => m.Role != "system") is { } other)
            throw ArtisanException.Invalid("prompt.id", $"The prompt '{release.Slug}', version {release.Version}, has a message of the role {other.Role}. It would take the place of the system prompt of {useCase}: name one that has messages of the role system only.");
    }

    private static void Check(PromptContent content, int i, Action<string, string> fault)
    {
        PromptVariable variable = content.Variables[i];
        string field = $"variables[{i}]";
        if (!Name().IsMatch(variable.Name))
            fault($"{field}.name", "A variable's name begins with a letter and has letters, digits and underscores, at most 64.");
        else if (content.Variables.Take(i).Any(v => v.Name == variable.Name))
            fault($"{field}.name", $"There are two variables {variable.Name}. Rename one.");
        if (variable.Type == PromptVariableType.Choice && variable.Choices is not { Count: > 0 and <= MostChoices })
            fault($"{field}.choices", $"An enum has 1 to {MostChoices} values.");
        if (variable.MaxLength is < 1 or > PromptVariable.LongestText)
            fault($"{field}.max_length", $"The longest value is 1 to {PromptVariable.LongestText:N0}.");
        if (variable.Default is { ValueKind: not System.Text.Json.JsonValueKind.Null } given && !PromptValues.Fits(variable, given))
            fault($"{field}.default", $"The default of {variable.Name} is not {PromptValues.Expected(variable)}.");
        if (content.Samples.TryGetValue(variable.Name, out System.Text.Json.JsonElement sample) && !PromptValues.Fits(variable, sample))
            fault($"samples.{variable.Name}", $"The sample of {variable.Name} is not {PromptValues.Expected(variable)}.");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,63}$")]
    private static partial Regex Name();
}
