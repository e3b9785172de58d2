using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Kept;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Kernel;
using Microsoft.Extensions.Logging;

namespace Artisan.Core.Guardrails.Security;

/// <summary>Whose call a finding belongs to.</summary>
/// <param name="TenantId">Tenant.</param>
/// <param name="WorkspaceId">Workspace.</param>
/// <param name="RequestId">AI request; null for none.</param>
/// <param name="UseCase">Use case.</param>
/// <param name="ActorId">Member or key.</param>
/// <param name="ActorName">Its name.</param>
public sealed record SecuritySubject(Guid TenantId, Guid? WorkspaceId, Guid? RequestId, string UseCase, Guid? ActorId, string ActorName);

/// <summary>A finding in a text, before it is written down.</summary>
/// <param name="Kind">What.</param>
/// <param name="Source">Where the text came from: <c>user</c>, <c>retrieved</c>, <c>program</c>, <c>answer</c>, <c>thoughts</c>.</param>
/// <param name="Action">What was done.</param>
/// <param name="Score">How sure, 0 to 1.</param>
/// <param name="Text">The text.</param>
/// <param name="Evidence">The reasons with their places in the text, the heaviest first.</param>
public sealed record SecurityFinding(SecurityEventKind Kind, string Source, string Action, double Score, string Text, IReadOnlyList<InjectionEvidence> Evidence);

/// <summary>Writes down what the guardrails found: an event for people, a line in the log without any text, and a count.</summary>
public sealed partial class SecurityLog
{
    private const int Context = 400, MostEvidence = 20;
    // Some hundred bytes each.
    private const int MostRemembered = 20_000;
    private readonly GuardrailJournal _journal;
    private readonly KeptTexts _kept;
    private readonly PiiTally _tally;
    private readonly IAuditSeal _secret;
    private readonly RecentFindings _recent = new(MostRemembered);
    private readonly ILogger<SecurityLog> _logger;
    private readonly Counter<long> _found;

    /// <summary>Makes the counter.</summary>
    public SecurityLog(GuardrailJournal journal, KeptTexts kept, PiiTally tally, IAuditSeal secret, IMeterFactory meters, ILogger<SecurityLog> logger)
    {
        (_journal, _kept, _tally, _secret, _logger) = (journal, kept, tally, secret, logger);
        _found = meters.Create("Artisan.Gateway").CreateCounter<long>("ai_guardrail_findings_total", null, "Findings of the guardrails, by kind and by what was done.");
    }

