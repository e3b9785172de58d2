namespace Artisan.Web.Shell;

/// <summary>
/// What this person has chosen for this browser: theme and navigation width (cookies, rendered by the server so that nothing flashes),
/// and the browser's time zone. One per tab.
/// </summary>
public sealed class Preferences(ShellScripts scripts)
{
    /// <summary>Cookie of the theme: "light" or "dark"; absent means "as the system".</summary>
    public const string ThemeCookie = "artisan.theme";

    /// <summary>Cookie of the navigation: "narrow", or absent.</summary>
    public const string NavCookie = "artisan.nav";

    /// <summary>"light", "dark", or null for the system's.</summary>
    public string? Theme { get; private set; }

    /// <summary>Whether the navigation shows icons only.</summary>
    public bool NarrowNav { get; private set; }

    /// <summary>The viewer's time zone; UTC until the browser has told.</summary>
    public TimeZoneInfo TimeZone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Raised when a choice changed.</summary>
    public event Action? Changed;

    /// <summary>Only values we wrote ourselves reach the document.</summary>
    public static string? KnownTheme(string? value) => value is "light" or "dark" ? value : null;

    /// <summary>Only values we wrote ourselves reach the document.</summary>
    public static string? KnownNav(string? value) => value is "narrow" ? value : null;

    /// <summary>Takes over what the document was rendered with.</summary>
    public void Start(string? theme, string? nav)
    {
        Theme = KnownTheme(theme);
        NarrowNav = KnownNav(nav) is not null;
    }

    /// <summary>Asks the browser for its time zone; UTC stays when it is unknown here.</summary>
    public async Task ReadTimeZoneAsync()
    {
        string? id = await scripts.CallAsync<string>("timeZone");
        if (id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone))
            TimeZone = zone;
    }

    /// <summary>Chooses a theme; null follows the system.</summary>
    public async Task ChooseThemeAsync(string? theme)
    {
        Theme = KnownTheme(theme);
        await scripts.RunAsync("setPreference", "theme", Theme);
        Changed?.Invoke();
    }

    /// <summary>Narrows or widens the navigation.</summary>
    public async Task ToggleNavAsync()
    {
        NarrowNav = !NarrowNav;
        await scripts.RunAsync("setPreference", "nav", NarrowNav ? "narrow" : null);
        Changed?.Invoke();
    }
}
