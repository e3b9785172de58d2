using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Drafts;

/// <summary>Proposes a strategy for a campaign from the organisation's own figures, streamed, and keeps it when it is whole.</summary>
public sealed class PlanCampaign(IArtisanDbFactory databases, ReadCampaignFigures read, UseCaseClient ai, LiveFeed feed)
{
    private const int LongestText = 200_000;

    private UseCaseClient Ai => ai;

    /// <summary>Checks the request and reads the figures; nothing is spent before <see cref="Prepared.StreamAsync"/>.</summary>
    /// <exception cref="ArtisanException">With every wrong field, when the campaign does not exist for the caller, or the scope may not use AI.</exception>
    public async Task<Prepared> PrepareAsync(TenantScope scope, CampaignStrategyRequestV1 request, string door, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        StrategyFacts facts = await CheckAsync(scope, request, cancellationToken);
        AiCall call = ai.PrepareStream(scope, new UseCaseAsk
        {
            UseCase = UseCases.CampaignStrategy,
            Door = door,
            Model = request.Model,
            Segment = request.Segment,
            Prompt = request.Prompt?.ToReference(),
            UserTexts = [.. new[] { facts.Objective, facts.Audience, facts.Context }.OfType<string>(), .. facts.Channels],
            Messages = [new UseCaseMessage("user", PromptFacts.Write(StrategyPrompt.Instruction, facts))],
        });
        return new Prepared(this, scope, request, facts, call);
    }

    private async Task<StrategyFacts> CheckAsync(TenantScope scope, CampaignStrategyRequestV1 request, CancellationToken cancellationToken)
    {
        var input = new CrmInput();
        string? objective = input.Text("objective", request.Objective, 1000), audience = input.Text("audience", request.Audience, 500), context = input.Text("context", request.Context, 5000);
        string[] channels = [.. (request.Channels ?? []).Select(c => input.Text("channels", c, 100)).OfType<string>()];
        if (request.Channels?.Count > 10)
            input.Fault("channels", "At most 10 channels.");
        if (request.DurationWeeks is < 1 or > 52)
            input.Fault("duration_weeks", "From 1 to 52 weeks.");
        if (request.BudgetUsd is < 0 or > 1_000_000_000)
            input.Fault("budget_usd", "From 0 to 1,000,000,000 USD.");
        string language = input.Text("language", request.Language, 2) ?? "en";
        if (request.CampaignId is null && objective is null)
            input.Fault("objective", "Say what the campaign is to reach, or name a campaign that has an objective.");
        input.Check();
        await using ArtisanDb db = databases.Open(scope);
        Campaign? campaign = request.CampaignId is { } id ? await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw ArtisanException.NotFound("The campaign") : null;
        objective ??= campaign?.Objective ?? throw ArtisanException.Invalid("objective", "The campaign has no objective. Say what it is to reach.");
        int weeks = request.DurationWeeks ?? (campaign is { StartsOn: { } from, EndsOn: { } to } && to > from ? Math.Clamp((to.DayNumber - from.DayNumber + 6) / 7, 1, 52) : 4);
        return new StrategyFacts(objective, campaign?.Name, campaign?.Channel, audience, channels, weeks, request.BudgetUsd ?? campaign?.BudgetUsd, Ahead(campaign?.StartsOn), context, language, await read.ExecuteAsync(scope, cancellationToken));
    }

    // Nothing is planned into the past: a campaign that runs already goes on from today.
    private static DateOnly? Ahead(DateOnly? start) => start is { } day && day < DateOnly.FromDateTime(DateTime.UtcNow) ? DateOnly.FromDateTime(DateTime.UtcNow) : start;

    private async Task KeepAsync(TenantScope scope, CampaignStrategyRequestV1 request, CampaignStrategyResponseV1 strategy)
    {
        await using ArtisanDb db = databases.Open(scope);
        db.CampaignStrategies.Add(new CampaignStrategyRecord
        {
            TenantId = scope.TenantId,
            Id = strategy.Id,
            CampaignId = request.CampaignId,
            RequestId = strategy.Ai.RequestId,
            RequestJson = JsonSerializer.Serialize(request, ArtisanJson.Options),
            Text = strategy.Text,
            Model = strategy.Ai.Model,
            ActorName = scope.ActorName,
            OwnerId = scope.ActorId,
            CreatedAt = DateTimeOffset.UtcNow,
        });
        await db.SaveChangesAsync(CancellationToken.None);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
    }

    /// <summary>A strategy that is ready to be written.</summary>
    public sealed class Prepared
    {
        private readonly PlanCampaign _plan;
        private readonly TenantScope _scope;
        private readonly CampaignStrategyRequestV1 _request;
        private readonly StrategyFacts _facts;
        private readonly AiCall _call;

