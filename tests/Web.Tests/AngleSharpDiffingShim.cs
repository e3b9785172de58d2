using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Artisan.Web.Tests;

/// <summary>bUnit asks for another strong name of AngleSharp.Diffing than the one that restores; the one beside the tests serves.</summary>
internal static class AngleSharpDiffingShim
{
    [ModuleInitializer]
    internal static void Initialize() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "AngleSharp.Diffing" ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll")) : null;
}
