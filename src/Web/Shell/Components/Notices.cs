namespace Artisan.Web.Shell.Components;

/// <summary>Short messages about what was done, at the edge of the frame. One per tab.</summary>
public sealed class Notices
{
    /// <summary>How many stand at once; older ones give way.</summary>
    public const int AtOnce = 4;

    private readonly List<Notice> _shown = [];

    /// <summary>What stands now, oldest first.</summary>
    public IReadOnlyList<Notice> Shown => _shown;

    /// <summary>Raised when one came or went.</summary>
    public event Action? Changed;

    /// <summary>Says that something was done: "Key revoked".</summary>
    public void Done(string text, string? detail = null) => Add(new Notice(text, detail, Tone.Good));

    /// <summary>Says something to be looked at.</summary>
    public void Warn(string text, string? detail = null) => Add(new Notice(text, detail, Tone.Warning));

    /// <summary>Says that something could not be done; stays until it is closed.</summary>
    public void Failed(Fault fault) => Add(new Notice(fault.What, $"{fault.Why} {fault.WhatToDo}".Trim(), Tone.Bad) { Reference = fault.Reference });

    /// <summary>Takes one away.</summary>
    public void Close(Notice notice)
    {
        if (_shown.Remove(notice))
            Changed?.Invoke();
    }

    private void Add(Notice notice)
    {
        if (_shown.Count == AtOnce)
            _shown.RemoveAt(0);
        _shown.Add(notice);
        Changed?.Invoke();
    }
}

/// <summary>One message.</summary>
/// <param name="Text">What was done.</param>
/// <param name="Detail">More.</param>
/// <param name="Tone">Good, warning or bad.</param>
public sealed record Notice(string Text, string? Detail, Tone Tone)
{
    /// <summary>Tells equal messages apart.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Trace id of a failure.</summary>
    public string? Reference { get; init; }
}
