using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Leads;

/// <summary>What is known of a lead, as models get it: facts of person and company, what happened, and how often.</summary>
/// <param name="Name">Name.</param>
/// <param name="Title">Position.</param>
/// <param name="Company">Company.</param>
/// <param name="HasEmail">Whether an e-mail is known.</param>
/// <param name="CompanyEmail">Whether it is an address of a company's own domain.</param>
/// <param name="HasPhone">Whether a phone is known.</param>
/// <param name="Industry">Industry of the account.</param>
/// <param name="Employees">People at the account.</param>
/// <param name="Country">Country.</param>
/// <param name="Source">Source.</param>
/// <param name="Stage">Stage.</param>
/// <param name="DaysKnown">Days since the lead was created.</param>
/// <param name="DaysSilent">Days since the last interaction; null when there was none.</param>
/// <param name="Counts">Interactions of the last 90 days by kind (snake_case).</param>
/// <param name="Recent">The latest interactions, newest first.</param>
/// <param name="NextStep">Next step.</param>
/// <param name="Custom">Own fields.</param>
public sealed record LeadBrief(string Name, string? Title, string? Company, bool HasEmail, bool CompanyEmail, bool HasPhone, string? Industry, int? Employees, string? Country, string? Source, string Stage,
    int DaysKnown, int? DaysSilent, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<LeadBriefInteraction> Recent, string? NextStep, JsonElement? Custom)
{
    /// <summary>How often a kind happened in the last 90 days.</summary>
    public int Count(InteractionKind kind) => Counts.GetValueOrDefault(JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    /// <summary>Names that <see cref="RoutingAttributes"/> can have.</summary>
    public static IReadOnlyList<string> RoutingAttributeNames { get; } = ["lead.stage", "lead.source", "lead.country", "lead.title", "account.industry", "account.size"];

    /// <summary>What model policies may route by.</summary>
    public IReadOnlyDictionary<string, string> RoutingAttributes
    {
        get
        {
            var attributes = new Dictionary<string, string> { ["lead.stage"] = Stage };
            Put("lead.source", Source);
            Put("lead.country", Country);
            Put("lead.title", Title);
            Put("account.industry", Industry);
            if (Employees is { } employees)
                attributes["account.size"] = employees >= 1000 ? "large" : employees >= 100 ? "medium" : "small";
            return attributes;

            void Put(string name, string? value)
            {
                if (!string.IsNullOrWhiteSpace(value))
                    attributes[name] = value;
            }
        }
    }
}

/// <summary>An interaction as models get it.</summary>
/// <param name="Id">Id, to cite it by.</param>
/// <param name="DaysAgo">Days ago.</param>
/// <param name="Kind">Kind (snake_case).</param>
/// <param name="Subject">In one line.</param>
/// <param name="Text">The text, cut.</param>
/// <param name="Outcome"><c>positive</c>, <c>neutral</c>, <c>negative</c>.</param>
public sealed record LeadBriefInteraction(Guid Id, int DaysAgo, string Kind, string Subject, string? Text, string? Outcome);

/// <summary>Reads briefs of leads, many in few statements.</summary>
public sealed class ReadLeadBriefs(IArtisanDbFactory databases, TimeProvider clock)
{
    private const int Window = 90;
    private const int RecentEach = 12;
    private const int LongestText = 600;

    /// <summary>Reads. Leads that do not exist for the caller are left out.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="leadIds">At most a few hundred.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="asOf">Interactions as they stood then (UTC); null for now. Facts are always today's.</param>
    public async Task<IReadOnlyDictionary<Guid, LeadBrief>> ExecuteAsync(TenantScope scope, IReadOnlyCollection<Guid> leadIds, CancellationToken cancellationToken, DateTimeOffset? asOf = null)
    {
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = asOf ?? clock.GetUtcNow(), since = now.AddDays(-Window), until = asOf ?? DateTimeOffset.MaxValue;
        var leads = await db.Leads.AsNoTracking().Reached(scope).Where(l => leadIds.Contains(l.Id)).Select(l => new
        {
            l.Id,
            l.Name,
            l.Title,
            l.Company,
            l.Email,
            l.Phone,
            l.Country,
            l.Source,
            l.Stage,
            l.CreatedAt,
            l.LastContactAt,
            l.NextStep,
            l.CustomJson,
            Account = db.Accounts.Where(a => a.Id == l.AccountId).Select(a => new { a.Name, a.Industry, a.Employees }).FirstOrDefault(),
        }).ToArrayAsync(cancellationToken);
        Guid[] ids = [.. leads.Select(l => l.Id)];
        var counts = (await db.Interactions.AsNoTracking().Where(i => ids.Contains(i.LeadId!.Value) && i.At >= since && i.At <= until)
            .GroupBy(i => new { i.LeadId, i.Kind }).Select(g => new { g.Key.LeadId, g.Key.Kind, Count = g.Count() }).ToArrayAsync(cancellationToken)).ToLookup(c => c.LeadId!.Value);
        var recent = (await db.Leads.AsNoTracking().Where(l => ids.Contains(l.Id)).SelectMany(l => db.Interactions.Where(i => i.LeadId == l.Id && i.At <= until).OrderByDescending(i => i.At).ThenByDescending(i => i.Id).Take(RecentEach))
            .Select(i => new { i.Id, i.LeadId, i.At, i.Kind, i.Subject, Body = i.Body == null ? null : i.Body.Substring(0, LongestText), i.Outcome }).ToArrayAsync(cancellationToken)).ToLookup(i => i.LeadId!.Value);
        return leads.ToDictionary(l => l.Id, l => new LeadBrief(l.Name, l.Title, l.Company ?? l.Account?.Name, l.Email is not null, Accounts.FindAccount.CompanyDomain(l.Email) is not null, l.Phone is not null,
            l.Account?.Industry, l.Account?.Employees, l.Country, l.Source, Words(l.Stage), Days(now - l.CreatedAt), LastContact(l.LastContactAt, recent[l.Id].Select(i => (DateTimeOffset?)i.At), asOf) is { } last ? Days(now - last) : null,
            counts[l.Id].OrderBy(c => c.Kind).ToDictionary(c => Words(c.Kind), c => c.Count),
            [.. recent[l.Id].OrderByDescending(i => i.At).Select(i => new LeadBriefInteraction(i.Id, Days(now - i.At), Words(i.Kind), i.Subject, i.Body, i.Outcome))],
            l.NextStep, l.CustomJson == "{}" ? null : JsonDocument.Parse(l.CustomJson).RootElement));
    }

    private static DateTimeOffset? LastContact(DateTimeOffset? kept, IEnumerable<DateTimeOffset?> recent, DateTimeOffset? asOf) => asOf is null ? kept : recent.Max();

    private static int Days(TimeSpan time) => Math.Max(0, (int)time.TotalDays);

    private static string Words<T>(T value) where T : Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
