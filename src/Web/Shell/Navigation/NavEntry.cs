using System.Reflection;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Access;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Shell.Navigation;

/// <summary>The groups of the navigation, in their order.</summary>
public enum NavGroup
{
    /// <summary>Home, leads, campaigns, calls, insights, approvals.</summary>
    Work,
    /// <summary>AI control, requests, knowledge, graph, memory, workflows.</summary>
    Ai,
    /// <summary>Compliance, alerts.</summary>
    Trust,
    /// <summary>Usage, billing.</summary>
    Money,
    /// <summary>Jobs, settings.</summary>
    System,
}

/// <summary>One entry of the navigation, declared by the feature that owns the page. It is shown to whoever may open the page.</summary>
/// <param name="Group">Where it stands.</param>
/// <param name="Order">Its place in the group; leave gaps (10, 20 …).</param>
/// <param name="Title">What the page is called, sentence case.</param>
/// <param name="Icon">A symbol of <c>wwwroot/icons.svg</c>.</param>
/// <param name="Href">The page's address.</param>
/// <param name="Access">Who may open it.</param>
public sealed record NavEntry(NavGroup Group, int Order, string Title, string Icon, string Href, PageAccessAttribute Access)
{
    /// <summary>Other words that people look for in the command palette, such as "spend" for usage.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Takes the address and the rule from the page itself, so that neither is written twice.</summary>
    /// <exception cref="InvalidOperationException">When the page has no route without parameters, or does not say who may open it.</exception>
    public static NavEntry For<TPage>(NavGroup group, int order, string title, string icon, params string[] keywords) where TPage : IComponent
    {
        Type page = typeof(TPage);
        string href = page.GetCustomAttributes<RouteAttribute>().Select(r => r.Template).FirstOrDefault(t => !t.Contains('{'))
            ?? throw new InvalidOperationException($"{page.Name} has no route without parameters, so the navigation cannot lead there.");
        PageAccessAttribute access = PageAccessAttribute.Of(page)
            ?? throw new InvalidOperationException($"{page.Name} does not say who may open it. Add [RequiresArea], [RequiresOperator] or [OpenToMembers].");
        return new NavEntry(group, order, title, icon, href, access) { Keywords = keywords };
    }

    /// <summary>The heading of a group.</summary>
    public static string Words(NavGroup group) => group == NavGroup.Ai ? "AI" : group.ToString();

    /// <summary>Whether the caller may open the page.</summary>
    public bool IsOpenTo(TenantScope scope) => Access.Allows(scope);
}

/// <summary>Registers entries.</summary>
public static class NavRegistration
{
    /// <summary>Puts a page into the navigation and the command palette. Address and rule come from the page.</summary>
    public static IServiceCollection AddNavEntry<TPage>(this IServiceCollection services, NavGroup group, int order, string title, string icon, params string[] keywords)
        where TPage : IComponent =>
        services.AddSingleton(NavEntry.For<TPage>(group, order, title, icon, keywords));
}
