using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Gateway.Prices;

/// <summary>A price to be set.</summary>
/// <param name="Model">A catalogue name or <c>provider/name</c>.</param>
/// <param name="FromAt">From when on (UTC); absent for now. May lie in the past, for a correction, and in the future.</param>
/// <param name="Input">USD per million prompt tokens.</param>
/// <param name="Output">USD per million answer tokens.</param>
/// <param name="CachedInput">USD per million prompt tokens read from the vendor's cache.</param>
/// <param name="CacheWrite">USD per million prompt tokens written to it.</param>
/// <param name="Reasoning">USD per million reasoning tokens.</param>
/// <param name="AudioPerMinute">USD per minute of audio.</param>
/// <param name="UseCatalogue">Back to the catalogue's price from then on; then no price is given.</param>
/// <param name="Note">Why.</param>
/// <param name="ConfirmLargeChange">Whether a price more than ten times as high or low as before is meant.</param>
public sealed record PriceChangeV1(string? Model, DateTimeOffset? FromAt = null, decimal? Input = null, decimal? Output = null, decimal? CachedInput = null, decimal? CacheWrite = null, decimal? Reasoning = null, decimal? AudioPerMinute = null,
    bool UseCatalogue = false, string? Note = null, bool ConfirmLargeChange = false);

/// <summary>What a price change would have meant for the last 30 days.</summary>
/// <param name="Model">The model.</param>
/// <param name="FromAt">From when on it would apply.</param>
/// <param name="Before">The price that applies then now; null for none.</param>
/// <param name="After">The price that would.</param>
/// <param name="Attempts">Attempts of the last 30 days with the model.</param>
/// <param name="Unpriced">Of these without a price.</param>
/// <param name="UsdBefore">What they cost, as recorded and corrected.</param>
/// <param name="UsdAfter">What they would have cost.</param>
/// <param name="Warnings">What may not be meant.</param>
public sealed record PriceEffect(string Model, DateTimeOffset FromAt, AppliedPrice? Before, AppliedPrice? After, long Attempts, long Unpriced, decimal UsdBefore, decimal UsdAfter, IReadOnlyList<string> Warnings);

/// <summary>Sets what the organisation pays for a model, after telling what that means.</summary>
public sealed class SetPrice(IArtisanDbFactory databases, ControlPlane control, IAiConfigSource config, TimeProvider time)
{
    private const decimal Dearest = 10_000m, LargeChange = 10m;
    private static readonly DateTimeOffset Earliest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    /// <summary>Days that the effect is told for.</summary>
    public const int PreviewDays = 30;

