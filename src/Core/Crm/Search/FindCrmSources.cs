using System.Globalization;
using Artisan.Core.Crm.Campaigns;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Search;

/// <summary>What was found for a question.</summary>
/// <param name="Sources">What an answer can rest on, grouped by lead.</param>
/// <param name="LeadIds">The leads that the question is about.</param>
public sealed record CrmSources(IReadOnlyList<CrmSource> Sources, IReadOnlyList<Guid> LeadIds);

/// <summary>
/// Finds what a question about the CRM needs: the leads that it names with what happened with them, what mentions its words, tasks, rankings, figures and
/// campaigns. Only what the caller reaches; every statement is bounded.
/// </summary>
public sealed class FindCrmSources(IArtisanDbFactory databases, ReadCampaignFigures figures, TimeProvider clock)
{
    private const int MostLeads = 3, MostInteractions = 25, MostMentions = 8, MostRanked = 10, MostTasks = 10, Searched = 20_000, LongestText = 700;

    /// <summary>Finds.</summary>
    /// <param name="scope">Who asks.</param>
    /// <param name="question">The question, with what it leans on.</param>
    /// <param name="leadId">The lead that it is about; null lets the question tell.</param>
    /// <param name="earlierLeads">Leads that the conversation was about, for questions that name none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Kernel.ArtisanException">With <see cref="Kernel.ErrorCode.NotFound"/> when the lead does not exist for the caller.</exception>
    public async Task<CrmSources> ExecuteAsync(TenantScope scope, string question, Guid? leadId, IReadOnlyList<Guid> earlierLeads, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.Open(scope);
        QuestionNeeds needs = QuestionNeeds.Of(question);
        Guid[] leads;
        if (leadId is { } one)
        {
            if (!await db.Leads.Reached(scope).AnyAsync(l => l.Id == one, cancellationToken))
                throw Kernel.ArtisanException.NotFound("The lead");
            leads = [one];
        }
        else
        {
            leads = await NamedAsync(db, scope, question, cancellationToken);
            bool general = needs is { Ranking: true } or { Figures: true } or { Silent: true } or { Campaigns: true };
            if (leads.Length == 0 && !general)
                leads = await db.Leads.Reached(scope).Where(l => earlierLeads.Contains(l.Id)).Select(l => l.Id).Take(MostLeads).ToArrayAsync(cancellationToken);
        }
        var found = new List<CrmSource>();
        foreach (Guid lead in leads)
            await AddLeadAsync(db, lead, leads.Length == 1 ? MostInteractions : MostInteractions / 2, found, cancellationToken);
        if (leads.Length == 0)
            await AddMentionsAsync(db, scope, question, found, cancellationToken);
        if (leadId is null)
        {
            if (needs.Ranking)
                await AddRankingAsync(db.Leads.AsNoTracking().Reached(scope).Where(l => l.Score != null && l.Stage < LeadStage.Won).OrderByDescending(l => l.Score).ThenByDescending(l => l.Id), db, found, cancellationToken);
            if (needs.Silent)
            {
                DateTimeOffset since = clock.GetUtcNow().AddDays(-14);
                await AddRankingAsync(db.Leads.AsNoTracking().Reached(scope).Where(l => l.LastContactAt < since && l.Stage >= LeadStage.Engaged && l.Stage <= LeadStage.Proposal).OrderBy(l => l.LastContactAt).ThenBy(l => l.Id), db, found, cancellationToken);
            }
            if (needs.Tasks && leads.Length == 0)
                await AddTasksAsync(db, scope, found, cancellationToken);
            if (needs.Figures || needs.Campaigns)
                AddFigures(await figures.ExecuteAsync(scope, cancellationToken), needs, found);
        }
        return new CrmSources([.. found.DistinctBy(s => (s.Type, s.Id, s.Title))], leads);
    }

