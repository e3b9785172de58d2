using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Operations.Demo;

namespace Artisan.Core.Guardrails.Demo;

/// <summary>Ninety days of counts of personal data for the demonstration, with weekends, a rise, and one careless import.</summary>
public sealed class DemoPiiCounts(IPiiCountStore store, TimeProvider time) : IDemoSource
{
    private const int Days = 90, CarelessDay = 17;

    private static readonly (string Place, string Type, string Action, double Daily)[] Found =
    [
        (PiiPlaces.Contents, "EMAIL_ADDRESS", "replace", 22), (PiiPlaces.Contents, "PHONE_NUMBER", "replace", 9), (PiiPlaces.Contents, "IBAN_CODE", "replace", 0.4), (PiiPlaces.Contents, "SECRET", "replace", 0.3), (PiiPlaces.Contents, "IP_ADDRESS", "replace", 1.2),
        ("interactions", "EMAIL_ADDRESS", "replace", 7), ("interactions", "PHONE_NUMBER", "replace", 5), ("interactions", "DATE_OF_BIRTH", "replace", 0.2),
        (PiiPlaces.Memories, "EMAIL_ADDRESS", "replace", 3), (PiiPlaces.Memories, "PHONE_NUMBER", "replace", 2),
        ("email_drafts", "EMAIL_ADDRESS", "replace", 2), ("conversation_messages", "EMAIL_ADDRESS", "replace", 2.5), ("conversation_messages", "PHONE_NUMBER", "replace", 1),
        ("leads", "CREDIT_CARD", "replace", 0.1), ("leads", "NATIONAL_ID", "replace", 0.15), (PiiPlaces.ToCallers, "SECRET", PiiDone.Kept, 0.2),
    ];

    /// <inheritdoc/>
    public Task FillAsync(DemoTenant tenant, CancellationToken cancellationToken)
    {
        var random = new Random(tenant.Seed + 31);
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var counts = new List<(PiiTallyKey, long)>();
        for (int day = Days; day >= 0; day--)
        {
            DateOnly at = today.AddDays(-day);
            double week = at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.15 : 1, growth = 0.6 + (0.6 * (Days - day) / Days);
            foreach ((string place, string type, string action, double daily) in Found)
            {
                double most = daily * week * growth * (0.6 + (0.8 * random.NextDouble()));
                long count = (long)most + (random.NextDouble() < most - Math.Floor(most) ? 1 : 0);
                if (day == CarelessDay && place == "leads")
                    count += 40 + random.Next(30);
                if (count > 0)
                    counts.Add((new PiiTallyKey(tenant.TenantId, at, place, type, action), count));
            }
        }
        return store.AddAsync(counts, cancellationToken);
    }
}