        internal Prepared(PlanCampaign plan, TenantScope scope, CampaignStrategyRequestV1 request, StrategyFacts facts, AiCall call) =>
            (_plan, _scope, _request, _facts, _call) = (plan, scope, request, facts, call);

        /// <summary>The AI request.</summary>
        public Guid RequestId => _call.RequestId;

        /// <summary>The figures that it rests on.</summary>
        public CampaignFigures Figures => _facts.Figures;

        /// <summary>Writes it, piece by piece; the last piece has the whole, which is kept then. A strategy that breaks off is not kept.</summary>
        /// <exception cref="ArtisanException">When Artisan refuses the call.</exception>
        /// <exception cref="Gateway.Providers.ProviderException">When every model failed, or the answer broke off.</exception>
        public async IAsyncEnumerable<UseCasePiece<CampaignStrategyResponseV1>> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var text = new StringBuilder();
            AiResultInfoV1? info = null;
            await foreach (UseCaseDelta delta in _plan.Ai.StreamAsync(_call, cancellationToken))
            {
                info = delta.Info;
                string fresh = delta.Text.Replace("\0", "");
                if (fresh.Length == 0 || text.Length + fresh.Length > LongestText)
                    continue;
                text.Append(fresh);
                yield return new UseCasePiece<CampaignStrategyResponseV1>(fresh, null);
            }
            var done = new CampaignStrategyResponseV1(Guid.CreateVersion7(), _request.CampaignId, text.ToString(), info!);
            await _plan.KeepAsync(_scope, _request, done);
            yield return new UseCasePiece<CampaignStrategyResponseV1>("", done);
        }
    }
}

/// <summary>A kept strategy.</summary>
/// <param name="Id">Id.</param>
/// <param name="CampaignId">The campaign.</param>
/// <param name="RequestId">The AI request, for feedback.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Text">Markdown; absent in lists.</param>
/// <param name="Model">Model.</param>
/// <param name="ActorName">Who asked for it.</param>
/// <param name="CreatedAt">When (UTC).</param>
public sealed record StoredStrategyV1(Guid Id, Guid? CampaignId, Guid RequestId, CampaignStrategyRequestV1? Request, string? Text, string Model, string ActorName, DateTimeOffset CreatedAt);

/// <summary>Lists strategies, the latest first, reads one and deletes one.</summary>
public sealed class CampaignStrategies(IArtisanDbFactory databases, LiveFeed feed)
{
    /// <summary>Lists those of a campaign, or all.</summary>
    /// <exception cref="ArtisanException">When the scope may not, or the cursor is wrong.</exception>
    public async Task<Page<StoredStrategyV1>> ListAsync(TenantScope scope, Guid? campaignId, PageRequest page, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        if (campaignId is { } wanted && !await db.Campaigns.AnyAsync(c => c.Id == wanted, cancellationToken))
            throw ArtisanException.NotFound("The campaign");
        IQueryable<CampaignStrategyRecord> all = db.CampaignStrategies.AsNoTracking();
        Page<Row> rows = await (campaignId is { } id ? all.Where(s => s.CampaignId == id) : all).ToPageAsync(s => s.Id, null,
            s => new Row(s.Id, s.CampaignId, s.RequestId, s.RequestJson, null, s.Model, s.ActorName, s.CreatedAt), r => (null, r.Id), page with { Sort = null, Descending = true }, cancellationToken);
        return rows.Select(Of);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task<StoredStrategyV1> GetAsync(TenantScope scope, Guid strategyId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        return Of(await db.CampaignStrategies.AsNoTracking().Where(s => s.Id == strategyId).Select(s => new Row(s.Id, s.CampaignId, s.RequestId, s.RequestJson, s.Text, s.Model, s.ActorName, s.CreatedAt))
            .SingleOrDefaultAsync(cancellationToken) ?? throw ArtisanException.NotFound("The strategy"));
    }

    /// <summary>Deletes one.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.NotFound"/>.</exception>
    public async Task DeleteAsync(TenantScope scope, Guid strategyId, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        await using ArtisanDb db = databases.Open(scope);
        if (await db.CampaignStrategies.Where(s => s.Id == strategyId).ExecuteDeleteAsync(cancellationToken) == 0)
            throw ArtisanException.NotFound("The strategy");
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Leads));
    }

    private static StoredStrategyV1 Of(Row r) => new(r.Id, r.CampaignId, r.RequestId, JsonSerializer.Deserialize<CampaignStrategyRequestV1>(r.RequestJson, ArtisanJson.Options), r.Text, r.Model, r.ActorName, r.CreatedAt);

    private sealed record Row(Guid Id, Guid? CampaignId, Guid RequestId, string RequestJson, string? Text, string Model, string ActorName, DateTimeOffset CreatedAt);
}
