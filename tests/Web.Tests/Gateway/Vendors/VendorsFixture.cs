using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Vendors;

/// <summary>An application whose provider <c>claude</c> is a mock of Anthropic's protocol, beside the mock of OpenAI's.</summary>
public sealed class VendorsFixture : IAsyncLifetime
{
    /// <summary>The application.</summary>
    public RunningArtisan App { get; private set; } = null!;

    /// <summary>The vendor behind <c>claude</c>.</summary>
    public MockAnthropicVendor Claude { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Claude = await MockAnthropicVendor.StartAsync();
        App = await RunningArtisan.StartAsync(settings:
        [
            "Artisan:Providers:claude:kind=anthropic", $"Artisan:Providers:claude:base_url={Claude.Root}", $"Artisan:Providers:claude:api_key={MockVendor.Key}",
        ]);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Claude.DisposeAsync();
    }
}
