using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm;

/// <summary>Checks what people and programs put into the CRM; collects every fault by its field before it complains.</summary>
public sealed class CrmInput
{
    private readonly Dictionary<string, string[]> _faults = [];

    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]> Faults => _faults;

    /// <summary>A text: trimmed, without control characters that no database holds; null when empty.</summary>
    public string? Text(string field, string? value, int longest = 400)
    {
        string? text = Clean(value);
        if (text is { Length: var length } && length > longest)
            Fault(field, $"At most {longest} characters; this has {length}.");
        return text;
    }

    /// <summary>A text that must be there.</summary>
    public string Required(string field, string? value, int longest = 400)
    {
        string? text = Text(field, value, longest);
        if (text is null)
            Fault(field, "This is needed.");
        return text ?? "";
    }

    /// <summary>An e-mail address.</summary>
    public string? Email(string field, string? value)
    {
        string? text = Text(field, value, 254);
        if (text is not null && CrmKeys.Email(text) is null)
            Fault(field, $"'{text}' is no e-mail address. It looks like name@example.com.");
        return text;
    }

    /// <summary>A domain or web address.</summary>
    public string? Domain(string field, string? value)
    {
        string? text = Text(field, value, 2000);
        if (text is null)
            return null;
        string? domain = CrmKeys.Domain(text);
        if (domain is null)
            Fault(field, $"'{text}' is no domain. It looks like example.com.");
        return domain;
    }

    /// <summary>Adds a fault.</summary>
    public void Fault(string field, string message) => _faults[field] = _faults.TryGetValue(field, out string[]? there) ? [.. there, message] : [message];

    /// <summary>Demands that an owner is an active member of the tenant.</summary>
    public async Task OwnerAsync(ArtisanDb db, string field, Guid? ownerId, CancellationToken cancellationToken)
    {
        if (ownerId is { } id && !await db.Memberships.AnyAsync(m => m.Id == id && m.RemovedAt == null, cancellationToken))
            Fault(field, "There is no such member. List them with GET /api/v1/admin/members.");
    }

    /// <summary>Complains of all faults at once.</summary>
    /// <exception cref="ArtisanException">With <see cref="ErrorCode.InvalidInput"/> and the faults by field.</exception>
    public void Check()
    {
        if (_faults.Count == 0)
            return;
        (string field, string[] messages) = _faults.First();
        throw new ArtisanException(ErrorCode.InvalidInput, _faults.Count == 1 ? $"{field}: {messages[0]}" : $"{field}: {messages[0]} ({_faults.Count - 1} more)") { Field = field, Faults = _faults };
    }

    /// <summary>Trims and drops NUL characters; null when nothing is left.</summary>
    public static string? Clean(string? value)
    {
        if (value is null)
            return null;
        string text = value.Contains('\0') ? value.Replace("\0", "") : value;
        text = text.Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The error of a change that met another's.</summary>
    public static ArtisanException ChangedMeanwhile(string what) => new(ErrorCode.Conflict, $"{what} was changed by someone else meanwhile. Read it again, then repeat your change.");
}
