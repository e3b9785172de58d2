using Artisan.Core.Data;

namespace Artisan.Core.Guardrails.Coverage;

/// <summary>The port that a feature implements whose rows carry something made of their texts, such as a digest or a vector: when the coverage changes the texts, what was made of them follows.</summary>
public interface ITextFollower
{
    /// <summary>The type of rows.</summary>
    Type Row { get; }

    /// <summary>Runs before rows whose texts were changed are saved, in the context that saves them.</summary>
    Task FollowAsync(ArtisanDb db, IReadOnlyList<object> rows, CancellationToken cancellationToken);

    /// <summary>Runs when they are saved.</summary>
    void Saved(Guid tenantId, IReadOnlyList<object> rows);
}
