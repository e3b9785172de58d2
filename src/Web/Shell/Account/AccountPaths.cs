namespace Artisan.Web.Shell.Account;

/// <summary>Where to go after signing in.</summary>
internal static class AccountPaths
{
    /// <summary>An address of this site; anything else leads home, so that a link cannot send people elsewhere.</summary>
    public static string Safe(string? returnUrl) =>
        returnUrl is { Length: > 0 } && returnUrl[0] == '/' && !returnUrl.StartsWith("//", StringComparison.Ordinal) && !returnUrl.StartsWith("/\\", StringComparison.Ordinal) ? returnUrl : "/";
}
