namespace Artisan.Infrastructure.Gateway.Configuration;

/// <summary>Says when a file may have changed: by a watcher, which is quick, and by looking at it regularly, which misses nothing.</summary>
internal sealed class FileChanges : IDisposable
{
    // Editors write in several steps; a short rest reads the end and not the middle.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    private readonly string _path;
    private readonly TimeSpan _interval;
    private readonly Timer _timer;
    private readonly FileSystemWatcher? _watcher;
    private readonly Action _changed;
    private (DateTime, long) _told;
    private (DateTime, long) _seen;

    public FileChanges(string path, TimeSpan interval, Action changed)
    {
        (_path, _interval, _changed) = (path, interval, changed);
        _told = _seen = Stamp(path);
        _timer = new Timer(_ => Look(), null, interval, interval);
        _watcher = Watch(path);
    }

    /// <summary>The time and length of what the path leads to; opening it follows the symbolic links that container platforms swap.</summary>
    private static (DateTime, long) Stamp(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private void Look()
    {
        (DateTime, long) now = Stamp(_path);
        bool resting = now == _seen;
        _seen = now;
        if (now == _told)
            return;
        // A regular look can fall into the midst of a writing: what it finds is told when a second look finds the same.
        if (!resting)
        {
            Soon();
            return;
        }
        _told = now;
        _changed();
    }

    private FileSystemWatcher? Watch(string path)
    {
        try
        {
            var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path))
            {
                NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
            watcher.Changed += (_, _) => Soon();
            watcher.Created += (_, _) => Soon();
            watcher.Deleted += (_, _) => Soon();
            watcher.Renamed += (_, _) => Soon();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            // No watchers left on this machine: looking regularly does.
            return null;
        }
    }

    private void Soon()
    {
        try
        {
            _timer.Change(Rest, _interval);
        }
        catch (ObjectDisposedException)
        {
            // a late event
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _timer.Dispose();
    }
}
