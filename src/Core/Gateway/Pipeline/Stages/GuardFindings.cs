using System.Text;
using System.Text.Json;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>What the three guard stages do alike: note a finding, and do what the policy says.</summary>
internal static class GuardFindings
{
    /// <summary>Notes an injection and says what is done about it.</summary>
    /// <returns><see cref="GuardAction.Off"/> where nothing was found, <see cref="GuardAction.Flag"/>, or <see cref="GuardAction.Sanitise"/>, which is the caller's to do.</returns>
    /// <exception cref="PromptInjectionException">Where the policy blocks.</exception>
    public static GuardAction Act(AiCall call, SecurityLog log, SecurityEventKind kind, string source, string text, InjectionResult result, GuardAction policy)
    {
        if (result.Verdict == InjectionVerdict.Allow || policy == GuardAction.Off)
            return GuardAction.Off;
        // What is only suspicious is never blocked; what is retrieved may be cleaned all the same.
        GuardAction action = result.Verdict == InjectionVerdict.Block ? policy : GuardAction.Flag;
        log.Add(SubjectOf(call), new SecurityFinding(kind, source, Word(action), result.Score, text, result.Evidence));
        if (action == GuardAction.Block)
            throw Refused(call, source, result);
        string families = FamiliesOf(result);
        call.Trace.Warn("injection_suspected", action == GuardAction.Sanitise ? $"Sentences that look like {families} were taken out of {source} text." : $"{char.ToUpperInvariant(PlaceOf(source)[0])}{PlaceOf(source)[1..]} looks like {families}.");
        return action;
    }

    /// <summary>Why a call does not go on.</summary>
    public static PromptInjectionException Refused(AiCall call, string source, InjectionResult result) =>
        new($"The request was refused: {PlaceOf(source)} looks like an attempt at {FamiliesOf(result)}. Rephrase it, or ask an admin to review request {call.RequestId} in the security log.");

    private static string PlaceOf(string source) => source switch { "user" => "a message", "program" => "a system message, an earlier answer or a tool", _ => "a retrieved text" };

    private static string FamiliesOf(InjectionResult result) => string.Join(", ", result.Evidence.Select(e => e.Family).Distinct().Take(3));

    /// <summary>Whose call it is.</summary>
    public static SecuritySubject SubjectOf(AiCall call) => new(call.Scope.TenantId, call.Scope.WorkspaceId, call.RequestId, call.UseCase, call.Scope.ActorId, call.Scope.ActorName);

    /// <summary>A finding of personal data.</summary>
    public static SecurityFinding Of(SecurityEventKind kind, string source, string action, string text, IReadOnlyList<PiiMatch> matches) =>
        new(kind, source, action, matches.Max(m => m.Score), text, [.. matches.OrderByDescending(m => m.Score).Select(m => new InjectionEvidence(PiiTypes.NameOf(m.Type), PiiTypes.NameOf(m.Type), m.Start, m.Length, m.Score, "plain"))]);

    /// <summary>An action as events name it.</summary>
    public static string Word<T>(T action) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(action.ToString());

    /// <summary>Changes the strings of the facts that a use case's message holds.</summary>
    /// <returns>The new message; null where it holds no facts or none changed.</returns>
    public static string? InFacts(string message, JsonStrings.Change change)
    {
        if (PromptFacts.Find(message) is not { } place)
            return null;
        try
        {
            byte[]? changed = JsonStrings.Rewrite(Encoding.UTF8.GetBytes(message[place.Start..place.End]), change);
            // What was taken out may have held escaped brackets; written plainly they could end the block.
            return changed is null ? null : $"{message[..place.Start]}{Encoding.UTF8.GetString(changed).Replace("<", "\\u003C").Replace(">", "\\u003E")}{message[place.End..]}";
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
