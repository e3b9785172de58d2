namespace Artisan.Core.Guardrails.Output;

/// <summary>
/// Looks at a model's answer before it leaves: stretches of the system prompt, links and images that run code or carry data away, hidden characters. Personal
/// data and secrets are the business of others. The same rules as <see cref="OutputWindow"/>, applied to a whole text. May be used from many threads.
/// </summary>
/// <param name="policy">What is allowed.</param>
public sealed class OutputInspector(OutputPolicy policy)
{
    /// <summary>Looks at an answer.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="systemPrompt">The request's system prompt, if it has one.</param>
    /// <returns>What was found, and the answer with that made harmless.</returns>
    public OutputInspection Inspect(string text, string? systemPrompt)
    {
        ArgumentNullException.ThrowIfNull(text);
        var window = new OutputWindow(policy, systemPrompt);
        string safe = window.Push(text) + window.Flush();
        IReadOnlyList<OutputFinding> findings = window.Findings;
        return new OutputInspection(findings.Count == 0 ? text : safe, findings, window.LeakedShare);
    }

    /// <summary>The answer with what is found in it made harmless: a link keeps what people see of it, the rest stays as it is.</summary>
    public string Sanitise(string text, string? systemPrompt) => Inspect(text, systemPrompt).Text;
}
