namespace Artisan.Core.Operations.Jobs;

/// <summary>What a handler told last; told as often as it likes, written as often as is worth it.</summary>
internal sealed class JobProgress
{
    private const int LongestStep = 400;
    private readonly Lock _gate = new();
    private double? _share;
    private string? _step;
    private int _version, _written;

    /// <summary>Whether something was told that is not written yet.</summary>
    public bool IsNew
    {
        get
        {
            lock (_gate)
                return _version != _written;
        }
    }

    /// <summary>Takes what the handler tells.</summary>
    public void Set(double? share, string? step)
    {
        lock (_gate)
            (_share, _step, _version) = (share is { } s ? Math.Clamp(s, 0, 1) : null, step is { Length: > LongestStep } ? step[..LongestStep] : step ?? _step, _version + 1);
    }

    /// <summary>What to write.</summary>
    public (double? Share, string? Step, int Version) Read()
    {
        lock (_gate)
            return (_share, _step, _version);
    }

    /// <summary>Notes that a version is written.</summary>
    /// <returns>Whether it was new.</returns>
    public bool Written(int version)
    {
        lock (_gate)
        {
            bool isNew = version != _written;
            _written = version;
            return isNew;
        }
    }
}
