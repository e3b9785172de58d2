using System.Globalization;
using Artisan.Core.Guardrails.Policy;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Artisan.Web.Shell.Hosting;

/// <summary>Log lines for a person at the console.</summary>
internal sealed class PlainLogFormatter(GuardrailPolicies policies) : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter Line = new("{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = new StringWriter(CultureInfo.InvariantCulture);
        Line.Format(logEvent, line);
        output.Write(LogTexts.Of(policies, logEvent).Guard(line.ToString()));
    }
}
