using Xunit;

namespace Artisan.E2E.Gallery;

/// <summary>One gallery for the tests of a class.</summary>
public sealed class GalleryHost : IAsyncLifetime
{
    /// <summary>The running gallery.</summary>
    public GalleryApp App { get; private set; } = default!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => App = await GalleryApp.StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();
}
