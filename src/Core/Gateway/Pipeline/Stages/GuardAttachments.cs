using Artisan.Core.Gateway.Context.Attachments;
using Artisan.Core.Gateway.Errors;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Documents;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.Text;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>
/// Reads what is attached to messages, like any text that the caller has not written: files of text wherever they stand, documents that stand among the
/// texts, PDF and Office files. Nothing can be taken out of the last two: where they give orders that are not to reach the model, the call is refused.
/// Pictures and sounds cannot be read; the trace says so.
/// </summary>
internal sealed class GuardAttachments(GuardDetectors detectors, SecurityLog log, IDocumentReader documents)
{
    private const string Source = "retrieved";

    /// <summary>Reads.</summary>
    /// <returns>The body without the orders that were taken out; null where it stays.</returns>
    /// <exception cref="PromptInjectionException">Where the policy blocks.</exception>
    public async ValueTask<byte[]?> InspectAsync(AiCall call, ChatView chat, CancellationToken cancellationToken)
    {
        TenantGuardrails guardrails = call.Control.Guardrails;
        GuardAction policy = guardrails.Policy.Injection.Retrieved;
        if ((chat.AttachmentCount == 0 && call.Documents.Count == 0) || (policy == GuardAction.Off && guardrails.Policy.Pii.ToModels == PiiAction.Off))
            return null;
        var attached = new AttachmentTexts();
        foreach (ChatMessageView message in chat.Messages)
        {
            foreach (JsonPlace place in message.Attachments)
                attached.Read(call.Body.Span[place.Start..place.End]);
        }
        attached.Texts.AddRange(call.Documents.Select(d => (d, d)));
        call.DocumentTexts = await ReadAsync(call, attached, cancellationToken);
        if (attached.Unread is { } unread)
            call.Trace.Warn("attachment_unread", $"The guardrails cannot read what is attached: {unread}. What stands in it reaches the model as it is.");
        if (policy == GuardAction.Off || attached.Texts.Count + call.DocumentTexts.Count == 0)
            return null;
        string[] texts = [.. attached.Texts.Select(t => t.Text), .. call.DocumentTexts];
        IReadOnlyList<InjectionResult> results = await detectors.InjectionOf(guardrails).InspectAsync(texts, TextSource.Retrieved, guardrails.Injection, cancellationToken);
        var clean = new Dictionary<string, string>();
        for (int i = 0; i < results.Count; i++)
        {
            InjectionResult result = AllowedEvidence.Without(texts[i], results[i], guardrails);
            // Out of a document no sentence can be cut.
            GuardAction action = policy == GuardAction.Sanitise && i >= attached.Texts.Count ? GuardAction.Block : policy;
            if (GuardFindings.Act(call, log, SecurityEventKind.Injection, Source, texts[i], result, action) != GuardAction.Sanitise)
                continue;
            string without = MessageSanitiser.Clean(texts[i], result), written = attached.Texts[i].Written;
            clean[written] = TextFile.Read(written) is { } file && !ReferenceEquals(written, texts[i]) ? file.With(without) : without;
        }
        return clean.Count == 0 ? null : MessageTexts.Rewrite(call.Body.Span, chat.TopLevel, (_, _) => part => clean.GetValueOrDefault(part.ToString()));
    }

    private async ValueTask<IReadOnlyList<string>> ReadAsync(AiCall call, AttachmentTexts attached, CancellationToken cancellationToken)
    {
        if (attached.Documents.Count == 0)
            return [];
        var texts = new List<string>();
        foreach ((FileKind kind, byte[] file) in attached.Documents)
        {
            DocumentReading reading = await documents.ReadAsync(file, cancellationToken);
            if (reading.Text.Length > 0 || reading.Pages is not null)
                call.Attachments.Note(file.Length, new DocumentSize(reading.Pages, TokenCounter.Count(reading.Text).Tokens));
            if (reading.Unread is { } why)
                attached.NoteDocument(kind, why);
            if (reading.Text.Length > 0)
                texts.Add(reading.Text);
        }
        return texts;
    }
}
