using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>What a version of a prompt says: its messages with their variables, and the parameters that go with it.</summary>
public sealed record PromptContent
{
    /// <summary>The messages, in order, in Liquid.</summary>
    public IReadOnlyList<PromptMessage> Messages { get; init; } = [];
    /// <summary>The variables that the messages may use.</summary>
    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];
    /// <summary>A catalogue name or <c>provider/name</c>, where the request names none; null leaves it to the policies.</summary>
    public string? Model { get; init; }
    /// <summary>Sampling temperature, 0 to 2, where the request sets none.</summary>
    public double? Temperature { get; init; }
    /// <summary>Longest answer in tokens, where the request sets none.</summary>
    public int? MaxOutputTokens { get; init; }
    /// <summary>Values to try it with, by variable.</summary>
    public IReadOnlyDictionary<string, JsonElement> Samples { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Reads what is stored.</summary>
    public static PromptContent Read(string json) => JsonSerializer.Deserialize<PromptContent>(json, ArtisanJson.Options) ?? new PromptContent();

    /// <summary>Writes it to be stored.</summary>
    public string Write() => JsonSerializer.Serialize(this, ArtisanJson.Options);
}

/// <summary>One message of a prompt.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Text in Liquid: <c>{{ name }}</c>, <c>{% if vip %}…{% endif %}</c>, <c>{% for item in items %}…{% endfor %}</c>.</param>
public sealed record PromptMessage(string Role, string Content);

/// <summary>Kinds of a variable's values.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PromptVariableType>))]
public enum PromptVariableType
{
    /// <summary>Text.</summary>
    [JsonStringEnumMemberName("string")]
    Text,
    /// <summary>A number.</summary>
    [JsonStringEnumMemberName("number")]
    Number,
    /// <summary>A whole number.</summary>
    [JsonStringEnumMemberName("integer")]
    Integer,
    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("boolean")]
    Boolean,
    /// <summary>A day or a time, ISO 8601.</summary>
    [JsonStringEnumMemberName("date")]
    Date,
    /// <summary>One of <see cref="PromptVariable.Choices"/>.</summary>
    [JsonStringEnumMemberName("enum")]
    Choice,
    /// <summary>A list of texts or numbers.</summary>
    [JsonStringEnumMemberName("list")]
    List,
    /// <summary>Any JSON.</summary>
    [JsonStringEnumMemberName("json")]
    Json,
}

/// <summary>A variable.</summary>
/// <param name="Name">Letters, digits and underscores.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Required">Whether a request must give it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Default">What holds where none is given; null for empty.</param>
/// <param name="Choices">The values of an enum.</param>
/// <param name="MaxLength">Longest text in characters; for lists most entries.</param>
public sealed record PromptVariable(string Name, PromptVariableType Type = PromptVariableType.Text, bool Required = true, string? Description = null, JsonElement? Default = null, IReadOnlyList<string>? Choices = null, int? MaxLength = null)
{
    /// <summary>The longest text where the variable sets no limit, in characters.</summary>
    public const int LongestText = 200_000;
}
