using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Infrastructure.Gateway.Gemini;

/// <summary>What a Gemini model takes, by the version in its name.</summary>
internal static partial class GeminiModel
{
    /// <summary>The version, such as 2.5; a name that tells none is taken for one of the newest.</summary>
    public static double VersionOf(string model) =>
        Versions().Match(model) is { Success: true } match ? double.Parse(match.Groups["version"].Value, CultureInfo.InvariantCulture) : 99;

    /// <summary>Whether a call of a tool in the history must carry the signature of the thoughts behind it.</summary>
    public static bool DemandsSignatures(string model) => VersionOf(model) >= 3;

    [GeneratedRegex(@"gemini-(?:[a-z]+-)?(?<version>\d+(\.\d+)?)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Versions();
}
