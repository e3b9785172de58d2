namespace Artisan.Web.Shell;

/// <summary>Who looks: the browser's time zone. Cascaded by the frame.</summary>
/// <param name="TimeZone">In which exact times are shown.</param>
public sealed record Viewer(TimeZoneInfo TimeZone)
{
    /// <summary>Before the browser has told, and on plain pages.</summary>
    public static readonly Viewer Utc = new(TimeZoneInfo.Utc);
}
