namespace Artisan.Infrastructure.Operations;

/// <summary>
/// Keeps a folder to one process. The operating system holds the lock, so it ends with the process however that ends;
/// the process id lies in a file beside it, since a locked file cannot be read.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;

    // A process that was killed keeps its locks until the system has taken it apart.
    private static readonly TimeSpan DyingTime = TimeSpan.FromSeconds(1);

    private readonly FileStream file;

    private DataFolderLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="EmbeddedPostgresException">Another process holds it, or the folder cannot be written.</exception>
    public static async Task<DataFolderLock> TakeAsync(string folder, CancellationToken cancellationToken)
    {
        var holder = Path.Combine(folder, "artisan.pid");
        var file = await OpenAsync(folder, holder, cancellationToken);
        try
        {
            await File.WriteAllTextAsync(holder, $"{Environment.ProcessId}\n", cancellationToken);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }

        return new DataFolderLock(file);
    }

    /// <summary>Whether a process holds it.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using var file = new FileStream(Path.Combine(folder, "artisan.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();

    private static async Task<FileStream> OpenAsync(string folder, string holder, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + DyingTime;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "artisan.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new EmbeddedPostgresException(
                    $"Artisan may not write to its data folder {folder}. Run it as the owner of that folder, or set ARTISAN_DATA to another one.", error);
            }
            catch (IOException error) when (error.HResult is WouldBlockOnLinux or WouldBlockOnMac)
            {
                if (DateTime.UtcNow > deadline)
                {
                    throw new EmbeddedPostgresException(
                        $"{Name(holder)} already uses the data folder {folder}. Stop that process first, or set ARTISAN_DATA (and ARTISAN_PORT) to run a second Artisan beside it.", error);
                }
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private static string Name(string holder)
    {
        try
        {
            return $"Another Artisan (process {File.ReadAllText(holder).Trim()})";
        }
        catch (IOException)
        {
            return "Another Artisan";
        }
    }
}
