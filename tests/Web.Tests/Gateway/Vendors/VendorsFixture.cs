using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Vendors;

/// <summary>An application whose providers <c>claude</c>, <c>google</c> and <c>commands</c> are mocks of Anthropic's, Gemini's and Cohere's protocols, beside the mock of OpenAI's.</summary>
public sealed class VendorsFixture : IAsyncLifetime
{
    /// <summary>The application.</summary>
    public RunningArtisan App { get; private set; } = null!;

    /// <summary>The vendor behind <c>claude</c>.</summary>
    public MockAnthropicVendor Claude { get; private set; } = null!;

    /// <summary>The vendor behind <c>google</c>.</summary>
    public MockGeminiVendor Google { get; private set; } = null!;

    /// <summary>The vendor behind <c>commands</c>.</summary>
    public MockCohereVendor Commands { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        (Claude, Google, Commands) = (await MockAnthropicVendor.StartAsync(), await MockGeminiVendor.StartAsync(), await MockCohereVendor.StartAsync());
        App = await RunningArtisan.StartAsync(settings:
        [
            "Artisan:Providers:claude:kind=anthropic", $"Artisan:Providers:claude:base_url={Claude.Root}", $"Artisan:Providers:claude:api_key={MockVendor.Key}",
            "Artisan:Providers:google:kind=gemini", $"Artisan:Providers:google:base_url={Google.Root}", $"Artisan:Providers:google:api_key={MockVendor.Key}",
            "Artisan:Providers:commands:kind=cohere", $"Artisan:Providers:commands:base_url={Commands.Root}", $"Artisan:Providers:commands:api_key={MockVendor.Key}",
        ]);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Claude.DisposeAsync();
        await Google.DisposeAsync();
        await Commands.DisposeAsync();
    }
}