    /// <summary>Writes down. What the same caller sent before within a day, as clients do that send the whole conversation with each turn, is only counted.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void Add(SecuritySubject subject, SecurityFinding finding)
    {
        DateTimeOffset at = DateTimeOffset.UtcNow;
        string fingerprint = FingerprintOf(subject, finding);
        bool again = _recent.Knows(fingerprint, at);
        SecurityEvent? item = null;
        if (again)
        {
            _journal.Append(new SecurityRepeat(subject.TenantId, fingerprint, at));
        }
        else
        {
            item = Make(subject, finding, Guid.CreateVersion7(at), at);
            item.Fingerprint = fingerprint;
            _journal.Append(item);
            _recent.Add(fingerprint, at);
        }
        string kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Kind.ToString());
        _found.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("action", finding.Action));
        if (item is not null)
            LogFinding(kind, finding.Action, finding.Source, Math.Round(finding.Score, 2), item.Families, subject.RequestId, subject.TenantId);
    }

    // Under a key of the deployment, so that nobody who reads the database can try texts out on it. Each part with its end, so that no two findings run into one.
    private string FingerprintOf(SecuritySubject subject, SecurityFinding finding) =>
        Convert.ToHexStringLower(_secret.Seal(Encoding.UTF8.GetBytes($"security-finding\0{subject.TenantId:N}\0{subject.ActorId:N}\0{(int)finding.Kind}\0{finding.Source}\0{finding.Action}\0{finding.Text}")).AsSpan(0, 16));

    /// <summary>Writes down personal data on its way, and counts it.</summary>
    /// <param name="subject">Whose call.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="place">One of <see cref="PiiPlaces"/>.</param>
    /// <param name="matches">What was found.</param>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.Unavailable"/> when it cannot be written.</exception>
    public void AddPersonalData(SecuritySubject subject, SecurityFinding finding, string place, IReadOnlyList<PiiMatch> matches)
    {
        Add(subject, finding);
        _tally.Add(subject.TenantId, place, matches, finding.Action switch { "replace" => PiiDone.Replaced, "block" => PiiDone.Blocked, _ => PiiDone.Kept });
    }

    /// <summary>Makes the event of a finding.</summary>
    internal SecurityEvent Make(SecuritySubject subject, SecurityFinding finding, Guid id, DateTimeOffset at)
    {
        (string excerpt, List<SecurityEvidence> evidence) = ExcerptOf(subject.TenantId, finding);
        return new SecurityEvent
        {
            TenantId = subject.TenantId,
            Id = id,
            At = at,
            Kind = finding.Kind,
            Source = finding.Source,
            Action = finding.Action,
            Score = finding.Score,
            Families = string.Join(',', finding.Evidence.Select(e => e.Family).Distinct().Take(8)),
            EvidenceJson = JsonSerializer.Serialize(evidence, ArtisanJson.Options),
            Excerpt = excerpt,
            RequestId = subject.RequestId,
            WorkspaceId = subject.WorkspaceId,
            UseCase = subject.UseCase,
            ActorId = subject.ActorId,
            ActorName = subject.ActorName,
        };
    }

    // The text around the evidence, as the tenant's policy lets it be kept, with the evidence's places moved along.
    private (string Excerpt, List<SecurityEvidence> Evidence) ExcerptOf(Guid tenantId, SecurityFinding finding)
    {
        string text = finding.Text;
        int from = 0, to = text.Length;
        if (text.Length > SecurityEvent.MaxExcerpt / 2 && finding.Evidence is [{ Start: >= 0 }, ..] && finding.Evidence[0].Start < text.Length)
        {
            InjectionEvidence heaviest = finding.Evidence[0];
            from = Math.Max(0, heaviest.Start - Context);
            to = Math.Min(text.Length, Math.Min(heaviest.Start + heaviest.Length, heaviest.Start + SecurityEvent.MaxExcerpt / 4) + Context);
        }
        to = Math.Min(to, from + (SecurityEvent.MaxExcerpt / 2));
        if (from > 0 && char.IsLowSurrogate(text[from]))
            from--;
        if (to < text.Length && char.IsHighSurrogate(text[to - 1]))
            to--;
        InjectionEvidence[] inside = [.. finding.Evidence.Where(e => e.Start >= from && e.Start < to).Take(MostEvidence)];
        // A value that the cut goes through is still recognised when the text around it is looked at too.
        int widest = Math.Max(0, from - Context), end = Math.Min(text.Length, to + Context);
        int[] places = [.. inside.SelectMany(e => new[] { e.Start, Math.Min(e.Start + e.Length, to) }), from, to];
        for (int i = 0; i < places.Length; i++)
            places[i] -= widest;
        string kept = _kept.Text(tenantId, KeptPlace.Requests, text[widest..end], places, PiiPlaces.SecurityLog);
        (from, to) = (places[^2], places[^1]);
        string excerpt = kept[from..to];
        for (int i = 0; i < places.Length; i++)
            places[i] = Math.Max(0, places[i] - from);
        if (excerpt.Length > SecurityEvent.MaxExcerpt)
            excerpt = excerpt[..(SecurityEvent.MaxExcerpt - 1)];
        return (excerpt, [.. inside.Select((e, i) => new SecurityEvidence(e.Family, e.Rule, Math.Min(places[2 * i], excerpt.Length), Math.Max(0, Math.Min(places[(2 * i) + 1], excerpt.Length) - places[2 * i]), Math.Round(e.Weight, 3), e.Via))]);
    }

    [LoggerMessage(21, LogLevel.Warning, "Guardrail finding {kind}: {action} in {source}, score {score}, {families}, request {request_id}, org {org_id}")]
    private partial void LogFinding(string kind, string action, string source, double score, string families, Guid? request_id, Guid org_id);
}
