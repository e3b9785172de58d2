using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Artisan.Core.Crm.Search;
using Artisan.Core.Data;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Insights;

/// <summary>
/// Answers a question in a conversation, streamed, from what the CRM holds and the caller reaches. What was said is kept; an answer that breaks off or is
/// stopped is kept as incomplete.
/// </summary>
public sealed partial class Converse(IArtisanDbFactory databases, FindCrmSources find, UseCaseClient ai, LiveFeed feed)
{
    private const int LongestMessage = 4000, LongestTitle = 80, MostSources = 60, LongestExcerpt = 300, Remembered = 8, LongestRemembered = 1500, LongestAnswer = 100_000;

    private UseCaseClient Ai => ai;

    /// <summary>Checks the request and finds the sources; nothing is spent or kept before <see cref="Prepared.StreamAsync"/>.</summary>
    /// <exception cref="ArtisanException">With every wrong field, when the conversation or lead does not exist for the caller, or the scope may not use AI.</exception>
    public async Task<Prepared> PrepareAsync(TenantScope scope, ConversationRequestV1 request, string door, CancellationToken cancellationToken)
    {
        scope.Demand(Area.AiUse, Level.Edit);
        string? message = request.Message?.Replace("\0", "").Trim();
        if (string.IsNullOrEmpty(message))
            throw ArtisanException.Invalid("message", "Ask something: 1 to 4,000 characters.");
        if (message.Length > LongestMessage)
            throw ArtisanException.Invalid("message", $"At most {LongestMessage:N0} characters; this has {message.Length:N0}.");
        await using ArtisanDb db = databases.Open(scope);
        Guid own = scope.ActorId;
        ConversationSession? session = request.SessionId is not { } id ? null
            : await db.ConversationSessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.OwnerId == own, cancellationToken) ?? throw ArtisanException.NotFound("The conversation");
        if (session is not null && request.LeadId is { } other && other != session.LeadId)
            throw ArtisanException.Invalid("lead_id", "This conversation is about something else. Begin a new one for this lead: leave session_id out.");
        Guid? lead = session?.LeadId ?? request.LeadId;
        ConversationMessage[] before = session is null ? [] : await db.ConversationMessages.AsNoTracking().Where(m => m.SessionId == session.Id).OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(Remembered).ToArrayAsync(cancellationToken);
        Array.Reverse(before);
        Guid[] earlier = [.. before.Reverse().SelectMany(m => Conversations.CitationsOf(m.CitationsJson)).Select(c => c.LeadId).OfType<Guid>().Distinct().Take(2)];
        CrmSources found = await find.ExecuteAsync(scope, message, lead, earlier, cancellationToken);
        CrmSource[] sources = [.. found.Sources.Take(MostSources)];
        var facts = new ConversationFacts(message, DateOnly.FromDateTime(DateTime.UtcNow), [.. sources.Select((s, i) => new ConversationFacts.Source(i + 1, s.Type, s.Title, s.Text))]);
        AiCall call = ai.PrepareStream(scope, new UseCaseAsk
        {
            UseCase = UseCases.Conversation,
            Door = door,
            LeadId = lead ?? (found.LeadIds.Count == 1 ? found.LeadIds[0] : null),
            Model = request.Model,
            Segment = request.Segment,
            Prompt = request.Prompt?.ToReference(),
            UserTexts = [message],
            // Numbers of earlier answers mean earlier sources; they would be taken for these.
            Messages = [.. before.Where(m => m.Text.Length > 0).Select(m => new UseCaseMessage(m.Role, Marks().Replace(Cut(m.Text, LongestRemembered), ""))), new UseCaseMessage("user", PromptFacts.Write(ConversationPrompt.Instruction, facts))],
        });
        return new Prepared(this, scope, session?.Id, lead, message, sources, call);
    }

    private async Task BeginAsync(TenantScope scope, Guid sessionId, bool isNew, Guid? lead, string message)
    {
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (isNew)
            db.ConversationSessions.Add(new ConversationSession { TenantId = scope.TenantId, Id = sessionId, OwnerId = scope.ActorId, LeadId = lead, Title = Cut(message.ReplaceLineEndings(" "), LongestTitle), CreatedAt = now, UpdatedAt = now });
        db.ConversationMessages.Add(new ConversationMessage { TenantId = scope.TenantId, SessionId = sessionId, Id = Guid.CreateVersion7(), Role = "user", Text = message, At = now });
        await db.SaveChangesAsync(CancellationToken.None);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Conversations, sessionId.ToString("N")));
    }

    private async Task EndAsync(TenantScope scope, Guid sessionId, Guid messageId, string text, IReadOnlyList<CitationV1> citations, Guid requestId, bool incomplete)
    {
        await using ArtisanDb db = databases.Open(scope);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        // Deleted while it was answered: nothing is kept.
        if (await db.ConversationSessions.Where(s => s.Id == sessionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.UpdatedAt, now), CancellationToken.None) == 0)
            return;
        db.ConversationMessages.Add(new ConversationMessage
        {
            TenantId = scope.TenantId,
            SessionId = sessionId,
            Id = messageId,
            Role = "assistant",
            Text = text,
            CitationsJson = citations.Count == 0 ? null : JsonSerializer.Serialize(citations, ArtisanJson.Options),
            RequestId = requestId,
            Incomplete = incomplete,
            At = now,
        });
        await db.SaveChangesAsync(CancellationToken.None);
        feed.Publish(new FeedSignal(scope.TenantId, FeedTopic.Conversations, sessionId.ToString("N")));
    }

    /// <summary>Takes out numbers that no source has, and tells what the others stand for.</summary>
    internal static (string Text, IReadOnlyList<CitationV1> Citations) Cite(string answer, IReadOnlyList<CrmSource> sources)
    {
        var used = new SortedSet<int>();
        string text = Marks().Replace(answer, match =>
        {
            int[] numbers = [.. Digits().Matches(match.Value).Select(d => int.Parse(d.Value, System.Globalization.CultureInfo.InvariantCulture)).Where(n => n >= 1 && n <= sources.Count)];
            used.UnionWith(numbers);
            return numbers.Length == 0 ? "" : string.Concat(numbers.Select(n => $"{(match.Value[0] == ' ' ? " " : "")}[{n}]"));
        });
        return (text, [.. used.Select(n => (n, Source: sources[n - 1])).Select(s => new CitationV1(s.n, s.Source.Type, s.Source.Id, s.Source.LeadId, s.Source.Title, Cut(s.Source.Text, LongestExcerpt), s.Source.At))]);
    }

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        int end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end].TrimEnd() + "…";
    }

    [GeneratedRegex(@" ?\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    /// <summary>An answer that is ready to be written.</summary>
    public sealed class Prepared
    {
        private readonly Converse _converse;
        private readonly TenantScope _scope;
        private readonly bool _isNew;
        private readonly Guid? _lead;
        private readonly string _message;
        private readonly CrmSource[] _sources;
        private readonly AiCall _call;

        internal Prepared(Converse converse, TenantScope scope, Guid? session, Guid? lead, string message, CrmSource[] sources, AiCall call)
        {
            (_converse, _scope, _isNew, _lead, _message, _sources, _call) = (converse, scope, session is null, lead, message, sources, call);
            SessionId = session ?? Guid.CreateVersion7();
        }

        /// <summary>The conversation.</summary>
        public Guid SessionId { get; }

        /// <summary>The AI request.</summary>
        public Guid RequestId => _call.RequestId;

        /// <summary>Answers piece by piece; the last piece has the whole. Whatever ends it, what was said until then is kept.</summary>
        /// <exception cref="ArtisanException">When Artisan refuses the call.</exception>
        /// <exception cref="Gateway.Providers.ProviderException">When every model failed, or the answer broke off.</exception>
        public async IAsyncEnumerable<UseCasePiece<ConversationResponseV1>> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await _converse.BeginAsync(_scope, SessionId, _isNew, _lead, _message);
            var text = new StringBuilder();
            Guid messageId = Guid.CreateVersion7();
            AiResultInfoV1? info = null;
            bool kept = false;
            try
            {
                await foreach (UseCaseDelta delta in _converse.Ai.StreamAsync(_call, cancellationToken))
                {
                    info = delta.Info;
                    string fresh = delta.Text.Replace("\0", "");
                    if (fresh.Length == 0 || text.Length + fresh.Length > LongestAnswer)
                        continue;
                    text.Append(fresh);
                    yield return new UseCasePiece<ConversationResponseV1>(fresh, null);
                }
                (string answer, IReadOnlyList<CitationV1> citations) = Cite(text.ToString(), _sources);
                await _converse.EndAsync(_scope, SessionId, messageId, answer, citations, _call.RequestId, incomplete: false);
                kept = true;
                yield return new UseCasePiece<ConversationResponseV1>("", new ConversationResponseV1(SessionId, messageId, answer, citations, info!));
            }
            finally
            {
                if (!kept)
                {
                    (string answer, IReadOnlyList<CitationV1> citations) = Cite(text.ToString(), _sources);
                    await _converse.EndAsync(_scope, SessionId, messageId, answer, citations, _call.RequestId, incomplete: true);
                }
            }
        }
    }
}
