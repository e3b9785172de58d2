namespace Artisan.Core.Crm.Campaigns;

/// <summary>What an organisation's own records say about how its leads are won.</summary>
/// <param name="Leads">Leads that were looked at, the latest.</param>
/// <param name="Cut">Whether there are more leads than were looked at.</param>
/// <param name="Won">Of them, won.</param>
/// <param name="Lost">Of them, lost.</param>
/// <param name="Funnel">Leads by stage, in the stages' order.</param>
/// <param name="Sources">By source, the most leads first.</param>
/// <param name="Industries">By industry of the account, the most leads first.</param>
/// <param name="Sizes">By people at the account.</param>
/// <param name="Mails">E-mails that were looked at, and what came of them.</param>
/// <param name="Weekdays">E-mails by weekday of sending.</param>
/// <param name="Hours">E-mails by hour of sending.</param>
/// <param name="BeforeWins">What happened with won leads and with lost ones.</param>
/// <param name="Campaigns">Campaigns with their results, the latest first.</param>
/// <param name="TimeZone">IANA time zone of weekdays and hours.</param>
public sealed record CampaignFigures(int Leads, bool Cut, int Won, int Lost, IReadOnlyList<StageCount> Funnel, IReadOnlyList<GroupFigures> Sources, IReadOnlyList<GroupFigures> Industries, IReadOnlyList<GroupFigures> Sizes,
    MailFigures Mails, IReadOnlyList<SendingFigures> Weekdays, IReadOnlyList<SendingFigures> Hours, IReadOnlyList<KindFigures> BeforeWins, IReadOnlyList<PastCampaign> Campaigns, string TimeZone);

/// <summary>Leads in a stage.</summary>
public sealed record StageCount(LeadStage Stage, int Leads);

/// <summary>Leads of a group.</summary>
/// <param name="Name">The group.</param>
/// <param name="Leads">Leads in it.</param>
/// <param name="Engaged">Of them, engaged or further (lost ones aside).</param>
/// <param name="Won">Of them, won.</param>
/// <param name="WonShare">Won of all, 0 to 1.</param>
public sealed record GroupFigures(string Name, int Leads, int Engaged, int Won, double WonShare);

/// <summary>E-mails and what came of them within three days.</summary>
/// <param name="Sent">Sent.</param>
/// <param name="OpenRate">Share that was opened, 0 to 1.</param>
/// <param name="ReplyRate">Share that was answered, 0 to 1.</param>
public sealed record MailFigures(int Sent, double OpenRate, double ReplyRate);

/// <summary>E-mails sent on a weekday or in an hour.</summary>
/// <param name="Name">The weekday, or the hour as <c>09:00</c>.</param>
/// <param name="Sent">Sent.</param>
/// <param name="OpenRate">Share that was opened, 0 to 1.</param>
/// <param name="ReplyRate">Share that was answered, 0 to 1.</param>
public sealed record SendingFigures(string Name, int Sent, double OpenRate, double ReplyRate);

/// <summary>How often something happened with won and with lost leads.</summary>
/// <param name="Kind">Kind of interaction.</param>
/// <param name="WonShare">Share of the won leads with whom it happened, 0 to 1.</param>
/// <param name="LostShare">Share of the lost leads with whom it happened, 0 to 1.</param>
public sealed record KindFigures(InteractionKind Kind, double WonShare, double LostShare);

/// <summary>A campaign and its results.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Channel">Main channel.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Leads">Leads in it, counted to 50,000.</param>
/// <param name="Engaged">Of them, engaged or further.</param>
/// <param name="Won">Of them, won.</param>
/// <param name="BudgetUsd">Money set aside, USD.</param>
public sealed record PastCampaign(Guid Id, string Name, string? Channel, CampaignStatus Status, int Leads, int Engaged, int Won, decimal? BudgetUsd);
