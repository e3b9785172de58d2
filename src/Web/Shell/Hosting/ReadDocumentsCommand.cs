using Artisan.Infrastructure.Guardrails.Documents;

namespace Artisan.Web.Shell.Hosting;

/// <summary>The process that reads documents for the guardrails. Artisan starts it itself; nobody else needs to.</summary>
internal static class ReadDocumentsCommand
{
    /// <summary>Its option.</summary>
    public const string Option = DocumentWorker.Option;

    /// <summary>Reads what comes in until nothing does.</summary>
    public static Task RunAsync() => DocumentWorker.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput());
}
