using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Caching;

/// <summary>An answer in a node's memory.</summary>
public sealed class CacheEntry
{
    /// <summary>Longest prompt that is kept, in characters.</summary>
    public const int LongestPrompt = 8000;

    private long _hits;

    /// <summary>Whose.</summary>
    public required Guid TenantId { get; init; }
    /// <summary>Version-7 id.</summary>
    public required Guid Id { get; init; }
    /// <summary>The workspace.</summary>
    public required Guid WorkspaceId { get; init; }
    /// <summary>Use case.</summary>
    public required string UseCase { get; init; }
    /// <summary>Kind of work.</summary>
    public required AiOperation Operation { get; init; }
    /// <summary>Key of the very same request.</summary>
    public required string Exact { get; init; }
    /// <summary>Key of requests that mean the same; null where only the very same may hit.</summary>
    public string? Meaning { get; init; }
    /// <summary>The caller's last message.</summary>
    public required string Prompt { get; init; }
    /// <summary>The whole answer in the OpenAI dialect.</summary>
    public required ReadOnlyMemory<byte> Answer { get; init; }
    /// <summary>Whether it can be given as a stream too.</summary>
    public required bool Streamable { get; init; }
    /// <summary>Provider that answered.</summary>
    public required string Provider { get; init; }
    /// <summary>Model that answered.</summary>
    public required string Model { get; init; }
    /// <summary>The lead that the work was for; null for none.</summary>
    public Guid? LeadId { get; init; }
    /// <summary>Member or key whose call was answered.</summary>
    public required Guid ActorId { get; init; }
    /// <summary>Prompt and answer tokens that it took.</summary>
    public required long Tokens { get; init; }
    /// <summary>USD that it cost; null when unpriced.</summary>
    public required decimal? CostUsd { get; init; }
    /// <summary>When it was answered (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Until when it is given again (UTC).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it stands in the database.</summary>
    internal bool IsStored { get; set; }

    /// <summary>How often this node gave it again.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>Bytes that it takes in memory, about.</summary>
    public int Size => Answer.Length + 2 * Prompt.Length + 600;

    /// <summary>SHA-256 over prompt and answer, hexadecimal.</summary>
    public string Seal => SealOf(Prompt, Answer.Span);

    internal void CountHit() => Interlocked.Increment(ref _hits);

    internal static string SealOf(string prompt, ReadOnlySpan<byte> answer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(prompt));
        hash.AppendData([0]);
        hash.AppendData(answer);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
