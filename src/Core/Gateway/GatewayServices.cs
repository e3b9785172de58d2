using Artisan.Core.Compliance.Retention;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Context;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Pipeline.Stages;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Gateway.Simulation;
using Artisan.Core.Memory;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Gateway;

/// <summary>Registers the feature.</summary>
public static class GatewayServices
{
    /// <summary>Adds the pipeline, its stages in order, the control plane and the orchestrator. Ports come from Infrastructure.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services)
    {
        services.AddSingleton<LedgerJournal>();
        services.AddSingleton<GatewayTelemetry>();
        services.AddSingleton<ModelFigures>().AddSingleton<CircuitBreakers>().AddSingleton<CredentialRotation>().AddSingleton<VendorGate>();
        services.AddSingleton<CallAdmission>().AddSingleton<BatchSlots>();
        services.AddSingleton<CacheOutbox>().AddSingleton<AnswerCache>().AddSingleton<CacheFlights>().AddSingleton<SyncCache>();
        services.AddSingleton<GetCacheFigures>().AddSingleton<ListCacheEntries>().AddSingleton<ListSemanticHits>().AddSingleton<ForgetAnswers>();
        services.AddSingleton<ListCacheSettings>().AddSingleton<ChangeCacheSettings>().AddSingleton<ReportWrongHit>();
        services.AddSingleton<IPersonalStore, RequestTextStore>().AddSingleton<IPersonalStore, CachedAnswerStore>().AddSingleton<IPersonalStore, SemanticHitStore>().AddSingleton<IRetentionSource, RequestRetentionSource>().AddSingleton<IRetentionSource, CacheRetentionSource>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton<ModelQuality>().AddSingleton<CandidateOrder>();
        services.AddSingleton<GetModelPolicy>().AddSingleton<SaveModelPolicyDraft>().AddSingleton<ReleaseModelPolicy>().AddSingleton<ExplainPolicy>();
        services.AddSingleton<ListPrompts>().AddSingleton<GetPrompt>().AddSingleton<SavePrompt>().AddSingleton<SavePromptDraft>().AddSingleton<ReleasePrompt>().AddSingleton<PreviewPrompt>().AddSingleton<TryPrompt>().AddSingleton<ComparePromptVersions>().AddSingleton<CheckPromptChoice>();
        services.AddSingleton<ControlLoader>();
        services.AddSingleton<ControlPlane>();
        services.AddSingleton<Orchestrator>();
        services.AddSingleton<UseCaseClient>();
        // The pipeline's own stage asks by it, so that it cannot be had before the pipeline.
        services.AddSingleton<Func<UseCaseClient>>(provider => provider.GetRequiredService<UseCaseClient>);
        services.AddSingleton<ConversationSummaries>().AddSingleton<ContextCutter>().AddSingleton<GetContextUse>();
        services.AddSingleton<ListProviders>().AddSingleton<SaveProvider>().AddSingleton<DeleteProvider>().AddSingleton<CheckProvider>().AddSingleton<ProviderCredentials>();
        services.AddSingleton<ListUseCasePolicies>().AddSingleton<ChangeUseCasePolicy>();
        services.AddSingleton<IJobHandler, PruneRequests>();
        services.AddSingleton(new RecurringJob("requests.prune", "Delete old prompts, answers and requests", "Keeps what each organisation's retention settings say, and deletes what is older.", PruneRequests.JobKind, "0 15 2 * * ?"));
        services.AddSingleton<SimulateModelPolicy>().AddSingleton<IJobHandler, ReplayRequests>();
        services.AddSingleton<GetModelHealth>().AddSingleton<GetHealthHistory>();
        services.AddSingleton<IJobHandler, RecordModelHealth>();
        services.AddSingleton(new RecurringJob("gateway.health", "Check providers", "Asks every provider whether it answers, and writes down how providers and models were these five minutes.", RecordModelHealth.JobKind, "0 0/5 * * * ?"));
        services.AddSingleton<ListRequests>().AddSingleton<GetRequest>().AddSingleton<GetRequestFacets>();
        services.AddSingleton<GiveFeedback>().AddSingleton<GetFeedback>().AddSingleton<SumFeedback>();
        // The order of these lines is the order of the stages; the first is outermost.
        services.AddSingleton<IAiStage, TelemetryStage>();
        services.AddSingleton<IAiStage, GuardInputStage>();
        services.AddSingleton<IAiStage, GuardOutputStage>();
        services.AddSingleton<IAiStage, PlanStage>();
        services.AddSingleton<IAiStage, DescentStage>();
        services.AddSingleton<IAiStage, EnrichStage>();
        services.AddSingleton<IAiStage, ContextStage>();
        services.AddSingleton<IAiStage, GuardContextStage>();
        services.AddSingleton<IAiStage, StructuredOutputStage>();
        services.AddSingleton<IAiStage, CacheStage>();
        services.AddSingleton<IAiStage, AdmissionStage>();
        services.AddSingleton<IAiStage, DispatchStage>();
        services.AddSingleton<AiPipeline>();
        return services;
    }
}
