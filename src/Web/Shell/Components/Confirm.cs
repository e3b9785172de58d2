using Microsoft.AspNetCore.Components;

namespace Artisan.Web.Shell.Components;

/// <summary>Asks before something is destroyed or changed for many. One per tab; the frame shows the dialog.</summary>
public sealed class Confirm
{
    private TaskCompletionSource<bool>? _answer;

    /// <summary>What is asked now; null for nothing.</summary>
    public ConfirmQuestion? Question { get; private set; }

    /// <summary>Raised when a question came or was answered.</summary>
    public event Action? Changed;

    /// <summary>Asks, and answers whether the person agreed. A second question answers the first with no.</summary>
    public Task<bool> AskAsync(ConfirmQuestion question)
    {
        _answer?.TrySetResult(false);
        _answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Question = question;
        Changed?.Invoke();
        return _answer.Task;
    }

    /// <summary>The dialog's answer.</summary>
    public void Answer(bool agreed)
    {
        Question = null;
        _answer?.TrySetResult(agreed);
        _answer = null;
        Changed?.Invoke();
    }
}

/// <summary>A question with consequences.</summary>
/// <param name="Title">Names what goes: "Revoke the key “Billing export”?".</param>
/// <param name="Verb">The button: "Revoke key".</param>
public sealed record ConfirmQuestion(string Title, string Verb)
{
    /// <summary>What follows from it, in a sentence or two.</summary>
    public string? Consequence { get; init; }

    /// <summary>More to look at first, such as what changes, before and after.</summary>
    public RenderFragment? Body { get; init; }

    /// <summary>What has to be typed before the button works; null for nothing.</summary>
    public string? Type { get; init; }

    /// <summary>Whether something is destroyed.</summary>
    public bool Danger { get; init; } = true;
}
