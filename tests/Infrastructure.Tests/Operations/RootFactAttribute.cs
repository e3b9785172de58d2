using Xunit;

namespace Artisan.Infrastructure.Tests.Operations;

/// <summary>A test of what only happens to root: the server runs as another account then.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    /// <summary>Skips the test for other accounts, and says so.</summary>
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Needs root.";
        }
    }
}
