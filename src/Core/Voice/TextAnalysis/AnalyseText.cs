using System.Globalization;
using System.Text;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Voice.TextAnalysis;

/// <summary>Summarises a pasted conversation through the orchestrator, and writes the summary to the lead's timeline where that is wanted.</summary>
public sealed class SummariseCall(GetLead leads, RecordInteraction record, UseCaseClient ai)
{
    private const int LongestSubject = 200;

    /// <summary>Summarises.</summary>
    /// <exception cref="ArtisanException">With every wrong field, when the lead does not exist for the caller, or Artisan refuses the call.</exception>
    /// <exception cref="Gateway.Providers.ProviderException">When every model failed.</exception>
    public async Task<CallSummaryResponseV1> ExecuteAsync(TenantScope scope, CallSummaryRequestV1 request, string door, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        DateTimeOffset now = DateTimeOffset.UtcNow, at = (request.At ?? now).ToUniversalTime();
        var input = new CrmInput();
        string text = PastedText.Check(input, request.Text);
        if (at > now.AddDays(1) || at < now.AddYears(-50))
            input.Fault("at", "The time is in the future or more than 50 years ago.");
        if (request is { Save: true, LeadId: null })
            input.Fault("lead_id", "Say on which lead's timeline it is to be saved.");
        input.Check();
        // What could not be saved is refused before anything is spent.
        if (request.Save == true)
            scope.Demand(Area.Leads, Level.Edit);
        if (request.LeadId is { } lead)
            await leads.ExecuteAsync(scope, lead, cancellationToken);
        UseCaseAnswer answer = await ai.AskAsync(scope, new UseCaseAsk
        {
            UseCase = UseCases.CallSummary,
            Door = door,
            LeadId = request.LeadId,
            Model = request.Model,
            Segment = request.Segment,
            Prompt = request.Prompt?.ToReference(),
            Messages = [new UseCaseMessage("user", PromptFacts.Write(TextAnalysisPrompts.Summary, new TextFacts(text, DateOnly.FromDateTime(at.UtcDateTime))))],
            SchemaName = TextAnalysisPrompts.SummarySchemaName,
            Schema = TextAnalysisPrompts.SummarySchema,
        }, cancellationToken);
        SummaryAnswer said = answer.Read<SummaryAnswer>();
        var summary = new CallSummaryResponseV1(said.Summary.Trim(), PastedText.Clean(said.Purpose), said.Participants ?? [], said.Decisions ?? [], said.Objections ?? [],
            [.. (said.ActionItems ?? []).Select(a => new ActionItemV1(a.Task, PastedText.Clean(a.Owner), PastedText.Clean(a.Due), DateOnly.TryParseExact(a.DueOn, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly due) ? due : null))],
            said.OpenQuestions ?? [], said.Sentiment, null, answer.Info);
        if (request is not { Save: true, LeadId: { } saveTo })
            return summary;
        // Paid for is kept, also when the caller has gone meanwhile.
        return summary with { InteractionId = await record.ExecuteAsync(scope, Interaction(saveTo, at, summary), CancellationToken.None) };
    }

    private static RecordInteraction.Request Interaction(Guid lead, DateTimeOffset at, CallSummaryResponseV1 summary) => new()
    {
        LeadId = lead,
        Kind = InteractionKind.Call,
        At = at,
        Subject = (summary.Purpose ?? summary.Summary) is { Length: > LongestSubject } subject ? subject[..(LongestSubject - 1)] + "…" : summary.Purpose ?? summary.Summary,
        Body = Body(summary),
        Outcome = summary.Sentiment is "positive" or "negative" ? summary.Sentiment : "neutral",
        RequestId = summary.Ai.RequestId,
    };

    private static string Body(CallSummaryResponseV1 summary)
    {
        var text = new StringBuilder(summary.Summary);
        Add("Decisions", summary.Decisions);
        Add("Objections", summary.Objections);
        Add("Action items", summary.ActionItems.Select(a => (a.Owner is null ? "" : a.Owner + ": ") + a.Task + (a.DueOn is { } day ? $" (by {day:yyyy-MM-dd})" : a.Due is { } due ? $" (by {due})" : "")));
        Add("Open questions", summary.OpenQuestions);
        return text.Length > Core.Crm.Interaction.MaxBody ? text.ToString(0, Core.Crm.Interaction.MaxBody) : text.ToString();

        void Add(string heading, IEnumerable<string> lines)
        {
            string list = string.Join('\n', lines.Select(l => "- " + l));
            if (list.Length > 0)
                text.Append("\n\n").Append(heading).Append('\n').Append(list);
        }
    }
}

/// <summary>Judges the sentiment of a pasted text through the orchestrator.</summary>
public sealed class JudgeSentiment(GetLead leads, UseCaseClient ai)
{
    /// <summary>Judges.</summary>
    /// <exception cref="ArtisanException">With every wrong field, when the lead does not exist for the caller, or Artisan refuses the call.</exception>
    /// <exception cref="Gateway.Providers.ProviderException">When every model failed.</exception>
    public async Task<SentimentResponseV1> ExecuteAsync(TenantScope scope, SentimentRequestV1 request, string door, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        var input = new CrmInput();
        string text = PastedText.Check(input, request.Text);
        input.Check();
        if (request.LeadId is { } lead)
            await leads.ExecuteAsync(scope, lead, cancellationToken);
        UseCaseAnswer answer = await ai.AskAsync(scope, new UseCaseAsk
        {
            UseCase = UseCases.Sentiment,
            Door = door,
            LeadId = request.LeadId,
            Model = request.Model,
            Prompt = request.Prompt?.ToReference(),
            Messages = [new UseCaseMessage("user", PromptFacts.Write(TextAnalysisPrompts.Sentiment, new TextFacts(text, DateOnly.FromDateTime(DateTime.UtcNow))))],
            SchemaName = TextAnalysisPrompts.SentimentSchemaName,
            Schema = TextAnalysisPrompts.SentimentSchema,
        }, cancellationToken);
        SentimentAnswer said = answer.Read<SentimentAnswer>();
        return new SentimentResponseV1(said.Overall, said.Speakers ?? [], answer.Info);
    }
}

/// <summary>What is pasted.</summary>
internal static class PastedText
{
    private const int Longest = 200_000;

    internal static string Check(CrmInput input, string? text)
    {
        string? pasted = Clean(text);
        if (pasted is null)
            input.Fault("text", "Paste a transcript or an e-mail thread.");
        if (text?.Length > Longest)
            input.Fault("text", $"At most {Longest:N0} characters; this has {text.Length:N0}.");
        return pasted ?? "";
    }

    internal static string? Clean(string? text) => CrmInput.Clean(text);
}
