using Artisan.Core.Gateway.Context.Attachments;
using System.Diagnostics;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Gateway.Pipeline;

/// <summary>One AI request on its way through the pipeline: the raw body, a parsed view of what Artisan needs, and what the stages find out.</summary>
public sealed class AiCall
{
    private CallAttachments? _attachments;

    private readonly long _arrived = Stopwatch.GetTimestamp();

    /// <summary>Given to the caller; version 7, so that ids sort by time.</summary>
    public Guid RequestId { get; } = Guid.CreateVersion7();
    /// <summary>When it arrived (UTC).</summary>
    public DateTimeOffset At { get; } = DateTimeOffset.UtcNow;
    /// <summary>Who calls.</summary>
    public required TenantScope Scope { get; init; }
    /// <summary>What the tenant has set, as it stood when the call arrived.</summary>
    public required TenantControl Control { get; init; }
    /// <summary>The deployment's configuration, as it stood when the call arrived.</summary>
    public required AiConfig Config { get; init; }
    /// <summary>What kind of work.</summary>
    public required AiOperation Operation { get; init; }
    /// <summary>The use case; <see cref="UseCases.Gateway"/> for plain protocol calls. Set by Plan when the model names another.</summary>
    public string UseCase { get; set; } = UseCases.Gateway;
    /// <summary>How it came in: <c>openai</c>, <c>console</c>, <c>job</c> …</summary>
    public required string Door { get; init; }
    /// <summary>The request in the OpenAI dialect, UTF-8 JSON: as it came, or as the guardrails have changed it.</summary>
    public required ReadOnlyMemory<byte> Body { get; set; }
    /// <summary>The parsed chat; null for embeddings.</summary>
    public ChatView? Chat { get; set; }
    /// <summary>The parsed texts; null for chats.</summary>
    public EmbeddingsView? Embeddings { get; set; }
    /// <summary>
    /// What the person typed, for calls that a use case made: only that is theirs in the prompt. Null for protocol calls, where every user message is the
    /// caller's own.
    /// </summary>
    public IReadOnlyList<string>? UserTexts { get; init; }
    /// <summary>Texts of documents that the caller attached, as they stand among the texts of its messages: it has not written them. Empty for none.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];
    /// <summary>What PDF and Office files say that are attached, as far as it could be read; nothing of it can be changed.</summary>
    public IReadOnlyList<string> DocumentTexts { get; set; } = [];
    /// <summary>What is known of the attachments of its messages.</summary>
    public CallAttachments Attachments => _attachments ??= new CallAttachments();
    /// <summary>Placeholders that stand in the prompt in place of personal data, with what they stand for; null for none. Put back in the answer.</summary>
    public IReadOnlyDictionary<string, string>? Placeholders { get; set; }
    /// <summary>The prompt that its messages were filled in from; null for none.</summary>
    public PromptUse? Prompt { get; set; }
    /// <summary>For each message of the prompt, which stand first, whether values of the caller stand in it; empty for none. The prompt's own words are the organisation's.</summary>
    public IReadOnlyList<bool> PromptMessages { get; init; } = [];
    /// <summary>The caller's segment (<c>X-Artisan-Segment</c>, request metadata); null for none.</summary>
    public string? Segment { get; init; }
    /// <summary>Whether somebody waits for the answer.</summary>
    public CallPriority Priority { get; init; }
    /// <summary>What routing rules may go by, such as <c>lead.stage</c> → <c>proposal</c>; empty for none.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
    /// <summary>The lead that the work is for; null for none.</summary>
    public Guid? LeadId { get; init; }
    /// <summary>Whether the request log may keep prompt and answer, where the tenant has it do so; false for what is a record of its own, about people whom the call does not name.</summary>
    public bool KeepText { get; init; } = true;
    /// <summary>What the request named as its model; null for none.</summary>
    public string? RequestedModel => Chat is not null ? Chat.Model : Embeddings?.Model;
    /// <summary>Whether events are wanted.</summary>
    public bool Stream => Chat?.Stream ?? false;

    /// <summary>How it goes.</summary>
    public RequestTrace Trace { get; } = new();
    /// <summary>Which models to try; set by Plan.</summary>
    public AiPlan? Plan { get; set; }
    /// <summary>What becomes of a conversation that does not fit (<see cref="ContextOverflow"/>), as the caller wants it; null leaves it to the policy.</summary>
    public string? ContextOverflow { get; init; }
    /// <summary>What the caller wants of the cache.</summary>
    public CacheDirective CacheDirective { get; init; }
    /// <summary>Whether a kept answer is taken before money is spent, since a budget is nearly used up: then the cache is used even where the use case has it off, and similar prompts hit too.</summary>
    public bool CacheFirst { get; set; }
    /// <summary>What the cache did.</summary>
    public CallCaching Cache { get; } = new();
    /// <summary>Characters of the texts sent, for the ledger.</summary>
    public long Characters => Chat?.PromptBytes ?? Embeddings?.InputBytes ?? 0;

    /// <summary>Milliseconds since it arrived.</summary>
    public double ElapsedMs => Stopwatch.GetElapsedTime(_arrived).TotalMilliseconds;

    /// <summary>The body that goes to models: <see cref="Body"/>, with what the use-case policy adds. Set by Plan.</summary>
    public ReadOnlyMemory<byte> OutgoingBody { get; set; }
    /// <summary>The parsed view of <see cref="OutgoingBody"/>.</summary>
    public ChatView? OutgoingChat { get; set; }

    /// <summary>The stream's accumulated answer, for its record; null for unstreamed calls.</summary>
    public AnswerCapture? Capture { get; set; }
}

/// <summary>Which models to try in which order, with the use-case policy behind.</summary>
/// <param name="Policy">The effective use-case policy.</param>
/// <param name="Candidates">At least one.</param>
public sealed record AiPlan(UseCasePolicy Policy, IReadOnlyList<AiCandidate> Candidates)
{
    /// <summary>On which failures the next candidate takes over.</summary>
    public FallbackKinds FallbackOn { get; init; } = FallbackKinds.Default;
    /// <summary>Milliseconds that an answer should take at most; null for none.</summary>
    public int? LatencyBudgetMs { get; init; }
    /// <summary>Whether the caller named the model, so that nothing else takes its place.</summary>
    public bool NamedByCaller { get; init; }
}

/// <summary>A model that can be called.</summary>
/// <param name="Instance">The provider instance.</param>
/// <param name="Model">Catalogue name, or the vendor's where it is not in the catalogue: what records and prices name.</param>
/// <param name="NameAtVendor">The vendor's own name.</param>
/// <param name="Card">Its catalogue entry; null outside the catalogue.</param>
public sealed record AiCandidate(ProviderInstance Instance, string Model, string NameAtVendor, ModelCard? Card)
{
    /// <summary>Whether it is the local provider at the end of a policy that lets calls descend to it.</summary>
    public bool IsLastResort { get; init; }

    /// <summary>The model at its provider, for health and routing.</summary>
    public ModelKey Key => ModelKey.Of(Instance, Model);
}
