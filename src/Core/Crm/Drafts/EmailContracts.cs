using System.Text.Json;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Prompts;

namespace Artisan.Core.Crm.Drafts;

/// <summary>How an e-mail sounds.</summary>
public enum EmailTone
{
    /// <summary>Matter-of-fact and polite.</summary>
    Professional = 1,
    /// <summary>Warm.</summary>
    Friendly = 2,
    /// <summary>By the full name, without contractions.</summary>
    Formal = 3,
    /// <summary>As among people who know each other.</summary>
    Casual = 4,
    /// <summary>Says that time matters.</summary>
    Urgent = 5,
    /// <summary>Asks and advises.</summary>
    Consultative = 6,
}

/// <summary>How long an e-mail is.</summary>
public enum EmailLength
{
    /// <summary>Up to some 80 words.</summary>
    Short = 1,
    /// <summary>Up to some 150 words.</summary>
    Medium = 2,
    /// <summary>Up to some 250 words.</summary>
    Long = 3,
}

/// <summary>To whom, where no lead is named.</summary>
/// <param name="Name">Name.</param>
/// <param name="Title">Position.</param>
/// <param name="Company">Company.</param>
/// <param name="Industry">Industry.</param>
public sealed record EmailRecipientV1(string? Name, string? Title = null, string? Company = null, string? Industry = null);

/// <summary>Asks for e-mail drafts.</summary>
/// <param name="Objective">What the e-mail is to reach, 1 to 500 characters.</param>
/// <param name="LeadId">The lead that it goes to; its facts and latest interactions are used.</param>
/// <param name="Recipient">To whom, where no lead is named.</param>
/// <param name="Tone">How it sounds; professional where absent.</param>
/// <param name="Language">ISO 639-1 code, for instance <c>en</c> or <c>de</c>; English where absent.</param>
/// <param name="Length">How long; medium where absent.</param>
/// <param name="Variants">How many drafts, 1 to 3; 1 where absent.</param>
/// <param name="KeyPoints">What must be in it, at most 10 of 300 characters.</param>
/// <param name="Context">What else is known, at most 5,000 characters.</param>
/// <param name="SenderName">Who signs; the member's name where absent.</param>
/// <param name="Model">A model to take instead of the policy's.</param>
/// <param name="Segment">The segment, for the workspace's model policy; absent lets the policy decide by what it matches.</param>
/// <param name="Prompt">A released prompt to take in place of the use case's system prompt; absent for the one that is set for it.</param>
public sealed record EmailGenerateRequestV1(string? Objective, Guid? LeadId = null, EmailRecipientV1? Recipient = null, EmailTone? Tone = null, string? Language = null, EmailLength? Length = null,
    int? Variants = null, IReadOnlyList<string>? KeyPoints = null, string? Context = null, string? SenderName = null, string? Model = null, string? Segment = null, PromptChoiceV1? Prompt = null);

/// <summary>Something about a draft to be looked at before it is sent.</summary>
/// <param name="Code"><c>unsupported_fact</c>, <c>subject_repaired</c>, <c>subject_spam_words</c>, <c>language_not_supported</c>.</param>
/// <param name="Message">In words.</param>
/// <param name="Words">The words that it is about.</param>
public sealed record DraftWarningV1(string Code, string Message, IReadOnlyList<string> Words);

/// <summary>A draft.</summary>
/// <param name="DraftId">To read, edit and delete it.</param>
/// <param name="Variant">From 1.</param>
/// <param name="Subject">Subject, 1 to 100 characters.</param>
/// <param name="Body">Text.</param>
/// <param name="WordCount">Words of the text.</param>
/// <param name="CallToAction">The one thing that the reader is asked to do.</param>
/// <param name="Warnings">What to look at.</param>
public sealed record EmailVariantV1(Guid DraftId, int Variant, string Subject, string Body, int WordCount, string CallToAction, IReadOnlyList<DraftWarningV1> Warnings);

/// <summary>E-mail drafts.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Tone">How they sound.</param>
/// <param name="Length">How long they are.</param>
/// <param name="Language">In which language.</param>
/// <param name="Variants">The drafts.</param>
/// <param name="Ai">How they came about.</param>
public sealed record EmailGenerateResponseV1(Guid? LeadId, EmailTone Tone, EmailLength Length, string Language, IReadOnlyList<EmailVariantV1> Variants, AiResultInfoV1 Ai);

/// <summary>What models are given for an e-mail.</summary>
/// <param name="Objective">What it is to reach.</param>
/// <param name="Tone">How it sounds.</param>
/// <param name="Length">How long.</param>
/// <param name="Language">In which language.</param>
/// <param name="Variants">How many drafts.</param>
/// <param name="KeyPoints">What must be in it.</param>
/// <param name="Context">What else is known.</param>
/// <param name="Sender">Who signs; null when not known.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Lead">What is known of the lead.</param>
public sealed record EmailFacts(string Objective, EmailTone Tone, EmailLength Length, string Language, int Variants, IReadOnlyList<string> KeyPoints, string? Context, string? Sender, EmailRecipientV1 Recipient, LeadBrief? Lead);

/// <summary>What models answer; checked against <see cref="EmailPrompt.Schema"/>.</summary>
/// <param name="Variants">The drafts.</param>
public sealed record EmailAnswer(IReadOnlyList<EmailAnswer.Draft> Variants)
{
    /// <summary>A draft as models give it.</summary>
    public sealed record Draft(string Subject, string Body, string CallToAction);
}

/// <summary>What models are asked for an e-mail, the same for language models and rules.</summary>
public static class EmailPrompt
{
    /// <summary>Name of the answer's schema.</summary>
    public const string SchemaName = "email_drafts_v1";

    /// <summary>The instruction; the facts follow.</summary>
    public const string Instruction =
        "Write a sales e-mail to the recipient below: as many variants as asked for, each with another beginning and another angle, in the language and tone given, short up to 80, medium up to 150, long up to 250 words. "
        + "Begin with what happened last between us and the lead where that helps; do not mention that we see opened mails or page visits, and do not quote internal notes of calls. All key points must be in. "
        + "Use only the facts below. Do not add numbers, prices, dates, names, customers, results or properties of a product that they do not hold; leave out what is not known, and write no placeholders. "
        + "One clear request, repeated in call_to_action. Subject: at most 100 characters, at most one exclamation mark, no words in capitals but acronyms, no Re: or Fwd:, nothing that spam filters look for. "
        + "Sign with the sender's name if it is given. body is plain text with line breaks.";

    /// <summary>The answer's JSON schema.</summary>
    public static readonly JsonElement Schema = JsonDocument.Parse("""
        {
          "type": "object",
          "additionalProperties": false,
          "required": ["variants"],
          "properties": {
            "variants": {
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["subject", "body", "call_to_action"],
                "properties": {
                  "subject": { "type": "string" },
                  "body": { "type": "string" },
                  "call_to_action": { "type": "string" }
                }
              }
            }
          }
        }
        """).RootElement;
}
