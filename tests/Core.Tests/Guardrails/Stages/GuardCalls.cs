using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Text;
using Artisan.Core.Compliance;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Pipeline.Stages;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Providers;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Injection.SecondReading;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Guardrails.Vault;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Artisan.Core.Tests.Guardrails.Stages;

/// <summary>Calls and guards without an application: the real engines, a journal in memory.</summary>
internal sealed class GuardCalls : IJournal, IMeterFactory, IDetectorServices, ICredentialProtector, IAuditSeal
{
    private readonly ConcurrentQueue<(byte Kind, byte[] Payload)> _frames = new();

    public GuardCalls()
    {
        Kept = new KeptTexts(Policies, new TextRedaction(new Vault(new GuardrailJournal(this), this), Tally));
        Log = new SecurityLog(new GuardrailJournal(this), Kept, Tally, this, this, NullLogger<SecurityLog>.Instance);
        Detectors = new GuardDetectors(new LocalPiiDetector(), new LocalInjectionDetector(new InjectionEngine(), NoSecondReader.Instance), this);
    }

    public static readonly Guid Tenant = Guid.CreateVersion7();

    public GuardrailPolicies Policies { get; } = new();

    /// <summary>What was counted.</summary>
    public PiiTally Tally { get; } = new(TimeProvider.System);

    public KeptTexts Kept { get; }

    public SecurityLog Log { get; }

    public GuardDetectors Detectors { get; }

    /// <summary>What was found.</summary>
    public IReadOnlyList<SecurityEvent> Events => [.. _frames.Where(f => f.Kind == GuardrailJournal.EventFrame).Select(f => GuardrailJournal.ReadEvent(f.Payload))];

    /// <summary>What was found again.</summary>
    public IReadOnlyList<SecurityRepeat> Repeats => [.. _frames.Where(f => f.Kind == GuardrailJournal.RepeatFrame).Select(f => GuardrailJournal.ReadRepeat(f.Payload))];

    /// <summary>What went to the vault.</summary>
    public IReadOnlyList<VaultToken> Tokens => [.. _frames.Where(f => f.Kind == GuardrailJournal.TokenFrame).Select(f => GuardrailJournal.ReadToken(f.Payload))];

    /// <summary>Reads documents: what they are said to hold.</summary>
    public PlayedDocuments Documents { get; } = new();

    /// <summary>A chat.</summary>
    /// <param name="body">The request.</param>
    /// <param name="policy">The tenant's policy; null for the defaults.</param>
    /// <param name="typed">What the person typed, for a use case's call.</param>
    public static AiCall Chat(string body, GuardrailPolicy? policy = null, IReadOnlyList<string>? typed = null)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(body);
        ChatView chat = ChatReader.Read(utf8);
        return new AiCall
        {
            Scope = TenantScope.System(Tenant, Guid.CreateVersion7(), "Test"),
            Control = ControlOf(policy ?? new GuardrailPolicy()),
            Config = new AiConfig { Version = 1, Providers = new Dictionary<string, ProviderInstance>(), Models = new Dictionary<string, ModelCard>(), UseCases = new Dictionary<string, UseCasePolicy>(), Limits = null!, Resilience = null! },
            Operation = AiOperation.Chat,
            Door = "openai",
            Body = utf8,
            Chat = chat,
            OutgoingBody = utf8,
            OutgoingChat = chat,
            UserTexts = typed,
        };
    }

    /// <summary>Sends a call through the guard of what comes in.</summary>
    /// <returns>The body as it goes on.</returns>
    public async Task<string> InputAsync(AiCall call)
    {
        await new GuardInputStage(Detectors, Log, Documents).InvokeAsync(call, Nowhere, CancellationToken.None);
        return Encoding.UTF8.GetString(call.Body.Span);
    }

    /// <summary>Sends a call through the guard of what was retrieved.</summary>
    /// <returns>The body as it goes on.</returns>
    public async Task<string> ContextAsync(AiCall call)
    {
        await new GuardContextStage(Detectors, Log).InvokeAsync(call, Nowhere, CancellationToken.None);
        return Encoding.UTF8.GetString(call.OutgoingBody.Span);
    }

    /// <summary>A call's answers on their way to the caller.</summary>
    public AnswerFilter Filter(AiCall call) => new(call, Detectors, Log);

    private static TenantControl ControlOf(GuardrailPolicy policy) => new()
    {
        Version = 1,
        TenantId = Tenant,
        Name = "Test",
        Slug = "test",
        TimeZone = TimeZoneInfo.Utc,
        Workspaces = FrozenDictionary<Guid, WorkspaceControl>.Empty,
        Members = FrozenDictionary<Guid, MemberControl>.Empty,
        Keys = [],
        Providers = FrozenDictionary<string, ProviderInstance>.Empty,
        DisabledProviders = [],
        UseCases = FrozenDictionary<string, UseCaseChange>.Empty,
        Features = FrozenDictionary<string, bool>.Empty,
        Settings = FrozenDictionary<string, string>.Empty,
        Guardrails = new TenantGuardrails(policy, 1, new byte[32]),
    };

    private static ValueTask<AiAnswer> Nowhere(AiCall call, CancellationToken cancellationToken) => ValueTask.FromResult<AiAnswer>(null!);

    byte[] IAuditSeal.Seal(ReadOnlySpan<byte> text) => System.Security.Cryptography.HMACSHA256.HashData("a key of tests"u8, text);

    void IJournal.Append(byte kind, ReadOnlySpan<byte> payload) => _frames.Enqueue((kind, payload.ToArray()));

    void IJournal.EnsureWritable()
    {
    }

    Meter IMeterFactory.Create(MeterOptions options) => new(options);

    void IDisposable.Dispose()
    {
    }

    IPiiDetector IDetectorServices.Pii(string name, Uri address) => throw new NotSupportedException();

    IInjectionDetector IDetectorServices.Injection(string name, Uri address, string? key) => throw new NotSupportedException();

    string ICredentialProtector.Protect(string clear) => Convert.ToBase64String(Encoding.UTF8.GetBytes(clear));

    string? ICredentialProtector.Unprotect(string encrypted) => Encoding.UTF8.GetString(Convert.FromBase64String(encrypted));
}
