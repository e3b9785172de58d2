using Artisan.Core.Guardrails.Security;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Guardrails;

/// <summary>Findings of the guardrails in words.</summary>
public static class SecurityWords
{
    /// <summary>What was found.</summary>
    public static string Of(SecurityEventKind kind) => kind switch
    {
        SecurityEventKind.Injection => "Injection",
        SecurityEventKind.PersonalDataToModel => "Personal data to a model",
        SecurityEventKind.PersonalDataInAnswer => "Personal data in an answer",
        SecurityEventKind.SecretInAnswer => "Secret in an answer",
        SecurityEventKind.SystemPromptLeak => "System prompt leaked",
        SecurityEventKind.UnsafeLink => "Unsafe link",
        SecurityEventKind.Alert => "Alert: many attempts",
        _ => StateWords.Words(kind.ToString()),
    };

    /// <summary>What was done, with its tone.</summary>
    public static (string Text, Tone Tone, string Icon) Action(string action) => action switch
    {
        "block" => ("Blocked", Tone.Good, "ban"),
        "sanitise" => ("Cleaned", Tone.Good, "circle-check"),
        "replace" => ("Replaced", Tone.Good, "circle-check"),
        "alert" => ("Alert", Tone.Bad, "bell"),
        _ => ("Let through", Tone.Warning, "flag"),
    };

    /// <summary>What a person thinks of it.</summary>
    public static string Of(SecurityReview review) => review switch
    {
        SecurityReview.Confirmed => "Confirmed",
        SecurityReview.FalseAlarm => "False alarm",
        _ => "To review",
    };

    /// <summary>Tone and icon of a review.</summary>
    public static (Tone Tone, string Icon) Look(SecurityReview review) => review switch
    {
        SecurityReview.Confirmed => (Tone.Bad, "circle-alert"),
        SecurityReview.FalseAlarm => (Tone.Idle, "circle-slash"),
        _ => (Tone.Info, "clock"),
    };

    /// <summary>Where a text came from.</summary>
    public static string Source(string source) => source switch
    {
        "user" => "Typed by the caller",
        "retrieved" => "Retrieved, pasted or attached text",
        "program" => "System prompt, tool or earlier answer",
        "answer" => "The model's answer",
        "thoughts" => "The model's thoughts",
        "memory" => "A memory to be stored",
        _ => "",
    };

    /// <summary>A kind of evidence in words.</summary>
    public static string Family(string family) => StateWords.Words(family);
}
