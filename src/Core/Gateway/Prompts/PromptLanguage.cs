using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>
/// The part of Liquid that prompts are written in. Left out is whatever lets a short template take the process down: tags that keep state (a text that
/// doubles in a loop has 2^n characters), filters whose result multiplies their inputs, and nesting without end, since the parser recurses.
/// </summary>
internal static partial class PromptLanguage
{
    /// <summary>Most characters that a filled-in message, or what a filter makes, may have.</summary>
    internal const int MostCharacters = 2_000_000;
    private const int MostSteps = 20_000, MostRecursion = 20, MostTags = 400, MostIndexes = 200;

    private static readonly string[] s_tags = ["if", "unless", "case", "for", "break", "continue", "comment", "#", "raw"];

    /// <summary>The filters that there are.</summary>
    internal static readonly IReadOnlySet<string> Filters = new HashSet<string>
    {
        "upcase", "downcase", "capitalize", "strip", "lstrip", "rstrip", "strip_newlines", "truncate", "truncatewords", "append", "prepend", "slice", "default", "size", "first", "last", "join", "sort", "reverse", "uniq",
        "compact", "map", "where", "date", "abs", "ceil", "floor", "round", "plus", "minus", "times", "divided_by", "modulo", "json",
    };

    /// <summary>The reader.</summary>
    internal static FluidParser Parser { get; } = MakeParser();

    /// <summary>How templates are filled in.</summary>
    internal static TemplateOptions Options { get; } = MakeOptions();

    // An index stands behind a name, a text or another index. Counted without closing ones: texts in a tag may hold brackets of their own.
    [GeneratedRegex(@"[\p{L}\p{N}_\-""'\])}.]\s*\[")]
    private static partial Regex Index();

    /// <summary>Why a text is not even read; null where it can be.</summary>
    internal static string? TooDeep(string text)
    {
        int tags = 0;
        for (int at = text.IndexOf("{%", StringComparison.Ordinal); at >= 0; at = text.IndexOf("{%", at + 2, StringComparison.Ordinal))
            tags++;
        if (tags > MostTags)
            return $"it has {tags:N0} tags, and at most {MostTags} are taken";
        int indexes = Index().Count(text) + text.AsSpan().Count("{{[") + text.AsSpan().Count("[[");
        return indexes > MostIndexes ? $"it has {indexes:N0} indexes in square brackets, and at most {MostIndexes} are taken" : null;
    }

    private static FluidParser MakeParser()
    {
        var parser = new FluidParser(new FluidParserOptions { AllowFunctions = false });
        foreach (string tag in parser.RegisteredTags.Keys.Except(s_tags).ToArray())
            parser.RegisteredTags.Remove(tag);
        return parser;
    }

    private static TemplateOptions MakeOptions()
    {
        var options = new TemplateOptions { MaxSteps = MostSteps, MaxRecursion = MostRecursion, CultureInfo = CultureInfo.InvariantCulture, StrictFilters = true, TimeZone = TimeZoneInfo.Utc };
        foreach (string filter in options.Filters.Select(f => f.Key).Where(f => !Filters.Contains(f)).ToArray())
            options.Filters.Remove(filter);
        options.Filters.Remove("join");
        options.Filters.AddFilter("join", Join);
        return options;
    }

    // As the library's, which would multiply a long separator before anybody counts.
    private static ValueTask<FluidValue> Join(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        if (input is not ArrayValue list)
            return ValueTask.FromResult(input);
        string between = arguments.Count > 0 ? arguments.At(0).ToStringValue() : " ";
        string[] texts = [.. list.Values.Select(v => v.ToStringValue())];
        if (texts.Sum(t => (long)t.Length) + (long)between.Length * texts.Length > MostCharacters)
            throw new InvalidOperationException($"What join makes is longer than {MostCharacters:N0} characters");
        return ValueTask.FromResult<FluidValue>(new StringValue(string.Join(between, texts)));
    }
}

/// <summary>Takes a filled-in message and stops when it is too long, so that no loop fills the memory first.</summary>
internal sealed class LimitedText(long most) : StringWriter(CultureInfo.InvariantCulture)
{
    public override void Write(char value)
    {
        Demand(1);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Demand(count);
        base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Demand(buffer.Length);
        base.Write(buffer);
    }

    public override void Write(string? value)
    {
        Demand(value?.Length ?? 0);
        base.Write(value);
    }

    private void Demand(int more)
    {
        if (GetStringBuilder().Length + (long)more > most)
            throw new InvalidOperationException($"Filled in, the prompt is longer than {PromptLanguage.MostCharacters:N0} characters");
    }
}
