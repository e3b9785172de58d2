using System.Globalization;
using System.Text.RegularExpressions;

namespace Artisan.Infrastructure.Gateway.Anthropic;

/// <summary>What a Claude model takes, by the version in its name. A name that tells none is taken for one of the newest.</summary>
internal readonly partial record struct AnthropicModel(double Version)
{
    /// <summary>Reads the version out of a name such as <c>claude-sonnet-4-5-20250929</c> or <c>claude-3-7-sonnet-latest</c>.</summary>
    public static AnthropicModel Of(string name)
    {
        Match match = Versions().Match(name);
        if (!match.Success)
            return new AnthropicModel(99);
        string minor = match.Groups["minor"].Success ? match.Groups["minor"].Value : "0";
        return new AnthropicModel(double.Parse($"{match.Groups["major"].Value}.{minor}", CultureInfo.InvariantCulture));
    }

    /// <summary>Whether it thinks as much as it finds needed, steered by an effort; older ones are given a budget of tokens.</summary>
    public bool HasAdaptiveThinking => Version >= 4.6;

    /// <summary>Whether it thinks at all.</summary>
    public bool Thinks => Version >= 3.7;

    /// <summary>Whether it takes temperature, top_p and top_k; newer ones refuse a request with them.</summary>
    public bool TakesSampling => Version < 4.7;

    /// <summary>Whether temperature and top_p may come together.</summary>
    public bool TakesBothSamplings => Version < 4.1;

    /// <summary>Whether it enforces a JSON schema on its answer; older ones answer by a tool that they are made to call.</summary>
    public bool HasOutputFormat => Version >= 4.5;

    [GeneratedRegex(@"claude-(?:[a-z]+-)?(?<major>\d{1,2})(?:[-.](?<minor>\d{1,2})(?!\d))?", RegexOptions.CultureInvariant)]
    private static partial Regex Versions();
}
