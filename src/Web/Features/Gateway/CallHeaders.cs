using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Prompts;
using Artisan.Core.Kernel;

namespace Artisan.Web.Features.Gateway;

/// <summary>Headers that every door of AI calls understands and sets.</summary>
public static class CallHeaders
{
    /// <summary>Inward what is wanted of the cache: <c>no-store</c>, <c>refresh</c>, <c>only-if-cached</c>; outward what it did: <c>exact</c>, <c>semantic</c>, <c>miss</c>, <c>off</c>.</summary>
    public const string Cache = "X-Artisan-Cache";

    /// <summary>What becomes of a conversation that does not fit the model's window: <c>refuse</c>, <c>truncate</c>, <c>summarise</c>.</summary>
    public const string Context = "X-Artisan-Context";

    /// <summary>What shall become of a conversation that does not fit; null leaves it to the policy.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> for an unknown word.</exception>
    public static string? ContextOf(HttpContext http) => http.Request.Headers[Context].ToString() switch
    {
        "" => null,
        string word when ContextOverflow.All.Contains(word) => word,
        string other => throw ArtisanException.Invalid(Context, $"The header {Context} is {string.Join(", ", ContextOverflow.All)}, not '{other}'."),
    };

    /// <summary>The prompt that the request's messages begin with: its slug, or <c>slug@version</c>. Values of its variables stand in the body.</summary>
    public const string Prompt = "X-Artisan-Prompt";

    /// <summary>The prompt that a request names by header; null for none.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when it names no version that could be.</exception>
    public static PromptReference? PromptOf(HttpContext http) => http.Request.Headers[Prompt].ToString() is { Length: > 0 } named ? PromptReference.Parse(named, Prompt) : null;

    /// <summary>The prompt that a use case shall take: as the body names it, or as the header does, with the values of the body.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> when it names no version that could be.</exception>
    public static PromptChoiceV1? PromptOf(HttpContext http, PromptChoiceV1? body) => PromptOf(http) is { } named ? new PromptChoiceV1(named.Slug, named.Version, body?.Variables) : body;

    /// <summary>What a request wants of the cache.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> for an unknown word.</exception>
    public static CacheDirective CacheOf(HttpContext http) => http.Request.Headers[Cache].ToString() switch
    {
        "" => CacheDirective.Policy,
        "no-store" => CacheDirective.NoStore,
        "refresh" => CacheDirective.Refresh,
        "only-if-cached" => CacheDirective.OnlyIfCached,
        string other => throw ArtisanException.Invalid(Cache, $"The header {Cache} is no-store, refresh or only-if-cached, not '{other}'."),
    };
}
