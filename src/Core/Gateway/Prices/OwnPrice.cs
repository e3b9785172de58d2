using System.ComponentModel.DataAnnotations.Schema;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Artisan.Core.Gateway.Prices;

/// <summary>What an organisation pays for a model from a time on, over the catalogue's price. Never changed: a correction is a later entry for the same time.</summary>
public sealed class OwnPrice : IControlState
{
    /// <inheritdoc/>
    public Guid TenantId { get; set; }
    /// <summary>Version-7 id.</summary>
    public Guid Id { get; set; }
    /// <summary>The model as usage records name it: catalogue name, else <c>provider/name</c>.</summary>
    public string Model { get; set; } = "";
    /// <summary>From 1 for each model.</summary>
    public int Number { get; set; }
    /// <summary>From when on it applies (UTC).</summary>
    public DateTimeOffset FromAt { get; set; }
    /// <summary>Whether the catalogue's price applies from then on again; then the others mean nothing.</summary>
    public bool IsCatalogue { get; set; }
    /// <summary>USD per million prompt tokens.</summary>
    public decimal Input { get; set; }
    /// <summary>USD per million answer tokens.</summary>
    public decimal Output { get; set; }
    /// <summary>USD per million prompt tokens read from the vendor's cache; as <see cref="Input"/> when null.</summary>
    public decimal? CachedInput { get; set; }
    /// <summary>USD per million prompt tokens written to the vendor's cache; as <see cref="Input"/> when null.</summary>
    public decimal? CacheWrite { get; set; }
    /// <summary>USD per million reasoning tokens; as <see cref="Output"/> when null.</summary>
    public decimal? Reasoning { get; set; }
    /// <summary>USD per minute of audio.</summary>
    public decimal? AudioPerMinute { get; set; }
    /// <summary>Why, in its author's words.</summary>
    [Guarded(KeptPlace.Records)]
    public string? Note { get; set; }
    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>By whom.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>As prices are computed with.</summary>
    internal ModelPrice ToPrice() => new(DateOnly.FromDateTime(FromAt.UtcDateTime), Input, Output, CachedInput, CacheWrite, Reasoning, AudioPerMinute);

    /// <summary>Names it in usage records, for instance <c>gpt-4o-mini@2026-11-28#3</c>.</summary>
    [NotMapped]
    public string VersionName => System.FormattableString.Invariant($"{Model}@{FromAt:yyyy-MM-dd}#{Number}");
}

internal sealed class OwnPriceModel : IEntityTypeConfiguration<OwnPrice>
{
    public void Configure(EntityTypeBuilder<OwnPrice> entity)
    {
        entity.ToTable("own_prices");
        entity.HasKey(p => new { p.TenantId, p.Id });
        entity.HasIndex(p => new { p.TenantId, p.Model, p.Number }).IsUnique();
        entity.Property(p => p.Model).HasMaxLength(200);
        entity.Property(p => p.Note).HasMaxLength(2000);
        foreach (string money in (string[])[nameof(OwnPrice.Input), nameof(OwnPrice.Output), nameof(OwnPrice.CachedInput), nameof(OwnPrice.CacheWrite), nameof(OwnPrice.Reasoning), nameof(OwnPrice.AudioPerMinute)])
            entity.Property(money).HasPrecision(18, 6);
    }
}
