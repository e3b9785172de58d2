using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Local.Text;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Drafts;

/// <summary>Drafts e-mails through the orchestrator, checks them against their facts, and keeps them.</summary>
public sealed partial class GenerateEmail(IArtisanDbFactory databases, ReadLeadBriefs briefs, UseCaseClient ai, LiveFeed feed)
{
    private const int LongestObjective = 500, LongestContext = 5000, MostPoints = 10, LongestPoint = 300, LongestBody = 20_000;

    /// <summary>Drafts.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="request">What for.</param>
    /// <param name="door">How it came in: <c>api</c>, <c>console</c>, <c>job</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">With every wrong field, when the lead does not exist for the caller, or Artisan refuses the call.</exception>
    /// <exception cref="Gateway.Providers.ProviderException">When every model failed.</exception>
    public async Task<EmailGenerateResponseV1> ExecuteAsync(TenantScope scope, EmailGenerateRequestV1 request, string door, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        EmailFacts facts = Check(scope, request);
        if (request.LeadId is { } leadId)
        {
            LeadBrief lead = (await briefs.ExecuteAsync(scope, [leadId], cancellationToken)).GetValueOrDefault(leadId) ?? throw ArtisanException.NotFound("The lead");
            facts = facts with { Lead = lead, Recipient = new EmailRecipientV1(lead.Name, lead.Title, lead.Company, lead.Industry) };
        }
        UseCaseAnswer answer = await ai.AskAsync(scope, new UseCaseAsk
        {
            UseCase = UseCases.EmailGeneration,
            Door = door,
            LeadId = request.LeadId,
            Model = request.Model,
            Segment = request.Segment,
            Prompt = request.Prompt?.ToReference(),
            Attributes = facts.Lead?.RoutingAttributes,
            UserTexts = [facts.Objective, .. facts.KeyPoints, .. facts.Context is { } typed ? [typed] : Array.Empty<string>()],
            Messages = [new UseCaseMessage("user", PromptFacts.Write(EmailPrompt.Instruction, facts))],
            SchemaName = EmailPrompt.SchemaName,
            Schema = EmailPrompt.Schema,
        }, cancellationToken);
        EmailAnswer said = answer.Read<EmailAnswer>();
        if (said.Variants is not { Count: > 0 })
            throw new ArtisanException(ErrorCode.SchemaMismatch, $"{answer.Info.Model} wrote no draft. Try again, or choose another model.");
        string known = UnsupportedFacts.TextOf(facts);
        EmailVariantV1[] variants = [.. said.Variants.Take(facts.Variants).Select((d, i) => Variant(d, i + 1, facts, known, answer.Info.Provider))];
        await KeepAsync(scope, request.LeadId, facts, variants, answer.Info, cancellationToken);
        return new EmailGenerateResponseV1(request.LeadId, facts.Tone, facts.Length, facts.Language, variants, answer.Info);
    }

    private static EmailFacts Check(TenantScope scope, EmailGenerateRequestV1 request)
    {
        var input = new CrmInput();
        string objective = input.Required("objective", request.Objective, LongestObjective);
        string? context = input.Text("context", request.Context, LongestContext);
        string? sender = input.Text("sender_name", request.SenderName, 200);
        string language = input.Text("language", request.Language, 35) ?? "en";
        if (!LanguageCode().IsMatch(language))
            input.Fault("language", "Give an ISO 639-1 code, for instance en or de.");
        if (request.Tone is { } tone && !Enum.IsDefined(tone))
            input.Fault("tone", "Use professional, friendly, formal, casual, urgent or consultative.");
        if (request.Length is { } length && !Enum.IsDefined(length))
            input.Fault("length", "Use short, medium or long.");
        if (request.Variants is < 1 or > 3)
            input.Fault("variants", "From 1 to 3.");
        var points = new List<string>();
        foreach (string? point in request.KeyPoints ?? [])
        {
            if (input.Text("key_points", point, LongestPoint) is { } kept)
                points.Add(kept);
        }
        if (request.KeyPoints?.Count > MostPoints)
            input.Fault("key_points", $"At most {MostPoints} points.");
        EmailRecipientV1 to = request.Recipient is { } r
            ? new EmailRecipientV1(input.Text("recipient.name", r.Name, 200), input.Text("recipient.title", r.Title, 200), input.Text("recipient.company", r.Company, 200), input.Text("recipient.industry", r.Industry, 200))
            : new EmailRecipientV1(null);
        if (request.LeadId is null && to is { Name: null, Company: null })
            input.Fault("recipient", "Say to whom: lead_id, or recipient with a name or a company.");
        else if (request is { LeadId: not null, Recipient: not null })
            input.Fault("recipient", "Give lead_id or recipient, not both.");
        input.Check();
        return new EmailFacts(objective, request.Tone ?? EmailTone.Professional, request.Length ?? EmailLength.Medium, language.ToLowerInvariant(), request.Variants ?? 1, points, context,
            sender ?? (scope.ActorKind == ActorKind.Member ? scope.ActorName : null), to, null);
    }

