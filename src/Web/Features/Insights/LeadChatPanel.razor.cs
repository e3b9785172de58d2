using System.Text;
using Artisan.Core.Gateway.Edges;
using Artisan.Core.Insights;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Live;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Features.Insights;

/// <summary>A conversation with the assistant: streamed answers with their sources, a stop button, and the conversations before.</summary>
public sealed partial class LeadChatPanel
{
    private const int Shown = 30;
    private static readonly string[] ForLead = ["What happened last?", "What are the next steps?", "What are their concerns?"];
    private static readonly string[] ForAll = ["Which leads should I call first?", "What are my next steps?", "Which leads have gone silent?", "What is the win rate by source?"];

    private readonly string _list = ElementId.Next("messages"), _input = ElementId.Next("question");
    private readonly StringBuilder _answer = new();
    private IReadOnlyList<ConversationSessionV1> _sessions = [];
    private IReadOnlyList<ConversationMessageV1> _messages = [];
    private CancellationTokenSource? _working;
    private Fault? _fault;
    private Guid? _session, _lead;
    private string? _title, _question, _asked;
    private bool _mayAsk, _begun;

    [Inject] private Converse Converse { get; set; } = default!;
    [Inject] private Conversations Conversations { get; set; } = default!;
    [Inject] private Confirm Confirm { get; set; } = default!;
    [Inject] private TimeProvider Time { get; set; } = default!;
    [Inject] private ShellScripts Scripts { get; set; } = default!;
    [Inject] private ILogger<LeadChatPanel> Logger { get; set; } = default!;

    /// <summary>The lead that it is about; null for all that the person may see.</summary>
    [Parameter] public Guid? LeadId { get; set; }

    /// <summary>The conversation that is open; null for a new one.</summary>
    [Parameter] public Guid? SessionId { get; set; }

    /// <summary>Told when another conversation is opened or one has begun.</summary>
    [Parameter] public EventCallback<Guid?> SessionIdChanged { get; set; }

    /// <summary>Whether the conversations before, and a new one, are chosen beside it where there is room, so that only a phone needs them here.</summary>
    [Parameter] public bool ListedBeside { get; set; }

    /// <summary>Whether it takes the height of a page.</summary>
    [Parameter] public bool Tall { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Topics { get; } = [FeedTopic.Conversations];

    /// <inheritdoc/>
    protected override string PullFailure => "The conversation could not be loaded";

    private string? Beside => ListedBeside ? "phone-only" : null;

    private IReadOnlyList<string> Suggestions => LeadId is null ? ForAll : ForLead;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        bool first = !_begun, other = _lead != LeadId || (SessionIdChanged.HasDelegate && _session != SessionId);
        (_begun, _lead) = (true, LeadId);
        if (!first && !other)
            return;
        _session = SessionId;
        (_messages, _fault, _title) = ([], null, null);
        // Whoever leaves a conversation for another stops the answer that is being written there.
        _working?.Cancel();
        if (!first)
            await PullNowAsync();
    }

    /// <inheritdoc/>
    protected override async Task PullAsync(TenantScope scope, IReadOnlyList<FeedSignal> signals, CancellationToken cancellationToken)
    {
        _mayAsk = scope.MayEdit(Area.AiUse);
        // While an answer streams, it is read from the stream.
        if (!_mayAsk || (_working is not null && signals.Count > 0))
            return;
        _sessions = (await Conversations.ListAsync(scope, LeadId, new PageRequest(null, Shown), cancellationToken)).Items;
        if (_session is { } open)
        {
            try
            {
                ConversationV1 read = await Conversations.GetAsync(scope, open, cancellationToken);
                (_messages, _title) = (read.Messages, read.Session.Title);
            }
            catch (ArtisanException e) when (e.Code == ErrorCode.NotFound)
            {
                // Deleted in another tab, or a link to somebody else's.
                (_session, _messages) = (null, []);
                await SessionIdChanged.InvokeAsync(null);
            }
        }
    }

    /// <inheritdoc/>
    protected override ValueTask DisposingAsync()
    {
        _working?.Cancel();
        return ValueTask.CompletedTask;
    }

    private Task SendAsync() => AskAsync(_question);

    private async Task AskAsync(string? question)
    {
        question = question?.Trim();
        if (_working is not null || string.IsNullOrEmpty(question))
            return;
        (_asked, _question, _fault) = (question, null, null);
        _answer.Clear();
        using var working = CancellationTokenSource.CreateLinkedTokenSource(Closing);
        await using var pace = new RenderPace(() => InvokeAsync(() => ShowAsync(always: false)), Time);
        _working = working;
        await ShowAsync(always: true);
        Guid? began = _session;
        try
        {
            Converse.Prepared prepared = await Converse.PrepareAsync(await Current.GetAsync(working.Token), new ConversationRequestV1(question, _session, LeadId), "console", working.Token);
            _session = prepared.SessionId;
            await foreach (UseCasePiece<ConversationResponseV1> piece in prepared.StreamAsync(working.Token))
            {
                _answer.Append(piece.Text);
                pace.Touch();
            }
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested)
        {
            // Stopped: what was said is kept as incomplete and read below.
        }
        catch (Exception e) when (e is not SignedOutException)
        {
            _fault = Fault.From(e, "The question could not be answered", Logger);
            if (_session == began)
                _question = question; // nothing was kept; it can be sent again
        }
        finally
        {
            _working = null;
        }
        if (Closing.IsCancellationRequested)
            return;
        await PullNowAsync();
        _asked = null;
        if (_session != began)
            await SessionIdChanged.InvokeAsync(_session);
        await ShowAsync(always: true);
    }

    private void Stop() => _working?.Cancel();

    private async Task ChooseAsync(Guid? session)
    {
        _working?.Cancel();
        (_session, _messages, _fault, _title) = (session, [], null, null);
        await PullNowAsync();
        await SessionIdChanged.InvokeAsync(session);
    }

    private async Task DeleteAsync()
    {
        if (_session is not { } session || !await Confirm.AskAsync(new ConfirmQuestion($"Delete the conversation “{_title}”?", "Delete conversation") { Consequence = "Its questions and answers are gone. The AI requests stay in the list of requests." }))
            return;
        await Conversations.DeleteAsync(await Current.GetAsync(Closing), session, Closing);
        await ChooseAsync(null);
    }

    private async Task ShowAsync(bool always)
    {
        StateHasChanged();
        await Scripts.RunAsync("scrollToEnd", _list, always);
    }

    private static (string Href, string Title)? Target(IReadOnlyList<CitationV1> citations, int number) =>
        citations.FirstOrDefault(c => c.Number == number) is { } citation && HrefOf(citation) is { } href ? (href, citation.Title) : null;

    private static string? HrefOf(CitationV1 citation) => citation switch
    {
        { LeadId: { } lead } => $"/leads/{lead}",
        { Type: "campaign", Id: { } campaign } => $"/campaigns/{campaign}",
        _ => null,
    };
}