    private static async Task<Guid[]> NamedAsync(ArtisanDb db, TenantScope scope, string question, CancellationToken cancellationToken)
    {
        foreach (string name in QuestionWords.Names(question))
        {
            string[] patterns = [.. SearchWords.Patterns(name)];
            if (patterns.Length == 0)
                continue;
            IQueryable<Lead> matching = db.Leads.AsNoTracking().Reached(scope);
            foreach (string pattern in patterns)
                matching = matching.Where(l => EF.Functions.Like(l.SearchText, pattern, "\\"));
            // Of many people of one name those with whom most is going on are meant.
            Guid[] found = await matching.OrderByDescending(l => l.LastContactAt != null).ThenByDescending(l => l.LastContactAt).ThenByDescending(l => l.Id).Take(MostLeads).Select(l => l.Id).ToArrayAsync(cancellationToken);
            if (found.Length > 0)
                return found;
        }
        return [];
    }

    private async Task AddLeadAsync(ArtisanDb db, Guid leadId, int interactions, List<CrmSource> found, CancellationToken cancellationToken)
    {
        var lead = await Facts(db.Leads.AsNoTracking().Where(l => l.Id == leadId), db).SingleOrDefaultAsync(cancellationToken);
        if (lead is null)
            return;
        found.Add(SourceOf(lead));
        foreach (var task in await db.LeadTasks.AsNoTracking().Where(t => t.LeadId == leadId && t.DoneAt == null).OrderBy(t => t.DueAt).Take(MostTasks).Select(t => new { t.Id, t.Title, t.DueAt }).ToArrayAsync(cancellationToken))
            found.Add(new CrmSource("task", task.Id, leadId, task.Title, $"Open task for {lead.Name}: {Sentence(task.Title)}{(task.DueAt is { } due ? $" Due on {Day(due)}." : "")}", null));
        var rows = await db.Interactions.AsNoTracking().Where(i => i.LeadId == leadId).OrderByDescending(i => i.At).ThenByDescending(i => i.Id).Take(interactions)
            .Select(i => new { i.Id, i.Kind, i.At, i.Subject, Body = i.Body == null ? null : i.Body.Substring(0, LongestText), i.Outcome, i.ActorName }).ToArrayAsync(cancellationToken);
        found.AddRange(rows.Select(i => Interaction(i.Id, leadId, lead.Name, i.Kind, i.At, i.Subject, i.Body, i.Outcome, i.ActorName)));
    }

    private static async Task AddMentionsAsync(ArtisanDb db, TenantScope scope, string question, List<CrmSource> found, CancellationToken cancellationToken)
    {
        string[] words = [.. QuestionWords.Content(question).Take(4).Select(w => $"%{SearchWords.Escape(w)}%")];
        if (words.Length == 0)
            return;
        // The latest interactions only: words are looked for in their texts, for which there is no index.
        IQueryable<Interaction> latest = ListInteractions.Reached(db, scope).OrderByDescending(i => i.At).Take(Searched).Where(i => i.LeadId != null && (i.Body != null || i.Kind == InteractionKind.Note));
        string first = words[0], second = words.ElementAtOrDefault(1) ?? first, third = words.ElementAtOrDefault(2) ?? first, fourth = words.ElementAtOrDefault(3) ?? first;
        var rows = await latest
            .Select(i => new
            {
                Row = i,
                Hits = (EF.Functions.Like((i.Subject + " " + i.Body).ToLower(), first, "\\") ? 1 : 0) + (EF.Functions.Like((i.Subject + " " + i.Body).ToLower(), second, "\\") ? 1 : 0)
                    + (EF.Functions.Like((i.Subject + " " + i.Body).ToLower(), third, "\\") ? 1 : 0) + (EF.Functions.Like((i.Subject + " " + i.Body).ToLower(), fourth, "\\") ? 1 : 0),
            })
            .Where(x => x.Hits > 0).OrderByDescending(x => x.Hits).ThenByDescending(x => x.Row.At).Take(MostMentions)
            .Select(x => new { x.Row.Id, LeadId = x.Row.LeadId!.Value, Name = db.Leads.Where(l => l.Id == x.Row.LeadId).Select(l => l.Name + (l.Company == null ? "" : " of " + l.Company)).First(), x.Row.Kind, x.Row.At, x.Row.Subject, Body = x.Row.Body == null ? null : x.Row.Body.Substring(0, LongestText), x.Row.Outcome, x.Row.ActorName })
            .ToArrayAsync(cancellationToken);
        found.AddRange(rows.Select(i => Interaction(i.Id, i.LeadId, i.Name, i.Kind, i.At, i.Subject, i.Body, i.Outcome, i.ActorName)));
    }