    /// <summary>Tells what a change would mean, without making it.</summary>
    /// <exception cref="ArtisanException">With every fault by field.</exception>
    public async Task<PriceEffect> PreviewAsync(TenantScope scope, PriceChangeV1 change, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.See);
        (OwnPrice price, AppliedPrice? before, IReadOnlyList<string> warnings) = Check(scope, change, confirmed: true);
        ModelCard? card = config.Current.Models.GetValueOrDefault(price.Model);
        AppliedPrice? after = BookOf(scope).With(price).Of(price.Model, card, price.FromAt);
        DateTimeOffset since = time.GetUtcNow().AddDays(-PreviewDays);
        await using ArtisanDb db = databases.Open(scope);
        var sum = await db.UsageRecords.Where(u => u.Model == price.Model && u.At >= since).GroupBy(_ => 1).Select(g => new
        {
            Attempts = g.LongCount(),
            Unpriced = g.LongCount(u => u.CostUsd == null),
            Usd = g.Sum(u => u.CostUsd ?? 0),
            Input = g.Sum(u => u.InputTokens),
            Cached = g.Sum(u => u.CachedInputTokens),
            Written = g.Sum(u => u.CacheWriteTokens),
            Output = g.Sum(u => u.OutputTokens),
            Reasoning = g.Sum(u => u.ReasoningTokens),
            Audio = g.Sum(u => u.AudioSeconds),
        }).SingleOrDefaultAsync(cancellationToken);
        decimal corrected = await db.UsageAdjustments.Where(a => a.Model == price.Model && a.At >= since).SumAsync(a => a.DeltaUsd, cancellationToken);
        decimal usdAfter = sum is null || after is null ? 0 : after.Price.Cost(new Providers.TokenUsage { Input = sum.Input, CachedInput = sum.Cached, CacheWrite = sum.Written, Output = sum.Output, Reasoning = sum.Reasoning, AudioSeconds = sum.Audio });
        return new PriceEffect(price.Model, price.FromAt, before, after, sum?.Attempts ?? 0, sum?.Unpriced ?? 0, (sum?.Usd ?? 0) + corrected, Math.Round(usdAfter, 10), warnings);
    }

    /// <summary>Sets it.</summary>
    /// <returns>The price's name in usage records.</returns>
    /// <exception cref="ArtisanException">With every fault by field; with <see cref="ErrorCode.Conflict"/> when somebody else set one in this moment.</exception>
    public async Task<string> ExecuteAsync(TenantScope scope, PriceChangeV1 change, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiControl, Level.Edit);
        (OwnPrice price, AppliedPrice? before, _) = Check(scope, change, change.ConfirmLargeChange);
        await using ArtisanDb db = databases.Open(scope);
        price.Number = (await db.OwnPrices.Where(p => p.Model == price.Model).MaxAsync(p => (int?)p.Number, cancellationToken) ?? 0) + 1;
        db.OwnPrices.Add(price);
        db.Audit(scope, "price.set", $"Price of {price.Model}", new { before = before?.Version, after = price.VersionName, from_at = price.FromAt, price = change });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            throw new ArtisanException(ErrorCode.Conflict, "Somebody else set a price of this model in this moment. Look at it, and set yours again.");
        }
        return price.IsCatalogue ? "catalogue" : price.VersionName;
    }

    private PriceBook BookOf(TenantScope scope) => (control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation")).Prices;

    private (OwnPrice Price, AppliedPrice? Before, IReadOnlyList<string> Warnings) Check(TenantScope scope, PriceChangeV1 change, bool confirmed)
    {
        var faults = new Dictionary<string, string[]>();
        var warnings = new List<string>();
        DateTimeOffset now = time.GetUtcNow(), from = (change.FromAt ?? now).ToUniversalTime();
        string model = change.Model?.Trim() ?? "";
        ModelReference named = ModelReference.Of(model, null, config.Current);
        if (model.Length is 0 or > 200 || named.Provider.Length == 0)
            faults["model"] = ["Name a model of the catalogue, such as gpt-4o-mini, or provider/name."];
        else
            model = named.Name;
        if (from < Earliest || from > now.AddYears(2))
            faults["from_at"] = ["A price begins between 2020 and two years from now."];
        if (change.Note is { Length: > 2000 })
            faults["note"] = ["The note is longer than 2,000 characters."];
        AppliedPrice? before = BookOf(scope).Of(model, config.Current.Models.GetValueOrDefault(model), from);
        (string Name, decimal? Value, decimal? Before)[] values =
        [
            ("input", change.Input, before?.Price.Input), ("output", change.Output, before?.Price.Output), ("cached_input", change.CachedInput, before?.Price.CachedInput), ("cache_write", change.CacheWrite, before?.Price.CacheWrite),
            ("reasoning", change.Reasoning, before?.Price.Reasoning), ("audio_per_minute", change.AudioPerMinute, before?.Price.AudioPerMinute),
        ];
        if (change.UseCatalogue && values.Any(v => v.Value is not null))
            faults["use_catalogue"] = ["Give either a price or use_catalogue, not both."];
        if (!change.UseCatalogue && change.Input is null && change.AudioPerMinute is null)
            faults["input"] = ["Give the price of prompt tokens, in USD per million (0 where they are free)."];
        foreach ((string name, decimal? value, decimal? was) in values)
        {
            if (value is not { } usd)
                continue;
            if (usd < 0)
                faults[name] = ["A price is 0 or more."];
            else if (usd > Dearest)
                faults[name] = [$"{usd} is absurd: prices are USD per million tokens, at most {Dearest:N0}. Was it meant per thousand?"];
            else if (decimal.Round(usd, 6) != usd)
                faults[name] = ["A price has at most six decimals."];
            else if (was is > 0 && (usd > was * LargeChange || usd < was / LargeChange))
            {
                string words = $"The price goes from {was:0.######} to {usd:0.######} USD per million tokens, by more than ten times.";
                warnings.Add(words);
                if (!confirmed)
                    faults[name] = [$"{words} If that is meant, confirm it (confirm_large_change)."];
            }
        }
        if (change.CachedInput > change.Input)
            warnings.Add("Prompt tokens from the vendor's cache would be dearer than others.");
        if (from < now.AddMinutes(-5))
            warnings.Add("It begins in the past: what was recorded since keeps its cost until that period is re-rated.");
        if (faults.Count > 0)
            throw new ArtisanException(ErrorCode.InvalidInput, faults.Count == 1 ? faults.First().Value[0] : $"{faults.First().Value[0]} (and {faults.Count - 1} more)") { Field = faults.First().Key, Faults = faults };
        var price = new OwnPrice
        {
            TenantId = scope.TenantId,
            Id = Guid.CreateVersion7(),
            Model = model,
            Number = int.MaxValue,
            FromAt = from,
            IsCatalogue = change.UseCatalogue,
            Input = change.Input ?? 0,
            Output = change.Output ?? 0,
            CachedInput = change.CachedInput,
            CacheWrite = change.CacheWrite,
            Reasoning = change.Reasoning,
            AudioPerMinute = change.AudioPerMinute,
            Note = string.IsNullOrWhiteSpace(change.Note) ? null : change.Note.Trim(),
            CreatedAt = now,
            CreatedBy = scope.ActorName,
        };
        return (price, before, warnings);
    }
}

