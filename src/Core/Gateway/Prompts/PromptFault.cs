using Artisan.Core.Kernel;

namespace Artisan.Core.Gateway.Prompts;

/// <summary>Something that is wrong with a prompt or its values.</summary>
/// <param name="Field">Where.</param>
/// <param name="Message">What, and what to do.</param>
public sealed record PromptFault(string Field, string Message)
{
    /// <summary>Refuses where there are faults.</summary>
    /// <exception cref="ArtisanException">With all of them by field.</exception>
    public static void Demand(IReadOnlyList<PromptFault> faults)
    {
        if (faults.Count == 0)
            return;
        throw new ArtisanException(ErrorCode.InvalidInput, faults.Count == 1 ? faults[0].Message : $"{faults[0].Message} (and {faults.Count - 1} more)")
        {
            Field = faults[0].Field,
            Faults = faults.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray()),
        };
    }
}
