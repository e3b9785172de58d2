using Xunit;

namespace Artisan.E2E.Pages;

/// <summary>The tests of pages share one application with its history; each leaves behind what it found.</summary>
[CollectionDefinition(Name)]
public sealed class PagesCollection : ICollectionFixture<ArtisanApp>
{
    /// <summary>For <see cref="CollectionAttribute"/>.</summary>
    public const string Name = "pages";
}
