using System.Globalization;
using Artisan.Core.Data;
using Artisan.Core.Operations.Demo;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Crm.Demo;

/// <summary>Fills a demonstration tenant with 400 accounts, 2,000 leads, their 60 days of interactions, tasks, campaigns and some contacts.</summary>
public sealed class DemoCrm(IBulkInsert rows, TimeProvider clock) : IDemoSource
{
    /// <summary>Accounts made.</summary>
    public const int Accounts = 400;
    /// <summary>Leads made.</summary>
    public const int Leads = 2000;
    private const int Days = 60;

    /// <inheritdoc/>
    public async Task FillAsync(DemoTenant tenant, CancellationToken cancellationToken)
    {
        var random = new Random(tenant.Seed * 7919);
        DateTimeOffset now = clock.GetUtcNow();
        Account[] accounts = MakeAccounts(tenant, random, now);
        await rows.InsertAsync(tenant.TenantId, accounts, cancellationToken);
        Campaign[] campaigns = MakeCampaigns(tenant, now);
        await rows.InsertAsync(tenant.TenantId, campaigns, cancellationToken);
        DemoPerson[] sellers = [.. tenant.People.Where(p => p.Role is Role.Rep or Role.Manager)];
        // The leads before what belongs to them.
        var leads = new List<Lead>(Leads);
        var belongings = new List<ITenantOwned>(Leads * 18);
        for (int i = 0; i < Leads; i++)
            leads.Add(MakeLead(tenant, random, accounts[i % Accounts], campaigns, sellers, now, i, belongings));
        await rows.InsertAsync(tenant.TenantId, [.. leads, .. belongings], cancellationToken);
    }

    private static Account[] MakeAccounts(DemoTenant tenant, Random random, DateTimeOffset now)
    {
        var accounts = new Account[Accounts];
        for (int i = 0; i < Accounts; i++)
        {
            string stem = DemoNames.CompanyStems[i % DemoNames.CompanyStems.Length];
            (string suffix, string industry) = DemoNames.CompanyKinds[i / DemoNames.CompanyStems.Length % DemoNames.CompanyKinds.Length];
            (string country, string[] cities) = Pick(random, DemoNames.Places);
            DateTimeOffset created = now.AddDays(-Days - 30 * random.NextDouble());
            accounts[i] = new Account
            {
                TenantId = tenant.TenantId,
                Id = Guid.CreateVersion7(created),
                Name = $"{stem} {suffix}",
                Domain = $"{stem}-{suffix}.example".ToLowerInvariant().Replace(' ', '-'),
                Industry = industry,
                // Company sizes are log-normal: many small ones, few large ones.
                Employees = (int)Math.Min(60_000, Math.Exp(4.6 + 1.4 * Normal(random))),
                Country = country,
                City = Pick(random, cities),
                CreatedAt = created,
                UpdatedAt = created,
            };
            accounts[i].AnnualRevenueUsd = accounts[i].Employees * 150_000m;
            accounts[i].Refresh();
        }
        return accounts;
    }

    private static Campaign[] MakeCampaigns(DemoTenant tenant, DateTimeOffset now) =>
    [
        .. DemoNames.Campaigns.Select((c, i) => new Campaign
        {
            TenantId = tenant.TenantId,
            Id = Guid.CreateVersion7(now.AddDays(-50 + 10 * i)),
            Name = c.Name,
            Channel = c.Channel,
            Objective = c.Objective,
            Status = i == 3 ? CampaignStatus.Draft : i == 2 ? CampaignStatus.Completed : CampaignStatus.Active,
            StartsOn = DateOnly.FromDateTime(now.UtcDateTime.AddDays(-45 + 10 * i)),
            EndsOn = DateOnly.FromDateTime(now.UtcDateTime.AddDays(i == 2 ? -5 : 30)),
            BudgetUsd = 4000 + 3000 * i,
            OwnerId = tenant.People.First(p => p.Role == Role.Manager).MembershipId,
            CreatedAt = now.AddDays(-50 + 10 * i),
            UpdatedAt = now.AddDays(-50 + 10 * i),
        }),
    ];

