using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Guardrails.TryOut;

/// <summary>What both engines' endpoints check.</summary>
internal static class TryOutInput
{
    private const int MostTexts = 1000;
    // Together; some seconds of work at most.
    private const long MostCharacters = 50_000_000;

    /// <summary>Who works with AI may try the engines, and who answers for the guardrails.</summary>
    public static void Demand(TenantScope scope)
    {
        if (scope.AccessTo(Area.Guardrails).Level < Level.See)
            scope.Demand(Area.AiUse, Level.Edit);
    }

    /// <summary>The texts.</summary>
    /// <exception cref="ArtisanException">When there are none or too many, or one is null.</exception>
    public static IReadOnlyList<string> Texts(IReadOnlyList<string?>? texts)
    {
        if (texts is not { Count: > 0 })
            throw ArtisanException.Invalid("texts", "Give 1 to 1,000 texts, for instance {\"texts\":[\"Anna Weber met us on Friday\"]}.");
        if (texts.Count > MostTexts)
            throw ArtisanException.Invalid("texts", $"There are {texts.Count:N0} texts; at most {MostTexts:N0} are taken at once. Send them in batches.");
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
                throw ArtisanException.Invalid($"texts[{i}]", "A text is null. Give a string, which may be empty.");
        }
        if (texts.Sum(t => (long)t!.Length) > MostCharacters)
            throw ArtisanException.Invalid("texts", $"The texts have more than {MostCharacters:N0} characters together. Send them in batches.");
        return texts!;
    }
}
