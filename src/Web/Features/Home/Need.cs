using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Home;

/// <summary>Something that needs a person.</summary>
/// <param name="Tone">How bad it is.</param>
/// <param name="Icon">A symbol.</param>
/// <param name="What">What is wrong, in a sentence.</param>
/// <param name="Why">More, in a sentence; null when there is none.</param>
/// <param name="Way">What is done about it: "Show requests".</param>
/// <param name="Href">Where it is done.</param>
public sealed record Need(Tone Tone, string Icon, string What, string? Why, string Way, string Href);
