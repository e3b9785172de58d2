using System.Globalization;

namespace Artisan.Web.Features.Crm;

/// <summary>Limits of imports.</summary>
/// <param name="MaxBytes">The largest file taken.</param>
internal sealed record LeadImportSettings(long MaxBytes)
{
    /// <summary>Key of the limit in megabytes.</summary>
    public const string MaxKey = "Artisan:Imports:max_file_mb";
    private const int MostMegabytes = 2048;

    /// <summary>In words: <c>256 MB</c>.</summary>
    public string MaxWords => $"{MaxBytes / (1024 * 1024)} MB";

    /// <summary>Reads them.</summary>
    /// <exception cref="InvalidOperationException">When one is wrong.</exception>
    public static LeadImportSettings Read(IConfiguration configuration)
    {
        string text = configuration[MaxKey] ?? "256";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int megabytes) || megabytes is < 1 or > MostMegabytes)
            throw new InvalidOperationException($"Artisan cannot start:\n  - {MaxKey} is '{text}'. Use the largest file to import in MB, 1 to {MostMegabytes} (256 by default).");
        return new LeadImportSettings(megabytes * 1024L * 1024);
    }
}
