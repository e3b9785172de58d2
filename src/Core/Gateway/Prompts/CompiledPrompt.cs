using System.Text.Json;
using Artisan.Core.Kernel;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>
/// A prompt that is ready to be filled in: parsed once, when its version is loaded. The language is Liquid (the library Fluid), without files and without
/// access to objects: values go in as text and are never read as template.
/// </summary>
public sealed class CompiledPrompt
{
    private readonly IFluidTemplate[] _templates;

    private CompiledPrompt(PromptContent content, IFluidTemplate[] templates, bool[] holdsValues) => (Content, _templates, HoldsValues) = (content, templates, holdsValues);

    /// <summary>What it says.</summary>
    public PromptContent Content { get; }

    /// <summary>For each message, whether values of variables stand in it: those are data of the caller, whatever the message's role.</summary>
    public IReadOnlyList<bool> HoldsValues { get; }

    /// <summary>Parses a prompt.</summary>
    /// <param name="content">The prompt.</param>
    /// <param name="faults">What is wrong, by field; empty where it can be filled in.</param>
    /// <returns>Null where it cannot.</returns>
    public static CompiledPrompt? Parse(PromptContent content, out IReadOnlyList<PromptFault> faults)
    {
        var found = new List<PromptFault>();
        var templates = new IFluidTemplate[content.Messages.Count];
        bool[] values = new bool[content.Messages.Count];
        HashSet<string> declared = [.. content.Variables.Select(v => v.Name)];
        for (int i = 0; i < templates.Length; i++)
        {
            string field = $"messages[{i}].content";
            string? error = PromptLanguage.TooDeep(content.Messages[i].Content);
            if (error is not null || !PromptLanguage.Parser.TryParse(content.Messages[i].Content, out templates[i], out error))
            {
                found.Add(new PromptFault(field, $"Message {i + 1} cannot be read as a template: {error.Split('\n')[0].TrimEnd('.')}."));
                continue;
            }
            var names = new Names();
            names.VisitTemplate(templates[i]);
            values[i] = names.Used.Count > 0;
            if (names.Forbidden is { } forbidden)
                found.Add(new PromptFault(field, $"Message {i + 1} uses {forbidden}."));
            foreach (string name in names.Used.Where(n => !declared.Contains(n) && !names.Own.Contains(n)))
                found.Add(new PromptFault(field, $"Message {i + 1} uses {{{{ {name} }}}}, which is no variable of this prompt. Declare it, or correct its name."));
        }
        faults = found;
        return found.Count == 0 ? new CompiledPrompt(content, templates, values) : null;
    }

    /// <summary>Fills it in.</summary>
    /// <param name="values">Values by variable; null for none.</param>
    /// <param name="at">Name of the field that holds them, for errors.</param>
    /// <returns>The messages, in order; those that come out empty are left out.</returns>
    /// <exception cref="ArtisanException">When a value is missing or wrong, or the result too long.</exception>
    public IReadOnlyList<RenderedMessage> Fill(IReadOnlyDictionary<string, JsonElement>? values, string at = "prompt.variables")
    {
        Dictionary<string, FluidValue> read = PromptValues.Read(Content.Variables, values, at);
        var context = new TemplateContext(PromptLanguage.Options);
        foreach ((string name, FluidValue value) in read)
            context.SetValue(name, value);
        var messages = new List<RenderedMessage>(_templates.Length);
        long length = 0;
        for (int i = 0; i < _templates.Length; i++)
        {
            string text;
            try
            {
                using var output = new LimitedText(PromptLanguage.MostCharacters - length);
                // The writer is in memory and no filter waits: it has ended when it comes back.
                _templates[i].RenderAsync(output, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
                text = output.ToString().Trim();
            }
            catch (Exception e) when (e is InvalidOperationException or FluidException or ArgumentException or FormatException or OverflowException or DivideByZeroException)
            {
                throw ArtisanException.Invalid($"messages[{i}].content", $"Message {i + 1} of the prompt cannot be filled in: {e.Message.TrimEnd('.')}.");
            }
            length += text.Length;
            if (text.Length > 0)
                messages.Add(new RenderedMessage(Content.Messages[i].Role, text, HoldsValues[i]));
        }
        return messages;
    }

    private sealed class Names : AstVisitor
    {
        public HashSet<string> Used { get; } = [];
        public HashSet<string> Own { get; } = ["forloop"];
        public string? Forbidden { get; private set; }

        protected override Expression VisitMemberExpression(MemberExpression memberExpression)
        {
            if (memberExpression.Segments is [IdentifierSegment first, ..])
                Used.Add(first.Identifier);
            return base.VisitMemberExpression(memberExpression);
        }

        protected override Statement VisitForStatement(ForStatement forStatement)
        {
            Own.Add(forStatement.Identifier);
            return base.VisitForStatement(forStatement);
        }

        // A range makes all of its numbers before a step is counted.
        protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
        {
            Forbidden ??= "a range such as (1..5); go through a list instead";
            return rangeExpression;
        }

        protected override Expression VisitFilterExpression(FilterExpression filterExpression)
        {
            if (!PromptLanguage.Filters.Contains(filterExpression.Name))
                Forbidden ??= $"the filter {filterExpression.Name}, which prompts do not have; they have {string.Join(", ", PromptLanguage.Filters.Order(StringComparer.Ordinal))}";
            return base.VisitFilterExpression(filterExpression);
        }
    }
}

/// <summary>A message of a prompt that was filled in.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Text.</param>
/// <param name="HoldsValues">Whether values of variables stand in it.</param>
public sealed record RenderedMessage(string Role, string Content, bool HoldsValues);
