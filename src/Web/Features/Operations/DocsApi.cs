using Artisan.Web.Shell.Doors;

namespace Artisan.Web.Features.Operations;

/// <summary>The OpenAPI document and a page to read it.</summary>
internal static class DocsApi
{
    public static IServiceCollection AddDocs(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Artisan";
            document.Info.Description = "Send an API key as `Authorization: Bearer ak_…` or `x-api-key: ak_…`. Every error is a ProblemDetails with a stable `code`; `/v1` answers in OpenAI's shape.";
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer<OpenApiDoors>();
        options.AddOperationTransformer<OpenApiDoors>();
        options.AddSchemaTransformer<OpenApiDoors>();
    });

    public static void MapDocs(this WebApplication app)
    {
        app.MapOpenApi("/docs/{documentName}.json").OpenToAll("the document describes the API and holds no data");
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.SwaggerEndpoint("/docs/v1.json", "Artisan v1");
            options.DocumentTitle = "Artisan API";
            options.HeadContent = """<meta name="viewport" content="width=device-width, initial-scale=1">""";
            options.InjectStylesheet("/css/docs.css");
        });
    }
}
