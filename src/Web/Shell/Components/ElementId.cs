namespace Artisan.Web.Shell.Components;

/// <summary>Makes ids of elements that no other element of the process has.</summary>
internal static class ElementId
{
    private static long s_last;

    public static string Next(string kind) => $"{kind}-{Interlocked.Increment(ref s_last):x}";
}
