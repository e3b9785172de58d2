using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Output;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>What a call's answers are looked at for, and what is done about what is found.</summary>
internal sealed class AnswerFilter(AiCall call, GuardDetectors detectors, SecurityLog log, bool isThought = false)
{
    // An answer may quote its instructions; it gives them away when half of them stands in it.
    private const float LeakedShare = 0.5f;

    private readonly PlaceholderMap _placeholders = new();
    private PlaceholderReturn? _return;
    private string Source => isThought ? "thoughts" : "answer";
    private string Holder => isThought ? "The model's thoughts" : "The answer";

    /// <summary>The same for what the model thinks before it answers. Placeholders stay in it: vendors sign it, and take it back only as they gave it.</summary>
    public AnswerFilter ForThoughts() => new(call, detectors, log, isThought: true);

    private TenantGuardrails Guardrails => call.Control.Guardrails;

    /// <summary>Whether it is for what the model thinks.</summary>
    public bool IsThought => isThought;
    /// <summary>What is done about answers.</summary>
    public AnswerPolicy Policy => Guardrails.Policy.Output;
    /// <summary>What is done about personal data in them.</summary>
    public PiiAction Pii => Guardrails.Policy.Pii.ToCallers;
    /// <summary>What stood in the prompt in place of personal data.</summary>
    public IReadOnlyDictionary<string, string>? Placeholders => call.Placeholders;
    /// <summary>Whether anything is to be done at all.</summary>
    public bool IsNeeded => Placeholders is not null || Pii != PiiAction.Off || Policy is not { SystemPromptLeak: GuardAction.Off, Secrets: GuardAction.Off, UnsafeLinks: GuardAction.Off };
    /// <summary>The system prompt that the model was given; null for none.</summary>
    public string? SystemPrompt => Policy.SystemPromptLeak == GuardAction.Off || call.OutgoingChat is not { } chat ? null
        : string.Join("\n", chat.Messages.Where(m => m.Role is "system" or "developer").Select(m => m.Text)) is { Length: > 0 } prompt ? prompt : null;
    /// <summary>What links may point to.</summary>
    public OutputPolicy Links => new(Policy.AllowedHosts);
    /// <summary>What is taken out of a stream as it passes; null for nothing.</summary>
    public PiiOptions? StreamedOut => (Pii is PiiAction.Replace or PiiAction.Block, Policy.Secrets is GuardAction.Sanitise or GuardAction.Block) switch
    {
        (true, true) => Guardrails.InTransitWithSecrets,
        (true, false) => Guardrails.InTransit,
        (false, true) => Guardrails.Secrets,
        _ => null,
    };

    /// <summary>Whether the arguments of tool calls may leave otherwise than they came.</summary>
    public bool ChangesToolCalls => Placeholders is not null || StreamedOut is not null;

    /// <summary>Looks at a whole text.</summary>
    /// <returns>The text as it may leave.</returns>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.ContentRefused"/> where the policy withholds it.</exception>
    public async ValueTask<string> ApplyAsync(string text, CancellationToken cancellationToken)
    {
        string result = text;
        OutputInspection inspection = new OutputInspector(Links).Inspect(text, SystemPrompt);
        Leaked(text, inspection);
        if (Policy.UnsafeLinks != GuardAction.Off && Of(inspection, OutputFindingKind.UnsafeLink) is { Length: > 0 } links)
        {
            Act(SecurityEventKind.UnsafeLink, Policy.UnsafeLinks, text, links, "a link that runs code or carries data away");
            if (Policy.UnsafeLinks == GuardAction.Sanitise)
                result = inspection.Text;
        }
        if (Policy.Secrets != GuardAction.Off)
            result = Protected(result, PiiEngine.Shared.Find(result, Guardrails.Secrets), SecurityEventKind.SecretInAnswer, Policy.Secrets == GuardAction.Sanitise ? PiiAction.Replace : Policy.Secrets == GuardAction.Block ? PiiAction.Block : PiiAction.Flag, "a key or password");
        if (Pii != PiiAction.Off)
            result = Protected(result, (await detectors.PiiOf(Guardrails).FindAsync([result], Guardrails.InTransit, cancellationToken))[0], SecurityEventKind.PersonalDataInAnswer, Pii, "personal data");
        return Restored(result);
    }

    /// <summary>Looks at a streamed text at its end for what is only noted.</summary>
    public async ValueTask NoteAsync(string text, IReadOnlyList<OutputFinding> links)
    {
        if (text.Length == 0)
            return;
        if (Policy.SystemPromptLeak == GuardAction.Flag && SystemPrompt is { } prompt)
            Leaked(text, new OutputInspector(Links).Inspect(text, prompt));
        if (links.Count > 0)
            Act(SecurityEventKind.UnsafeLink, Policy.UnsafeLinks == GuardAction.Block ? GuardAction.Sanitise : Policy.UnsafeLinks, text, [.. links.Where(l => l.Start >= 0 && l.Start + l.Length <= text.Length).Select(Evidence)], "a link that runs code or carries data away");
        if (Policy.Secrets == GuardAction.Flag)
            Protected(text, PiiEngine.Shared.Find(text, Guardrails.Secrets), SecurityEventKind.SecretInAnswer, PiiAction.Flag, "a key or password");
        if (Pii == PiiAction.Flag)
            Protected(text, (await detectors.PiiOf(Guardrails).FindAsync([text], Guardrails.InTransit, CancellationToken.None))[0], SecurityEventKind.PersonalDataInAnswer, PiiAction.Flag, "personal data");
    }

