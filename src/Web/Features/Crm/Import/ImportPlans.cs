using System.Text.Json;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Kernel;

namespace Artisan.Web.Features.Crm.Import;

/// <summary>Compares plans by content.</summary>
internal static class ImportPlans
{
    /// <summary>Whether two are the same.</summary>
    public static bool Same(ImportPlan one, ImportPlan other) => ReferenceEquals(one, other) || JsonSerializer.Serialize(one, ArtisanJson.Options) == JsonSerializer.Serialize(other, ArtisanJson.Options);
}