    private async Task AddRankingAsync(IQueryable<Lead> ranked, ArtisanDb db, List<CrmSource> found, CancellationToken cancellationToken)
    {
        // Projected after the limit, so that names of owners and industries are read of ten leads only.
        Guid[] ids = await ranked.Take(MostRanked).Select(l => l.Id).ToArrayAsync(cancellationToken);
        Fact[] facts = await Facts(db.Leads.AsNoTracking().Where(l => ids.Contains(l.Id)), db).ToArrayAsync(cancellationToken);
        found.AddRange(facts.OrderBy(f => Array.IndexOf(ids, f.Id)).Select(SourceOf));
    }

    private static async Task AddTasksAsync(ArtisanDb db, TenantScope scope, List<CrmSource> found, CancellationToken cancellationToken)
    {
        Guid own = scope.ActorId;
        IQueryable<Lead> reached = db.Leads.Reached(scope);
        var tasks = await db.LeadTasks.AsNoTracking().Where(t => t.DoneAt == null && reached.Any(l => l.Id == t.LeadId) && (t.AssigneeId == own || (t.AssigneeId == null && db.Leads.Any(l => l.Id == t.LeadId && l.OwnerId == own))))
            .OrderBy(t => t.DueAt).Take(MostTasks).Select(t => new { t.Id, t.LeadId, t.Title, t.DueAt, Name = db.Leads.Where(l => l.Id == t.LeadId).Select(l => l.Name).First() }).ToArrayAsync(cancellationToken);
        found.AddRange(tasks.Select(t => new CrmSource("task", t.Id, t.LeadId, $"{t.Title} – {t.Name}", $"Open task for {t.Name}: {Sentence(t.Title)}{(t.DueAt is { } due ? $" Due on {Day(due)}." : "")}")));
    }

    private static void AddFigures(CampaignFigures f, QuestionNeeds needs, List<CrmSource> found)
    {
        if (needs.Figures)
        {
            found.Add(new CrmSource("figures", null, null, "Leads by stage", Text($"There are {f.Leads:N0} leads{(f.Cut ? " (the latest were counted)" : "")}. {f.Won:N0} were won and {f.Lost:N0} lost; the win rate of all leads is {Share(f.Won, f.Leads)}. By stage: {string.Join(", ", f.Funnel.Select(s => FormattableString.Invariant($"{Words(s.Stage)} {s.Leads:N0}")))}.")));
            found.Add(new CrmSource("figures", null, null, "Leads by source", "Leads by source, with won and win rate: " + Groups(f.Sources)));
            if (f.Industries.Count > 0)
                found.Add(new CrmSource("figures", null, null, "Leads by industry", "Leads by industry, with won and win rate: " + Groups(f.Industries)));
            if (f.Mails.Sent > 0)
                found.Add(new CrmSource("figures", null, null, "E-mails of 180 days", Text($"Of {f.Mails.Sent:N0} e-mails {f.Mails.OpenRate:P1} were opened and {f.Mails.ReplyRate:P1} answered within three days. The best weekday for replies is {f.Weekdays.MaxBy(d => d.ReplyRate)?.Name ?? "not known"}, the best hour {f.Hours.MaxBy(d => d.ReplyRate)?.Name ?? "not known"}.")));
        }
        if (needs.Campaigns)
        {
            found.AddRange(f.Campaigns.Take(MostRanked).Select(c => new CrmSource("campaign", c.Id, null, c.Name,
                Text($"Campaign “{c.Name}” ({c.Channel ?? "no channel"}, {Words(c.Status)}): {c.Leads:N0} leads, {c.Engaged:N0} engaged or further, {c.Won:N0} won ({Share(c.Won, c.Leads)})."))));
        }
    }

