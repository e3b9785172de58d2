using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Policy;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Artisan.Web.Shell.Hosting;

/// <summary>One JSON object a line, properties at the top level under their own names: <c>timestamp</c>, <c>level</c>, <c>message</c>, then <c>use_case</c>, <c>provider</c>, <c>trace_id</c> …</summary>
internal sealed class JsonLogFormatter(GuardrailPolicies policies, PiiTally? tally = null) : ITextFormatter
{
    // What the host's own scopes add to every line and nobody reads.
    private static readonly HashSet<string> Noise = ["ConnectionId", "RequestId", "EventId", "ActionId", "TransportConnectionId", "ParentId"];

    // "lj": texts without quotation marks.
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    private static readonly ConcurrentDictionary<string, string> Names = new();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    public void Format(LogEvent logEvent, TextWriter output)
    {
        LogTexts texts = LogTexts.Of(policies, logEvent, tally);
        ArrayBufferWriter<byte> buffer = t_buffer ??= new ArrayBufferWriter<byte>(2048);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", logEvent.Level.ToString().ToLowerInvariant());
            var message = new StringWriter(CultureInfo.InvariantCulture);
            Message.Format(logEvent, message);
            json.WriteString("message", texts.GuardMessage(message.ToString()));
            foreach ((string name, LogEventPropertyValue value) in logEvent.Properties)
            {
                if (!Noise.Contains(name) && value is not ScalarValue { Value: null })
                    Write(json, NameOf(name), value, texts);
            }
            if (logEvent.TraceId is { } trace && !logEvent.Properties.ContainsKey("trace_id"))
                json.WriteString("trace_id", trace.ToString());
            if (logEvent.Exception is { } exception)
                json.WriteString("exception", texts.Guard(exception.ToString()));
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    // Names stand in the code's message templates, so there are not many.
    private static string NameOf(string name) => name == "SourceContext" ? "logger" : Names.GetOrAdd(name, static n => JsonNamingPolicy.SnakeCaseLower.ConvertName(n));

    private static void Write(Utf8JsonWriter json, string name, LogEventPropertyValue value, LogTexts texts)
    {
        switch ((value as ScalarValue)?.Value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long or short or byte:
                json.WriteNumber(name, Convert.ToInt64(((ScalarValue)value).Value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case decimal number:
                json.WriteNumber(name, number);
                break;
            case Guid or DateTime or DateTimeOffset or TimeSpan or Enum:
                json.WriteString(name, Convert.ToString(((ScalarValue)value).Value, CultureInfo.InvariantCulture));
                break;
            case { } scalar:
                json.WriteString(name, texts.Guard(Convert.ToString(scalar, CultureInfo.InvariantCulture) ?? ""));
                break;
            default:
                json.WriteString(name, texts.Guard(value.ToString(null, CultureInfo.InvariantCulture)));
                break;
        }
    }
}
