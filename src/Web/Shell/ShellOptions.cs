using System.Reflection;

namespace Artisan.Web.Shell;

/// <summary>How the shell is put together.</summary>
public sealed class ShellOptions
{
    /// <summary>Further assemblies with pages, beside the console's own.</summary>
    public IList<Assembly> PageAssemblies { get; } = [];
}

/// <summary>Addresses that the frame leads to.</summary>
public static class ShellPaths
{
    /// <summary>Signing in; takes <c>returnUrl</c>.</summary>
    public const string SignIn = "/account/sign-in";
    /// <summary>Signing out; POST with antiforgery.</summary>
    public const string SignOut = "/account/sign-out";
    /// <summary>Ending every session of the account; POST with antiforgery.</summary>
    public const string SignOutEverywhere = "/account/sign-out-everywhere";
    /// <summary>Choosing another organisation; POST with antiforgery, field <c>tenantId</c>.</summary>
    public const string SwitchTenant = "/account/switch";
    /// <summary>Changing the password.</summary>
    public const string Password = "/account/password";
    /// <summary>The page for faults of the server.</summary>
    public const string Error = "/error";
    /// <summary>The page for other bad answers, by status code.</summary>
    public const string Status = "/error/{0}";
    /// <summary>The page for addresses that lead nowhere.</summary>
    public const string NotFound = "/not-found";

    /// <summary>The sign-in page, leading back to a page of the console.</summary>
    public static string SignInReturningTo(string relativeUri) =>
        relativeUri is "" or "/" ? SignIn : $"{SignIn}?returnUrl={Uri.EscapeDataString(relativeUri.StartsWith('/') ? relativeUri : "/" + relativeUri)}";
}