    private static IQueryable<Fact> Facts(IQueryable<Lead> leads, ArtisanDb db) => leads.Select(l => new Fact(l.Id, l.Name, l.Title, l.Company, l.AccountId,
        db.Accounts.Where(a => a.Id == l.AccountId).Select(a => a.Industry).FirstOrDefault(), db.Accounts.Where(a => a.Id == l.AccountId).Select(a => a.Employees).FirstOrDefault(), l.Country, l.Stage, l.Source, l.Score, l.Grade,
        l.LastContactAt, l.NextStep, l.NextStepAt, db.Memberships.Where(m => m.Id == l.OwnerId).Select(m => m.DisplayName).FirstOrDefault(), l.CreatedAt));

    private CrmSource SourceOf(Fact f)
    {
        string company = f.Company is null ? "" : $" at {f.Company}{(f.Industry is null && f.Employees is null ? "" : $" ({string.Join(", ", new[] { f.Industry, f.Employees is { } n ? Text($"{n:N0} people") : null }.OfType<string>())})")}";
        string text = $"{f.Name}{(f.Title is null ? "" : $", {f.Title}")}{company}{(f.Country is null ? "" : $", {f.Country}")}, is in stage {Words(f.Stage)}."
            + (f.Score is { } score ? Text($" The score is {score} ({f.Grade}).") : " Not scored yet.")
            + (f.Source is null ? "" : $" Came from {f.Source} on {Day(f.CreatedAt)}.")
            + (f.LastContactAt is { } last ? $" Last contact on {Day(last)}, {Days(last)}." : " No contact yet.")
            + (f.NextStep is null ? "" : $" Next step: {f.NextStep}{(f.NextStepAt is { } at ? $", due on {Day(at)}" : "")}.")
            + $" Owner: {f.OwnerName ?? "nobody"}.";
        return new CrmSource("lead", f.Id, f.Id, f.Company is null ? f.Name : $"{f.Name}, {f.Company}", text);
    }

    private static CrmSource Interaction(Guid id, Guid lead, string name, InteractionKind kind, DateTimeOffset at, string subject, string? body, string? outcome, string actor) =>
        new("interaction", id, lead, subject, $"{Day(at)}, {Words(kind)} with {name} ({actor}{(outcome is null ? "" : $", {outcome}")}): {Sentence(subject)}{(string.IsNullOrWhiteSpace(body) ? "" : " " + body.ReplaceLineEndings(" ").Trim())}", at);

    private static string Groups(IReadOnlyList<GroupFigures> groups) => string.Join("; ", groups.Select(g => FormattableString.Invariant($"{g.Name} {g.Leads:N0} leads, {g.Won:N0} won, {g.WonShare:P1}"))) + ".";

    private string Days(DateTimeOffset at) => (int)(clock.GetUtcNow() - at).TotalDays switch { <= 0 => "today", 1 => "yesterday", var days => Text($"{days} days ago") };

    private static string Share(int part, int all) => (all == 0 ? 0 : (double)part / all).ToString("P1", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Sentence(string text) => text.TrimEnd() is { Length: > 0 } t && t[^1] is '.' or '!' or '?' ? text : text.TrimEnd() + ".";

    private static string Words<T>(T value) where T : Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Fact(Guid Id, string Name, string? Title, string? Company, Guid? AccountId, string? Industry, int? Employees, string? Country, LeadStage Stage, string? Source, int? Score, string? Grade,
        DateTimeOffset? LastContactAt, string? NextStep, DateTimeOffset? NextStepAt, string? OwnerName, DateTimeOffset CreatedAt);
}
