using Artisan.Core.Tenancy;

namespace Artisan.Web.Shell.Access;

/// <summary>
/// Says who may open a page. Every page of the frame carries one of the attributes below; one without is refused to everybody, so that
/// forgetting it is noticed at once. The use cases behind a page demand the same rights again.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class PageAccessAttribute : Attribute
{
    /// <summary>Whether the caller may open the page.</summary>
    public abstract bool Allows(TenantScope scope);

    /// <summary>What the page needs, to finish "This page needs …".</summary>
    public abstract string Needs { get; }

    /// <summary>The rule of a page; null when it says nothing.</summary>
    public static PageAccessAttribute? Of(Type page) =>
        (PageAccessAttribute?)GetCustomAttribute(page, typeof(PageAccessAttribute), inherit: true);
}

/// <summary>Opens a page to whoever has this level in an area, as <see cref="AccessMatrix"/> says.</summary>
public sealed class RequiresAreaAttribute(Area area, Level level = Level.See) : PageAccessAttribute
{
    /// <summary>The row of the matrix.</summary>
    public Area Area { get; } = area;

    /// <summary>How much of it.</summary>
    public Level Level => level;

    /// <summary>Whether an operator of the deployment may open it whatever the role.</summary>
    public bool OrOperator { get; init; }

    /// <summary>Another area whose level opens it too; the same area for none.</summary>
    public Area OrArea { get; init; } = area;

    /// <inheritdoc/>
    public override bool Allows(TenantScope scope) => scope.AccessTo(Area).Level >= level || scope.AccessTo(OrArea).Level >= level || (OrOperator && scope.IsOperator);

    /// <inheritdoc/>
    public override string Needs => $"the right to {(level == Level.Edit ? "change" : "see")} {AreaWords.Of(Area)}";
}

/// <summary>Opens a page to operators of the deployment only.</summary>
public sealed class RequiresOperatorAttribute : PageAccessAttribute
{
    /// <inheritdoc/>
    public override bool Allows(TenantScope scope) => scope.IsOperator;

    /// <inheritdoc/>
    public override string Needs => "an operator of this deployment";
}

/// <summary>Opens a page to every member, such as home.</summary>
public sealed class OpenToMembersAttribute : PageAccessAttribute
{
    /// <inheritdoc/>
    public override bool Allows(TenantScope scope) => true;

    /// <inheritdoc/>
    public override string Needs => "a membership";
}

/// <summary>Areas as people call them.</summary>
public static class AreaWords
{
    /// <summary>In the middle of a sentence.</summary>
    public static string Of(Area area) => area switch
    {
        Area.Leads => "leads",
        Area.AiUse => "AI functions",
        Area.RequestFigures => "requests",
        Area.RequestContent => "prompts and answers",
        Area.AiControl => "AI control",
        Area.Knowledge => "knowledge",
        Area.Memory => "memories",
        Area.MemoryPurge => "purges of memories",
        Area.Compliance => "the compliance center",
        Area.Usage => "usage",
        Area.Billing => "billing",
        Area.Settings => "settings",
        Area.Approvals => "approvals",
        Area.ComplianceApprovals => "approvals for compliance",
        Area.Jobs => "jobs",
        _ => area.ToString(),
    };
}
