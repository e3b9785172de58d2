using Artisan.Web.Tests.Reliability;
using Artisan.Web.Tests.Tenancy;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Artisan.Web.Tests.Testing.LongestFirst", "Artisan.Web.Tests")]

namespace Artisan.Web.Tests.Testing;

/// <summary>Begins with what lasts longest: begun last, it would run alone at the end while a processor has nothing to do.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Long = [typeof(WalkTests), typeof(KillTests)];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(c => Long.Any(type => c.DisplayName.EndsWith(type.FullName!, StringComparison.Ordinal)));
}
