using System.Globalization;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;

namespace Artisan.Web.Features.Memory;

/// <summary>How long something is to be remembered, as a form asks it: a named time, or until the end of a day.</summary>
public sealed class MemoryKeep
{
    /// <summary>What says "until a day".</summary>
    public const string UntilDay = "until";

    /// <summary>The name of a retention, <see cref="UntilDay"/>, or empty: what the policy says, or as it is.</summary>
    public string Choice { get; set; } = "";

    /// <summary>The last day.</summary>
    public DateOnly? Day { get; set; }

    /// <summary>Reads it as the use cases take it; both null where nothing is asked for.</summary>
    /// <param name="now">The time (UTC).</param>
    /// <param name="zone">In which the day ends.</param>
    /// <exception cref="ArtisanException">When the day is missing or over.</exception>
    public (MemoryRetention? Retention, long? TtlSeconds) Read(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Choice != UntilDay)
            return (Enum.TryParse(Choice, ignoreCase: true, out MemoryRetention retention) ? retention : null, null);
        if (Day is not { } day)
            throw ArtisanException.Invalid("ttl_seconds", "Say until which day it is remembered.");
        DateTime midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        // Where clocks are put forward at midnight, the day ends an hour later.
        if (zone.IsInvalidTime(midnight))
            midnight = midnight.AddHours(1);
        var seconds = (long)(new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)) - now).TotalSeconds;
        return seconds > 0 ? (null, seconds) : throw ArtisanException.Invalid("ttl_seconds", "This day is over. Choose today or a later one.");
    }

    /// <summary>Reads a day as the browser writes it.</summary>
    public void SetDay(string? text) => Day = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    /// <summary>The day as the browser writes it.</summary>
    public string? DayText => Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
