namespace Artisan.Web.Features.Compliance;

/// <summary>Words of purges.</summary>
internal static class PurgeWords
{
    /// <summary>The word of a reason that is typed to confirm: its first of three letters or more, else the whole.</summary>
    internal static string WordOf(string reason) => reason.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(w => w.Length >= 3) ?? reason.Trim();
}
