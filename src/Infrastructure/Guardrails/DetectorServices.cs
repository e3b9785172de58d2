using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Injection;
using Artisan.Core.Guardrails.Pii;

namespace Artisan.Infrastructure.Guardrails;

internal sealed class DetectorServices : IDetectorServices
{
    public IPiiDetector Pii(string name, Uri address) => throw new NotSupportedException();

    public IInjectionDetector Injection(string name, Uri address, string? key) => throw new NotSupportedException();
}
