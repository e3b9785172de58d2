using Artisan.Core.Kernel;

namespace Artisan.Web.Shell.Components;

/// <summary>What was wrong with a form when it was last sent: by field where the use case names one, else for the whole.</summary>
public sealed class FormState
{
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the whole; null for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>The code of the refusal (<see cref="ErrorCode"/>); null for nothing.</summary>
    public string? Code { get; private set; }

    /// <summary>What is wrong with a field; null for nothing.</summary>
    public string? Of(string field) => _faults.GetValueOrDefault(field);

    /// <summary>Forgets what was wrong.</summary>
    public void Clear()
    {
        (Fault, Code) = (null, null);
        _faults.Clear();
    }

    /// <summary>Sends the form. A refusal that the person can act on stays here and answers false; other failures go on to whoever asked.</summary>
    /// <param name="send">Sends it.</param>
    /// <param name="shown">The fields that show their own fault; a fault of any other stands over the form.</param>
    public async Task<bool> TryAsync(Func<Task> send, params string[] shown)
    {
        Clear();
        try
        {
            await send();
            return true;
        }
        catch (ArtisanException e)
        {
            foreach ((string at, string[] messages) in e.Faults ?? new Dictionary<string, string[]>())
            {
                if (shown.Contains(at))
                    _faults[at] = string.Join(' ', messages);
                else
                    Fault ??= $"{at}: {string.Join(' ', messages)}";
            }
            if (_faults.Count == 0 && Fault is null)
            {
                if (e.Field is { } field && shown.Contains(field))
                    _faults[field] = e.Message;
                else
                    Fault = e.Message;
            }
            Code = e.Code;
            return false;
        }
    }
}