/// <summary>Lists what the organisation pays.</summary>
/// <param name="Model">The model.</param>
/// <param name="Provider">Its provider in the catalogue; null outside it.</param>
/// <param name="Now">The price that applies now; null for none.</param>
/// <param name="Next">The next price of the organisation's own that is to begin; null for none.</param>
/// <param name="Own">All prices of the organisation's own, the newest first.</param>
public sealed record PriceRow(string Model, string? Provider, AppliedPrice? Now, DateTimeOffset? Next, IReadOnlyList<OwnPrice> Own);

/// <summary>Lists prices.</summary>
public sealed class ListPrices(ControlPlane control, IAiConfigSource config, TimeProvider time)
{
    /// <summary>Lists, by provider and model.</summary>
    public IReadOnlyList<PriceRow> Execute(TenantScope scope)
    {
        scope.Demand(Area.AiControl, Level.See);
        PriceBook book = (control.TenantOf(scope.TenantId) ?? throw ArtisanException.NotFound("The organisation")).Prices;
        DateTimeOffset now = time.GetUtcNow();
        AiConfig current = config.Current;
        return
        [
            .. current.Models.Keys.Union(book.Models).Select(m => (Name: m, Card: current.Models.GetValueOrDefault(m))).OrderBy(m => m.Card?.Provider, StringComparer.Ordinal).ThenBy(m => m.Name, StringComparer.Ordinal)
                .Select(m => new PriceRow(m.Name, m.Card?.Provider, book.Of(m.Name, m.Card, now), book.OwnOf(m.Name).Where(p => p.FromAt > now).Select(p => (DateTimeOffset?)p.FromAt).Min(), [.. book.OwnOf(m.Name).Reverse()])),
        ];
    }
}
