using System.Text.Json;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Kernel;
using Artisan.Core.Scoring;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Crm.Leads;

/// <summary>Results of jobs over leads, in words.</summary>
internal static class LeadJobWords
{
    /// <summary>Of a batch of scores.</summary>
    public static string? Scored(string json)
    {
        if (JsonSerializer.Deserialize<ScoreLeadsJob.Result>(json, ArtisanJson.Options) is not { } result)
            return null;
        return $"{Format.Plural(result.Scored, "lead")} scored" + Failures(result.Failed, result.Errors);
    }

    /// <summary>Of a batch of drafts.</summary>
    public static string? Drafted(string json)
    {
        if (JsonSerializer.Deserialize<DraftEmailsJob.Result>(json, ArtisanJson.Options) is not { } result)
            return null;
        string skipped = result.Skipped == 0 ? "" : $", {Format.Count(result.Skipped)} left out (no address, or want no e-mails)";
        return $"{Format.Plural(result.Drafted, "e-mail")} drafted{skipped}{Failures(result.Failed, result.Errors)}";
    }

    private static string Failures(int failed, IReadOnlyList<string> errors) => failed == 0 ? "" : $", {Format.Count(failed)} could not be: {errors.FirstOrDefault()}";
}