    private static EmailVariantV1 Variant(EmailAnswer.Draft draft, int number, EmailFacts facts, string known, string provider)
    {
        var warnings = new List<DraftWarningV1>();
        string subject = SubjectRules.Apply(draft.Subject, known, facts.Objective, warnings);
        string body = (draft.Body ?? "").Replace("\0", "").Replace("\r\n", "\n").Trim();
        if (body.Length > LongestBody)
            body = body[..LongestBody];
        IReadOnlyList<string> invented = UnsupportedFacts.Find(subject + "\n" + body, known, facts.Language.StartsWith("de", StringComparison.Ordinal));
        if (invented.Count > 0)
            warnings.Add(new DraftWarningV1("unsupported_fact", "The draft says what the given facts do not hold. Check these words before sending.", invented));
        if (provider == "local" && !EmailWords.Speaks(facts.Language))
            warnings.Add(new DraftWarningV1("language_not_supported", "Artisan's local model writes English and German only; this draft is in English.", [facts.Language]));
        return new EmailVariantV1(Guid.CreateVersion7(), number, subject, body, Words.Count(body), (draft.CallToAction ?? "").Trim(), warnings);
    }

    private async Task KeepAsync(TenantScope scope, Guid? leadId, EmailFacts facts, EmailVariantV1[] variants, AiResultInfoV1 info, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        foreach (EmailVariantV1 variant in variants)
        {
            db.EmailDrafts.Add(new EmailDraftRecord
            {
                TenantId = scope.TenantId,
                Id = variant.DraftId,
                LeadId = leadId,
                RequestId = info.RequestId,
                Variant = variant.Variant,
                Tone = JsonNamingPolicy.SnakeCaseLower.ConvertName(facts.Tone.ToString()),
                Objective = facts.Objective,
                Subject = variant.Subject,
                Body = variant.Body,
                WarningsJson = variant.Warnings.Count == 0 ? null : JsonSerializer.Serialize(variant.Warnings, ArtisanJson.Options),
                Model = info.Model,
                ActorName = scope.ActorName,
                OwnerId = scope.ActorId,
                CreatedAt = DateTimeOffset.UtcNow,
            });
        }
        if (leadId is { } lead)
            db.LeadEvents.Add(LeadTimelineEntry.Event(scope, lead, LeadEventKind.Drafted, $"E-mail drafted: {variants[0].Subject}", variants[0].DraftId, info.RequestId, new { variants = variants.Length, facts.Tone, objective = db.Kept(scope.TenantId, KeptPlace.Requests, facts.Objective) }));
        // Paid for is kept, also when the caller has gone meanwhile.
        await db.SaveChangesAsync(CancellationToken.None);
        if (leadId is { } changed)
            feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads, changed.ToString("N")));
        cancellationToken.ThrowIfCancellationRequested();
    }

    [GeneratedRegex("^[a-zA-Z]{2}(-[a-zA-Z]{2,8})?$")]
    private static partial Regex LanguageCode();
}
