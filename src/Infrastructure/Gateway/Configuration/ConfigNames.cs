namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>The words of the configuration.</summary>
internal static class ConfigNames
{
    public static readonly string[] Sections = ["providers", "models", "use_cases", "limits", "resilience"];

    /// <summary>Every option, whatever section it is in: flat settings find their spelling here.</summary>
    public static readonly string[] Options =
    [
        "kind", "base_url", "api_key", "api_version", "headers",
        "provider", "vendor_model", "type", "context_window", "max_output_tokens", "dimensions", "shortens", "tools", "structured_output", "prices",
        "from", "input", "cached_input", "cache_write", "output", "reasoning", "audio_per_minute",
        "name", "model", "fallbacks", "temperature", "top_p", "system_prompt", "streaming", "memory", "retrieval", "budget", "cache",
        "enabled", "ttl", "compression", "max_items", "collections", "similarity_threshold", "max_results", "hybrid", "available", "max_iterations",
        "max_tokens_per_request", "max_usd_per_request", "daily_tokens", "daily_usd", "ttl_seconds", "semantic",
        "daily_tokens_per_member", "daily_tokens_per_tenant", "max_body_bytes", "allow_unpriced",
        "connect_seconds", "chat_seconds", "gap_seconds", "embeddings_seconds", "chat_retries", "embeddings_retries", "base_delay_seconds",
        "chat_max_delay_seconds", "embeddings_max_delay_seconds", "max_total_wait_seconds",
    ];
}
