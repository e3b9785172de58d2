using System.Globalization;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;

namespace Artisan.Web.Features.Operations.Jobs;

/// <summary>Jobs and schedules in words.</summary>
public static class JobWords
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] ShortDays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>How long it ran, or runs already; null before it began.</summary>
    public static TimeSpan? Duration(JobInfo job, DateTimeOffset now) => job switch
    {
        { StartedAt: null } => null,
        { FinishedAt: { } end, StartedAt: { } start } => end - start,
        { Status: JobStatus.Running, StartedAt: { } start } => now - start,
        _ => null,
    };

    /// <summary>Whose work it is.</summary>
    public static string Owner(JobInfo job) => job.TenantId is null ? "This deployment" : "Your organisation";

    /// <summary>A Quartz cron expression in words; the expression itself where the words would be longer than it is worth.</summary>
    public static string Schedule(string cron)
    {
        string[] parts = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 6)
            return cron;
        (string second, string minute, string hour, string day, string month, string weekday) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
        if (month != "*" || (parts.Length > 6 && parts[6] != "*"))
            return cron;
        bool everyDay = day is "*" or "?" && weekday is "*" or "?";
        if (everyDay && hour == "*" && minute == "*")
            return second == "*" ? "Every second" : Every(second, "second") ?? (IsNumber(second) ? "Every minute" : cron);
        if (everyDay && hour == "*" && IsNumber(second))
            return Every(minute, "minute") ?? (IsNumber(minute) ? $"Every hour at {int.Parse(minute, CultureInfo.InvariantCulture)} past" : cron);
        if (everyDay && IsNumber(minute) && Every(hour, "hour") is { } hours)
            return hours;
        if (!IsNumber(minute) || !IsNumber(hour))
            return cron;
        string at = $"at {int.Parse(hour, CultureInfo.InvariantCulture):00}:{int.Parse(minute, CultureInfo.InvariantCulture):00} UTC";
        if (everyDay)
            return $"Every day {at}";
        if (day is "*" or "?" && DayOf(weekday) is { } name)
            return $"Every {name} {at}";
        return weekday is "*" or "?" && IsNumber(day) ? $"On day {day} of every month {at}" : cron;
    }

    private static string? Every(string field, string unit) =>
        field.Split('/') is ["0" or "*", var step] && IsNumber(step) ? step == "1" ? $"Every {unit}" : $"Every {step} {unit}s" : null;

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    // Quartz counts from 1 for Sunday.
    private static string? DayOf(string weekday) =>
        weekday is [>= '1' and <= '7'] ? Days[weekday[0] - '1'] : Array.IndexOf(ShortDays, weekday.ToUpperInvariant()) is >= 0 and var i ? Days[i] : null;
}