    private static Lead MakeLead(DemoTenant tenant, Random random, Account account, Campaign[] campaigns, DemoPerson[] sellers, DateTimeOffset now, int number, List<ITenantOwned> rows)
    {
        DateTimeOffset created = now.AddDays(-Days * random.NextDouble());
        (string title, double seniority) = Pick(random, DemoNames.Titles);
        (string source, double origin) = Pick(random, DemoNames.Sources);
        string first = Pick(random, DemoNames.FirstNames), last = Pick(random, DemoNames.LastNames);
        DemoPerson? owner = random.NextDouble() < 0.15 ? null : Pick(random, sellers);
        var lead = new Lead
        {
            TenantId = tenant.TenantId,
            Id = Guid.CreateVersion7(created),
            FirstName = first,
            LastName = last,
            // The number keeps addresses apart where two people of a company share a name.
            Email = string.Create(CultureInfo.InvariantCulture, $"{first}.{last}{(number < Accounts ? "" : number / Accounts)}@{account.Domain}").ToLowerInvariant(),
            Phone = string.Create(CultureInfo.InvariantCulture, $"+49 30 555 {number:0000}"),
            Title = title,
            Company = account.Name,
            AccountId = account.Id,
            Country = account.Country,
            City = account.City,
            Source = source,
            OwnerId = owner?.MembershipId,
            CreatedAt = created,
            UpdatedAt = created,
        };
        LeadText.Refresh(lead);
        double size = Math.Clamp(Math.Log10(account.Employees!.Value + 1) / 4, 0, 1);
        DemoStory story = DemoStory.Tell(random, (seniority + origin + size) / 3, created, now, owner?.Name ?? "Inside sales", first, account.Name);
        lead.Stage = story.Stage;
        foreach (Interaction interaction in story.Interactions.Where(i => i.At < now))
        {
            (interaction.TenantId, interaction.Id, interaction.LeadId, interaction.AccountId, interaction.CreatedAt) = (tenant.TenantId, Guid.CreateVersion7(interaction.At), lead.Id, account.Id, interaction.At);
            if (lead.LastContactAt is null || interaction.At > lead.LastContactAt)
                lead.LastContactAt = interaction.At;
            rows.Add(interaction);
        }
        rows.Add(new LeadEvent { TenantId = tenant.TenantId, Id = Guid.CreateVersion7(created), LeadId = lead.Id, At = created, Kind = LeadEventKind.Created, Title = $"Lead created from {source}", ActorName = "CRM sync" });
        if (lead.Stage is LeadStage.Engaged or LeadStage.Qualified or LeadStage.Proposal && random.NextDouble() < 0.6)
            AddTask(tenant, random, lead, now, rows);
        if (source is "webinar" or "trade fair" || random.NextDouble() < 0.1)
            rows.Add(new CampaignLead { TenantId = tenant.TenantId, CampaignId = campaigns[source == "webinar" ? 0 : source == "trade fair" ? 2 : 1].Id, LeadId = lead.Id, AddedAt = created });
        if (lead.Stage == LeadStage.Won)
        {
            var contact = new Contact { TenantId = tenant.TenantId, Id = Guid.CreateVersion7(), AccountId = account.Id, LeadId = lead.Id, FirstName = first, LastName = last, Email = lead.Email, Phone = lead.Phone, Title = title, OwnerId = lead.OwnerId, CreatedAt = now, UpdatedAt = now };
            contact.Refresh();
            rows.Add(contact);
        }
        return lead;
    }

    private static void AddTask(DemoTenant tenant, Random random, Lead lead, DateTimeOffset now, List<ITenantOwned> rows)
    {
        string title = lead.Stage switch
        {
            LeadStage.Proposal => "Ask for a decision on the offer",
            LeadStage.Qualified => "Agree on a pilot",
            _ => "Call and ask about their planning",
        };
        DateTimeOffset due = now.AddDays(-3 + 14 * random.NextDouble());
        rows.Add(new LeadTask { TenantId = tenant.TenantId, Id = Guid.CreateVersion7(), LeadId = lead.Id, Title = title, DueAt = due, CreatedBy = "Demo data", CreatedAt = now });
        (lead.NextStep, lead.NextStepAt) = (title, due);
    }

    private static T Pick<T>(Random random, T[] choices) => choices[random.Next(choices.Length)];

    // Box and Muller, "A note on the generation of random normal deviates" (1958).
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