    /// <summary>Notes what was taken out of a stream, or ends it.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.ContentRefused"/> where the policy withholds it.</exception>
    public string TakenOut(string text, IReadOnlyList<PiiMatch> matches)
    {
        bool secret = matches.All(IsSecret);
        if (Policy.Secrets == GuardAction.Block && !secret && matches.FirstOrDefault(IsSecret) is { Length: > 0 } key)
            return TakenOut(text, [key]);
        return Protected(text, matches, secret ? SecurityEventKind.SecretInAnswer : SecurityEventKind.PersonalDataInAnswer,
            Pii == PiiAction.Block || (secret && Policy.Secrets == GuardAction.Block) ? PiiAction.Block : PiiAction.Replace, secret ? "a key or password" : "personal data");
    }

    private static bool IsSecret(PiiMatch match) => match.Type is PiiType.Secret or PiiType.UrlWithCredentials;

    /// <summary>Whether so much of the system prompt gives it away.</summary>
    public static bool GivesAway(float share) => share >= LeakedShare;

    /// <summary>Ends a stream that gives the system prompt away.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.ContentRefused"/>.</exception>
    public void LeakedSoFar(string text, IReadOnlyList<OutputFinding> findings)
    {
        if (Policy.SystemPromptLeak == GuardAction.Block)
            Act(SecurityEventKind.SystemPromptLeak, GuardAction.Block, text, [.. findings.Where(f => f.Kind == OutputFindingKind.SystemPromptLeak && f.Start < text.Length).Select(Evidence)], "its system prompt");
    }

    /// <summary>What puts the values of the prompt's placeholders back; null where there are none, and in thoughts.</summary>
    public PlaceholderReturn? Return => isThought || Placeholders is not { Count: > 0 } values ? null : _return ??= new PlaceholderReturn(values);

    private string Restored(string text) => Return is { } back ? back.In(text) : text;

    private void Leaked(string text, OutputInspection inspection)
    {
        if (Policy.SystemPromptLeak != GuardAction.Off && GivesAway(inspection.LeakedShare) && Of(inspection, OutputFindingKind.SystemPromptLeak) is { Length: > 0 } leaks)
            Act(SecurityEventKind.SystemPromptLeak, Policy.SystemPromptLeak, text, leaks, "its system prompt");
    }

    private string Protected(string text, IReadOnlyList<PiiMatch> matches, SecurityEventKind kind, PiiAction action, string what)
    {
        if (matches.Count == 0)
            return text;
        // What the caller wrote himself is no news to him.
        PiiMatch[] foreign = kind == SecurityEventKind.SecretInAnswer ? [.. matches] : [.. matches.Where(m => Placeholders?.Values.Contains(text.Substring(m.Start, m.Length)) != true)];
        if (foreign.Length == 0)
            return text;
        log.AddPersonalData(GuardFindings.SubjectOf(call), GuardFindings.Of(kind, Source, GuardFindings.Word(action), text, foreign), PiiPlaces.ToCallers, foreign);
        if (action == PiiAction.Block)
            throw Withheld(what);
        call.Trace.Warn(kind == SecurityEventKind.SecretInAnswer ? "secret_in_answer" : "personal_data_in_answer", action == PiiAction.Replace ? $"{Holder} held {what}, which was taken out." : $"{Holder} {(isThought ? "hold" : "holds")} {what}.");
        return action == PiiAction.Replace ? TextRedaction.Placeholders(text, foreign, _placeholders, []) : text;
    }

    private void Act(SecurityEventKind kind, GuardAction action, string text, InjectionEvidence[] evidence, string what)
    {
        log.Add(GuardFindings.SubjectOf(call), new SecurityFinding(kind, Source, GuardFindings.Word(action), 1, text, evidence));
        if (action == GuardAction.Block)
            throw Withheld(what);
        call.Trace.Warn(GuardFindings.Word(kind), action == GuardAction.Sanitise ? $"{Holder} held {what}, which was taken out." : $"{Holder} {(isThought ? "give" : "gives")} away {what}.");
    }

    private ArtisanException Withheld(string what) => new(ErrorCode.ContentRefused, $"The answer was withheld: {(isThought ? "the thoughts before it hold" : "it holds")} {what}. Ask differently, or ask an admin to review request {call.RequestId} in the security log.");

    private static InjectionEvidence[] Of(OutputInspection inspection, OutputFindingKind kind) => [.. inspection.Findings.Where(f => f.Kind == kind).Select(Evidence)];

    private static InjectionEvidence Evidence(OutputFinding finding) => new(GuardFindings.Word(finding.Kind), finding.Rule, finding.Start, finding.Length, 1, "plain");
}
