namespace Artisan.Web.Shell.Components;

/// <summary>How the states of all features look: one word means one tone and one icon everywhere.</summary>
public static class StateWords
{
    private static readonly Dictionary<string, (Tone Tone, string Icon)> Known = new(StringComparer.OrdinalIgnoreCase);

    static StateWords()
    {
        Put(Tone.Good, "circle-check", "succeeded", "success", "ok", "healthy", "active", "completed", "done", "published", "approved", "paid", "verified", "sent", "enabled", "connected", "hit", "live", "available", "won", "ready");
        Put(Tone.Info, "loader-circle", "running", "streaming", "processing", "importing", "cancelling");
        Put(Tone.Info, "clock", "queued", "pending", "scheduled", "waiting", "new", "open", "trialing");
        Put(Tone.Info, "send", "contacted");
        Put(Tone.Info, "message-square", "engaged");
        Put(Tone.Info, "check-check", "qualified");
        Put(Tone.Info, "file-text", "proposal");
        Put(Tone.Warning, "triangle-alert", "warning", "degraded", "soft_cap", "expiring", "retrying", "partial", "estimated", "unpriced", "past_due", "half_open", "slow", "fallback", "at_risk");
        Put(Tone.Bad, "circle-x", "failed", "error", "dead", "rejected", "refused", "unhealthy", "down", "circuit_open", "timeout", "timed_out", "blocked", "broken_off", "lost", "unavailable");
        Put(Tone.Bad, "ban", "revoked", "expired", "locked", "denied");
        Put(Tone.Idle, "circle-pause", "paused");
        Put(Tone.Idle, "circle-slash", "cancelled", "canceled", "disabled", "skipped", "inactive", "removed", "archived");
        Put(Tone.Idle, "circle-dashed", "draft", "unknown", "none", "idle", "miss", "never", "off", "not_configured");
    }

    /// <summary>Tone and icon of a state; neutral when the word is not known.</summary>
    public static (Tone Tone, string Icon) Of(string state) =>
        Known.TryGetValue(Snake(state), out (Tone Tone, string Icon) found) ? found : (Tone.Idle, "circle-dot");

    /// <summary>A state as people read it: "soft_cap" and "SoftCap" become "Soft cap".</summary>
    public static string Words(string state)
    {
        string snake = string.Join(' ', Snake(state).Split('_').Select(word => word == "email" ? "e-mail" : word));
        return snake.Length == 0 ? "" : char.ToUpperInvariant(snake[0]) + snake[1..];
    }

    private static void Put(Tone tone, string icon, params string[] states)
    {
        foreach (string state in states)
            Known[state] = (tone, icon);
    }

    private static string Snake(string state) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state.Trim().Replace(' ', '_').Replace('-', '_'));
}
