using System.Globalization;
using Artisan.Core.Crm.Campaigns;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Crm.Campaigns;

/// <summary>Campaigns in words.</summary>
public static class CampaignWords
{
    /// <summary>"1 Oct – 30 Nov 2026", "from 1 Oct 2026", "until 30 Nov 2026".</summary>
    public static string Dates(CampaignRow campaign) => (campaign.StartsOn, campaign.EndsOn) switch
    {
        ({ } first, { } last) => $"{Day(first, first.Year == last.Year)} – {Day(last)}",
        ({ } first, null) => $"from {Day(first)}",
        (null, { } last) => $"until {Day(last)}",
        _ => Format.None,
    };

    private static string Day(DateOnly day, bool withoutYear = false) => day.ToString(withoutYear ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
}
