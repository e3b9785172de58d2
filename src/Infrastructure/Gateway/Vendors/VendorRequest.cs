using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Infrastructure.Gateway.Vendors;

/// <summary>What requests to all vendors have in common: the instance's address, credential and headers.</summary>
internal static class VendorRequest
{
    /// <summary>The instance's own address.</summary>
    /// <exception cref="ProviderException">With <see cref="ProviderFault.Unsupported"/> when it has none that can be called.</exception>
    public static Uri Root(ProviderInstance instance)
    {
        Uri root = instance.BaseUrl ?? throw new ProviderException(ProviderFault.Unsupported,
            $"Provider `{instance.Name}` has no base_url. Set it in ai_config.yaml or under Settings → Providers.");
        return root.Scheme == Uri.UriSchemeHttps || root.Scheme == Uri.UriSchemeHttp ? root
            : throw new ProviderException(ProviderFault.Unsupported, $"The base_url of provider `{instance.Name}` must begin with https:// or http://.");
    }

    /// <summary>The address of an operation: the version is put between unless the instance's address already ends with one.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="version">For instance <c>v1</c>.</param>
    /// <param name="path">For instance <c>messages</c>, with its query.</param>
    public static Uri Address(ProviderInstance instance, string version, string path)
    {
        Uri root = Root(instance);
        string text = root.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string last = text[(text.LastIndexOf('/') + 1)..];
        bool hasVersion = last.Length >= 2 && last[0] == 'v' && char.IsAsciiDigit(last[1]);
        string query = root.Query.Length == 0 ? "" : (path.Contains('?') ? "&" : "?") + root.Query[1..];
        return new Uri(hasVersion ? $"{text}/{path}{query}" : $"{text}/{version}/{path}{query}");
    }

    /// <summary>The instance's credential; null where it has none.</summary>
    /// <exception cref="ProviderException">With <see cref="ProviderFault.Credential"/> when it would end the header.</exception>
    public static string? Credential(ProviderInstance instance)
    {
        string? credential = instance.ApiKey?.Trim();
        if (string.IsNullOrEmpty(credential))
            return null;
        // A credential with a line break inside would end the header; it is refused without being shown.
        return IsHeaderText(credential) ? credential : throw new ProviderException(ProviderFault.Credential,
            $"The credential of provider `{instance.Name}` holds characters that no credential has. Enter it again.");
    }

    /// <summary>Puts the instance's own headers on a request, but for those that carry its credential already.</summary>
    public static void AddHeaders(HttpRequestMessage request, ProviderInstance instance, params ReadOnlySpan<string> taken)
    {
        foreach ((string name, string value) in instance.Headers)
        {
            if (!IsOneOf(name, taken) && IsHeaderText(value))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        request.Headers.TryAddWithoutValidation("User-Agent", "Artisan/1.0");
        // HTTP/2 needs TLS to be agreed on; over plain HTTP asking for it only costs.
        if (request.RequestUri!.Scheme == Uri.UriSchemeHttps)
        {
            request.Version = System.Net.HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }
    }

    private static bool IsOneOf(string name, ReadOnlySpan<string> names)
    {
        foreach (string one in names)
        {
            if (name.Equals(one, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool IsHeaderText(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~')
                return false;
        }
        return true;
    }
}
