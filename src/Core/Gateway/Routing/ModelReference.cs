using Artisan.Core.Gateway.Configuration;

namespace Artisan.Core.Gateway.Routing;

/// <summary>What a model's name means: a catalogue name, <c>provider/name</c>, or a vendor's name with its provider beside it.</summary>
/// <param name="Provider">The provider instance; empty where the name does not tell.</param>
/// <param name="NameAtVendor">The vendor's own name.</param>
/// <param name="Card">Its catalogue entry; null outside the catalogue.</param>
public readonly record struct ModelReference(string Provider, string NameAtVendor, ModelCard? Card)
{
    /// <summary>Reads a name.</summary>
    /// <param name="name">As a policy or request has it.</param>
    /// <param name="provider">The provider that was named beside it; null for none.</param>
    /// <param name="config">With the catalogue.</param>
    public static ModelReference Of(string name, string? provider, AiConfig config)
    {
        // A catalogue name under another provider than the catalogue's is that provider's own model of this name.
        if (config.Models.TryGetValue(name, out ModelCard? card) && (provider is null || provider == card.Provider))
            return new ModelReference(card.Provider, card.NameAtVendor, card);
        int slash = name.IndexOf('/');
        if (provider is null)
        {
            if (slash <= 0 || slash == name.Length - 1)
                return new ModelReference("", name, null);
            (provider, name) = (name[..slash], name[(slash + 1)..]);
        }
        else if (slash > 0 && slash < name.Length - 1 && (name.AsSpan(0, slash).SequenceEqual(provider) || config.Providers.ContainsKey(name[..slash])))
        {
            (provider, name) = (name[..slash], name[(slash + 1)..]);
        }
        foreach (ModelCard other in config.Models.Values)
        {
            if (other.Provider == provider && (other.NameAtVendor == name || other.Name == name))
                return new ModelReference(provider, other.NameAtVendor, other);
        }
        return new ModelReference(provider, name, null);
    }

    /// <summary>What records and prices name: the catalogue name, else <c>provider/name</c>.</summary>
    public string Name => Card?.Name ?? $"{Provider}/{NameAtVendor}";
}
