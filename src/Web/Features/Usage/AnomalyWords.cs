using System.Globalization;
using Artisan.Core.Usage;
using Artisan.Web.Shell;

namespace Artisan.Web.Features.Usage;

/// <summary>Says in a sentence what was unusual. Pure.</summary>
public static class AnomalyWords
{
    /// <summary>"Cost on Fri 20 Nov was $4.20, 6 times the usual $0.70, mostly for gpt-4o."</summary>
    public static string Of(UsageAnomaly anomaly, TimeZoneInfo zone)
    {
        string when = When(anomaly, zone);
        string driver = anomaly.Driver is null ? "" : $", mostly for {anomaly.Driver}";
        return anomaly.Kind switch
        {
            UsageAnomalyKind.ErrorRate => $"{Format.Percent(anomaly.Value)} of calls failed {when}; {Format.Percent(anomaly.Usual)} is usual{driver}.",
            UsageAnomalyKind.Cost => $"Cost {when} was {Format.Money((decimal)anomaly.Value)}, {Times(anomaly)}the usual {Format.Money((decimal)anomaly.Usual)}{driver}.",
            _ => $"Tokens {when} were {Format.Short(anomaly.Value)}, {Times(anomaly)}the usual {Format.Short(anomaly.Usual)}{driver}.",
        };
    }

    private static string Times(UsageAnomaly anomaly) =>
        anomaly.Usual > 0 ? $"{(anomaly.Value / anomaly.Usual).ToString(anomaly.Value / anomaly.Usual < 10 ? "0.#" : "0", CultureInfo.InvariantCulture)} times " : "against ";

    private static string When(UsageAnomaly anomaly, TimeZoneInfo zone)
    {
        DateTimeOffset from = TimeZoneInfo.ConvertTime(anomaly.At, zone);
        return anomaly.Step >= TimeSpan.FromDays(1)
            ? $"on {from.ToString("ddd d MMM", CultureInfo.InvariantCulture)}"
            : $"on {from.ToString("ddd d MMM, HH:mm", CultureInfo.InvariantCulture)} to {from.Add(anomaly.Step).ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }
}
