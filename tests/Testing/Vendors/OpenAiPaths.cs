using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Artisan.Testing.Vendors;

/// <summary>Reads which operation a path means, OpenAI's or Azure's.</summary>
internal static partial class OpenAiPaths
{
    /// <summary>Whether the request has an address the vendor knows, what it asks for, and the deployment that Azure's paths name.</summary>
    public static (bool Known, string Operation, string? Deployment) Read(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        var openAi = OpenAi().Match(path);
        if (openAi.Success)
        {
            var operation = openAi.Groups[1].Value;
            return (HttpMethods.IsGet(request.Method) == (operation == "models"), operation, null);
        }

        // Azure answers 404 without a version of its API.
        var azure = Azure().Match(path);
        return azure.Success && HttpMethods.IsPost(request.Method) && request.Query.ContainsKey("api-version")
            ? (true, azure.Groups[2].Value, azure.Groups[1].Value)
            : (false, "", null);
    }

    [GeneratedRegex("^/v1/(chat/completions|embeddings|models)$")]
    private static partial Regex OpenAi();

    [GeneratedRegex("^/openai/deployments/([^/]+)/(chat/completions|embeddings)$")]
    private static partial Regex Azure();
}
