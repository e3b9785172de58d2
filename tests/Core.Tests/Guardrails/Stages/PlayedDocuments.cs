using Artisan.Core.Guardrails.Documents;

namespace Artisan.Core.Tests.Guardrails.Stages;

/// <summary>Says of each document what it is told to.</summary>
internal sealed class PlayedDocuments : IDocumentReader
{
    /// <summary>What the next documents say.</summary>
    public DocumentReading Says { get; set; } = new("", null, "it is damaged");

    public ValueTask<DocumentReading> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken) => new(Says);
}
