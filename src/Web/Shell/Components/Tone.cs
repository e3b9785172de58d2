namespace Artisan.Web.Shell.Components;

/// <summary>What a state means to the reader.</summary>
public enum Tone
{
    /// <summary>Neither good nor bad: draft, paused, cancelled.</summary>
    Idle,
    /// <summary>Going on: queued, running, streaming.</summary>
    Info,
    /// <summary>As it should be.</summary>
    Good,
    /// <summary>Needs a look: degraded, soft cap, expiring.</summary>
    Warning,
    /// <summary>Failed, refused, revoked.</summary>
    Bad,
}
