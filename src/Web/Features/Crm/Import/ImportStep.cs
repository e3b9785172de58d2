namespace Artisan.Web.Features.Crm.Import;

/// <summary>Where one is in an import.</summary>
public enum ImportStep
{
    /// <summary>The file.</summary>
    File = 1,
    /// <summary>What goes where.</summary>
    Mapping = 2,
    /// <summary>What will happen.</summary>
    Preview = 3,
    /// <summary>It runs, or is done.</summary>
    Run = 4,
}
