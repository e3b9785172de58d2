using System.Globalization;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Campaigns;

/// <summary>
/// Computes how an organisation's leads are won: by source, industry and size, through the stages, by the time of sending, and before wins. Every statement
/// looks at the latest rows only, so that it takes the same time with a million leads. A rep gets the figures of the own and of unassigned leads.
/// </summary>
public sealed class ReadCampaignFigures(IArtisanDbFactory databases, ControlPlane control, TimeProvider clock)
{
    private const int MostLeads = 200_000, MostMails = 20_000, MostClosed = 2000, MostGroups = 12, MostCampaigns = 12, MostOfCampaign = 50_000, LeastMails = 20;
    private const double AnsweredWithinHours = 72;
    private static readonly TimeSpan MailWindow = TimeSpan.FromDays(180);
    private static readonly string[] Sizes = ["unknown", "under 50", "50 to 199", "200 to 999", "1,000 to 4,999", "5,000 and more"];

    /// <summary>Computes.</summary>
    /// <exception cref="ArtisanException">When the scope may not see leads.</exception>
    public async Task<CampaignFigures> ExecuteAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Leads, Level.See);
        await using ArtisanDb db = databases.Open(scope);
        IQueryable<Lead> latest = db.Leads.AsNoTracking().Reached(scope).OrderByDescending(l => l.Id).Take(MostLeads);
        var bySource = (await latest.GroupBy(l => new { l.Source, l.Stage }).Select(g => new { g.Key.Source, g.Key.Stage, Count = g.Count() }).ToArrayAsync(cancellationToken))
            .Select(g => new Cell(g.Source ?? "unknown", g.Stage, g.Count)).ToArray();
        var byAccount = await latest.Join(db.Accounts, l => new { l.TenantId, Id = l.AccountId!.Value }, a => new { a.TenantId, a.Id }, (l, a) => new
        {
            l.Stage,
            a.Industry,
            Size = a.Employees == null ? 0 : a.Employees < 50 ? 1 : a.Employees < 200 ? 2 : a.Employees < 1000 ? 3 : a.Employees < 5000 ? 4 : 5,
        }).GroupBy(x => new { x.Stage, x.Industry, x.Size }).Select(g => new { g.Key.Stage, g.Key.Industry, g.Key.Size, Count = g.Count() }).ToArrayAsync(cancellationToken);
        int leads = bySource.Sum(c => c.Count);
        TimeZoneInfo zone = control.TenantOf(scope.TenantId)?.TimeZone ?? TimeZoneInfo.Utc;
        Sent[] sent = await SentAsync(db, scope, zone, cancellationToken);
        return new CampaignFigures(leads, leads == MostLeads, bySource.Where(c => c.Stage == LeadStage.Won).Sum(c => c.Count), bySource.Where(c => c.Stage == LeadStage.Lost).Sum(c => c.Count),
            [.. Enum.GetValues<LeadStage>().Select(s => new StageCount(s, bySource.Where(c => c.Stage == s).Sum(c => c.Count)))],
            Groups(bySource),
            Groups(byAccount.Where(g => g.Industry != null).Select(g => new Cell(g.Industry!, g.Stage, g.Count))),
            [.. Groups(byAccount.Where(g => g.Size > 0).Select(g => new Cell(Sizes[g.Size], g.Stage, g.Count))).OrderBy(g => Array.IndexOf(Sizes, g.Name))],
            new MailFigures(sent.Length, Share(sent.Count(s => s.Opened), sent.Length), Share(sent.Count(s => s.Replied), sent.Length)),
            [.. sent.GroupBy(s => s.At.DayOfWeek).Where(g => g.Count() >= LeastMails).OrderBy(g => ((int)g.Key + 6) % 7).Select(g => Sending(g.Key.ToString(), g))],
            [.. sent.GroupBy(s => s.At.Hour).Where(g => g.Count() >= LeastMails).OrderBy(g => g.Key).Select(g => Sending(string.Create(CultureInfo.InvariantCulture, $"{g.Key:00}:00"), g))],
            await BeforeWinsAsync(db, scope, cancellationToken), await CampaignsAsync(db, scope, cancellationToken), zone.Id);
    }

    private async Task<Sent[]> SentAsync(ArtisanDb db, TenantScope scope, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow(), since = now - MailWindow, until = now.AddHours(-AnsweredWithinHours);
        var rows = await Interactions.ListInteractions.Reached(db, scope).Where(i => i.LeadId != null && i.Kind == InteractionKind.EmailSent && i.At >= since && i.At < until).OrderByDescending(i => i.At).Take(MostMails)
            .Select(i => new
            {
                i.At,
                Opened = db.Interactions.Any(o => o.LeadId == i.LeadId && o.Kind == InteractionKind.EmailOpened && o.At > i.At && o.At <= i.At.AddHours(AnsweredWithinHours)),
                Replied = db.Interactions.Any(o => o.LeadId == i.LeadId && o.Kind == InteractionKind.EmailReplied && o.At > i.At && o.At <= i.At.AddHours(AnsweredWithinHours)),
            }).ToArrayAsync(cancellationToken);
        return [.. rows.Select(r => new Sent(TimeZoneInfo.ConvertTime(r.At, zone), r.Opened || r.Replied, r.Replied))];
    }

    private static async Task<IReadOnlyList<KindFigures>> BeforeWinsAsync(ArtisanDb db, TenantScope scope, CancellationToken cancellationToken)
    {
        (int won, Dictionary<InteractionKind, int> withWon) = await KindsAsync(db, scope, LeadStage.Won, cancellationToken);
        (int lost, Dictionary<InteractionKind, int> withLost) = await KindsAsync(db, scope, LeadStage.Lost, cancellationToken);
        return won == 0 ? [] : [.. withWon.Select(k => new KindFigures(k.Key, Share(k.Value, won), Share(withLost.GetValueOrDefault(k.Key), lost))).OrderByDescending(k => k.WonShare - k.LostShare).Take(MostGroups)];
    }

    private static async Task<(int Leads, Dictionary<InteractionKind, int> Kinds)> KindsAsync(ArtisanDb db, TenantScope scope, LeadStage stage, CancellationToken cancellationToken)
    {
        IQueryable<Lead> closed = db.Leads.AsNoTracking().Reached(scope).Where(l => l.Stage == stage).OrderByDescending(l => l.Id).Take(MostClosed);
        int leads = await closed.CountAsync(cancellationToken);
        var kinds = leads == 0 ? [] : await closed.SelectMany(l => db.Interactions.Where(i => i.LeadId == l.Id).Select(i => new { i.LeadId, i.Kind })).Distinct()
            .GroupBy(i => i.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return (leads, kinds);
    }

    private static async Task<IReadOnlyList<PastCampaign>> CampaignsAsync(ArtisanDb db, TenantScope scope, CancellationToken cancellationToken)
    {
        IQueryable<Lead> reached = db.Leads.Reached(scope);
        return await db.Campaigns.AsNoTracking().OrderByDescending(c => c.Id).Take(MostCampaigns).Select(c => new PastCampaign(c.Id, c.Name, c.Channel, c.Status,
            db.CampaignLeads.Where(l => l.CampaignId == c.Id).Take(MostOfCampaign).Count(m => reached.Any(l => l.Id == m.LeadId)),
            db.CampaignLeads.Where(l => l.CampaignId == c.Id).Take(MostOfCampaign).Count(m => reached.Any(l => l.Id == m.LeadId && l.Stage >= LeadStage.Engaged && l.Stage <= LeadStage.Won)),
            db.CampaignLeads.Where(l => l.CampaignId == c.Id).Take(MostOfCampaign).Count(m => reached.Any(l => l.Id == m.LeadId && l.Stage == LeadStage.Won)), c.BudgetUsd)).ToArrayAsync(cancellationToken);
    }

    private static IReadOnlyList<GroupFigures> Groups(IEnumerable<Cell> cells) =>
        [.. cells.GroupBy(c => c.Name).Select(g =>
        {
            int all = g.Sum(c => c.Count), won = g.Where(c => c.Stage == LeadStage.Won).Sum(c => c.Count);
            return new GroupFigures(g.Key, all, g.Where(c => c.Stage is >= LeadStage.Engaged and <= LeadStage.Won).Sum(c => c.Count), won, Share(won, all));
        }).OrderByDescending(g => g.Leads).ThenBy(g => g.Name, StringComparer.Ordinal).Take(MostGroups)];

    private static SendingFigures Sending(string name, IEnumerable<Sent> sent)
    {
        Sent[] all = [.. sent];
        return new SendingFigures(name, all.Length, Share(all.Count(s => s.Opened), all.Length), Share(all.Count(s => s.Replied), all.Length));
    }

    private static double Share(int part, int all) => all == 0 ? 0 : Math.Round((double)part / all, 4);

    private sealed record Cell(string Name, LeadStage Stage, int Count);

    private sealed record Sent(DateTimeOffset At, bool Opened, bool Replied);
}
