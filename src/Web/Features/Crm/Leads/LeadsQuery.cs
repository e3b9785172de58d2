using System.Globalization;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Leads;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Artisan.Web.Features.Crm.Leads;

/// <summary>
/// What the address of the leads page asks for. The list compares it by content, so that it is read anew only when something changed: "me", "overdue" and
/// ranges stay words, since they mean another moment at every look.
/// </summary>
public sealed record LeadsQuery(string? Search, IReadOnlyList<string> Stages, IReadOnlyList<string> Grades, string? Owner, IReadOnlyList<string> Sources, bool NeedsScore, bool Overdue, string? Flag, string? Created,
    Guid? CampaignId, Guid? ImportId)
{
    /// <summary>The owner that means the viewer.</summary>
    public const string Me = "me";

    /// <summary>The owner that means nobody.</summary>
    public const string Nobody = "none";

    /// <summary>Only those that need a score.</summary>
    public const string Unscored = "needs_score";

    /// <summary>Only those whose next step is overdue.</summary>
    public const string Late = "overdue";

    /// <summary>Only those with the flag of this name.</summary>
    public const string NoEmail = "no_email";

    /// <summary>Reads the address.</summary>
    public static LeadsQuery Read(UrlState url) => new(url.Get("q"), url.GetAll("stage"), url.GetAll("grade"), url.Get("owner"), url.GetAll("source"), url.GetAll("only").Contains(Unscored), url.GetAll("only").Contains(Late),
        url.GetAll("only").Contains(NoEmail) ? NoEmail : null, url.Get("created"), Id(url, "campaign"), Id(url, "import"));

    /// <summary>Whether anything narrows the list.</summary>
    public bool Narrows => Search is not null || Stages.Count + Grades.Count + Sources.Count > 0 || Owner is not null || NeedsScore || Overdue || Flag is not null || Created is not null || CampaignId is not null || ImportId is not null;

    /// <summary>As the use cases take it.</summary>
    /// <param name="self">The viewer's membership.</param>
    /// <param name="now">Now (UTC).</param>
    /// <param name="zone">The viewer's zone, for ranges by days.</param>
    public LeadFilter Filter(Guid self, DateTimeOffset now, TimeZoneInfo zone)
    {
        TimeRange? created = Created is null ? null : TimeRange.Parse(Created, now, zone);
        return new LeadFilter
        {
            Query = Search,
            Stages = [.. Stages.Select(s => Enum.TryParse(s, ignoreCase: true, out LeadStage stage) && Enum.IsDefined(stage) ? stage : (LeadStage?)null).OfType<LeadStage>()],
            Grades = Grades,
            Unassigned = Owner == Nobody,
            OwnerId = OwnerId(self),
            Sources = Sources,
            NeedsScore = NeedsScore,
            DueBy = Overdue ? now : null,
            Flag = Flag,
            CreatedFrom = created?.From,
            CreatedTo = created is null || created.To >= now ? null : created.To,
            CampaignId = CampaignId,
            ImportId = ImportId,
        };
    }

    /// <summary>Where the same leads are had as CSV.</summary>
    /// <param name="self">The viewer's membership.</param>
    /// <param name="now">Now (UTC).</param>
    /// <param name="zone">The viewer's zone.</param>
    /// <param name="sort">The order as in the address: <c>-score</c>.</param>
    public string ExportHref(Guid self, DateTimeOffset now, TimeZoneInfo zone, string? sort)
    {
        LeadFilter filter = Filter(self, now, zone);
        var query = new List<KeyValuePair<string, string?>>();
        void Add(string key, string? value)
        {
            if (value is not null)
                query.Add(new(key, value));
        }
        Add("query", Search);
        foreach (LeadStage stage in filter.Stages)
            Add("stage", stage.ToString().ToLowerInvariant());
        foreach (string grade in Grades)
            Add("grade", grade);
        Add("owner", filter.Unassigned ? Nobody : filter.OwnerId?.ToString());
        foreach (string source in Sources)
            Add("source", source);
        Add("campaign_id", CampaignId?.ToString());
        Add("import_id", ImportId?.ToString());
        Add("flag", Flag);
        Add("needs_score", NeedsScore ? "true" : null);
        Add("due_by", Overdue ? Minute(now) : null);
        Add("created_from", Minute(filter.CreatedFrom));
        Add("created_to", Minute(filter.CreatedTo));
        Add("sort", sort?.TrimStart('-'));
        Add("descending", sort is null || sort.StartsWith('-') ? null : "false");
        return QueryHelpers.AddQueryString("/api/v1/crm/leads/export", query);
    }

    private Guid? OwnerId(Guid self) => Owner switch
    {
        Me => self,
        { } text when Guid.TryParse(text, out Guid id) => id,
        _ => null,
    };

    // To the minute, so that the link does not change with every look.
    private static string? Minute(DateTimeOffset? at) => at?.AddTicks(-(at.Value.Ticks % TimeSpan.TicksPerMinute)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static Guid? Id(UrlState url, string key) => Guid.TryParse(url.Get(key), out Guid id) ? id : null;
}

/// <summary>Rows chosen in the list, as the filter that actions on many leads take.</summary>
public static class ChosenLeads
{
    /// <summary>The filter: the chosen ids, or all that the page's filter matches less those given up.</summary>
    public static LeadFilter Of(GridSelection selection, LeadFilter matching) => selection.All
        ? matching with { ExceptIds = [.. selection.Keys.Cast<Guid>()] }
        : new LeadFilter { Ids = [.. selection.Keys.Cast<Guid>()] };
}
