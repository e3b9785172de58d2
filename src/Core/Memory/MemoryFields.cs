using System.Text.Json;
using System.Text.Json.Serialization;
using Artisan.Core.Kernel;

namespace Artisan.Core.Memory;

/// <summary>What a memory of a type holds besides its text. Each type has its own fields; those of another are refused.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MemoryFields
{
    /// <summary>Lead interaction: <c>demo</c>, <c>call</c>, <c>meeting</c> …</summary>
    public string? InteractionType { get; init; }
    /// <summary>Lead interaction: what came of it, for instance <c>positive</c>.</summary>
    public string? Outcome { get; init; }
    /// <summary>Lead interaction: what matters.</summary>
    public IReadOnlyList<string>? KeyPoints { get; init; }
    /// <summary>Lead interaction, e-mail thread: what is to be done.</summary>
    public IReadOnlyList<string>? NextSteps { get; init; }
    /// <summary>E-mail thread: the mail program's id of it.</summary>
    public string? ThreadId { get; init; }
    /// <summary>E-mail thread: its subject.</summary>
    public string? Subject { get; init; }
    /// <summary>E-mail thread, meeting: who took part.</summary>
    public IReadOnlyList<string>? Participants { get; init; }
    /// <summary>E-mail thread: how it sounds, for instance <c>neutral</c>.</summary>
    public string? Sentiment { get; init; }
    /// <summary>Meeting: what it was called.</summary>
    public string? Title { get; init; }
    /// <summary>Meeting: what was decided.</summary>
    public IReadOnlyList<string>? Decisions { get; init; }
    /// <summary>Meeting: who does what.</summary>
    public IReadOnlyList<string>? ActionItems { get; init; }
    /// <summary>Campaign: which.</summary>
    public string? CampaignId { get; init; }
    /// <summary>Campaign: its name.</summary>
    public string? CampaignName { get; init; }
    /// <summary>Campaign: its figures by name, for instance <c>reply_rate</c> → 0.12.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
    /// <summary>Campaign: what was learned.</summary>
    public IReadOnlyList<string>? Learnings { get; init; }
    /// <summary>Chat: which conversation.</summary>
    public string? SessionId { get; init; }
    /// <summary>Chat: what it was about.</summary>
    public string? Topic { get; init; }

    private static readonly Dictionary<MemoryType, string[]> s_of = new()
    {
        [MemoryType.LeadInteraction] = ["interaction_type", "outcome", "key_points", "next_steps"],
        [MemoryType.EmailThread] = ["thread_id", "subject", "participants", "sentiment", "next_steps"],
        [MemoryType.MeetingSummary] = ["title", "participants", "decisions", "action_items"],
        [MemoryType.CampaignResult] = ["campaign_id", "campaign_name", "metrics", "learnings"],
        [MemoryType.ChatConversation] = ["session_id", "topic"],
    };

    /// <summary>The names of a type's fields.</summary>
    public static IReadOnlyList<string> NamesOf(MemoryType type) => s_of[type];

    /// <summary>The fields as JSON; null where none is filled in.</summary>
    /// <exception cref="ArtisanException">When a field belongs to another type, or holds too much.</exception>
    public string? WriteFor(MemoryType type)
    {
        string json = JsonSerializer.Serialize(this, ArtisanJson.Options);
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonProperty field in document.RootElement.EnumerateObject())
        {
            if (!s_of[type].Contains(field.Name))
                throw ArtisanException.Invalid($"fields.{field.Name}", $"A {MemoryItem.NameOf(type)} has the fields {string.Join(", ", s_of[type])}.");
            if (field.Value.ValueKind == JsonValueKind.String && field.Value.GetString()!.Length > 2000)
                throw ArtisanException.Invalid($"fields.{field.Name}", "A field holds at most 2,000 characters.");
            if (field.Value.ValueKind == JsonValueKind.Array && (field.Value.GetArrayLength() > 50 || field.Value.EnumerateArray().Any(i => i.ValueKind != JsonValueKind.String || i.GetString()!.Length > 1000)))
                throw ArtisanException.Invalid($"fields.{field.Name}", "A list holds at most 50 texts of 1,000 characters.");
        }
        if (json.Length > 16_000)
            throw ArtisanException.Invalid("fields", "The fields hold more than 16,000 characters together. Leave out what the text says already.");
        return json == "{}" ? null : json;
    }

    /// <summary>Reads what <see cref="WriteFor"/> wrote.</summary>
    public static MemoryFields? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<MemoryFields>(json, ArtisanJson.Options);

    /// <summary>The words in the fields, which are looked for as well as the text.</summary>
    public string Words()
    {
        IEnumerable<string?> words = new[] { InteractionType, Outcome, Subject, Title, CampaignName, Topic }
            .Concat(new[] { KeyPoints, NextSteps, Participants, Decisions, ActionItems, Learnings }.SelectMany(list => list ?? []));
        return string.Join("\n", words.Where(w => !string.IsNullOrWhiteSpace(w)));
    }
}
