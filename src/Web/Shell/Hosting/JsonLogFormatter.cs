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

    private static readonly string[] Levels = [.. Enum.GetNames<LogEventLevel>().Select(n => n.ToLowerInvariant())];

    // Lines come by the thousand: what they are written with is used again.
    [ThreadStatic]
    private static Scratch? t_scratch;

    public void Format(LogEvent logEvent, TextWriter output)
    {
        LogTexts texts = LogTexts.Of(policies, logEvent, tally);
        Scratch scratch = t_scratch ??= new Scratch();
        Utf8JsonWriter json = scratch.Begin();
        json.WriteStartObject();
        Span<char> time = stackalloc char[32];
        logEvent.Timestamp.UtcDateTime.TryFormat(time, out int length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        json.WriteString("timestamp", time[..length]);
        json.WriteString("level", Levels[(int)logEvent.Level]);
        Message.Format(logEvent, scratch.Message);
        json.WriteString("message", texts.GuardMessage(scratch.Message.ToString()));
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
        json.Flush();
        scratch.WriteTo(output);
    }

    private sealed class Scratch
    {
        // A rare long line must not stay in memory.
        private const int MostKept = 64 * 1024;

        private ArrayBufferWriter<byte> _utf8 = new(2048);
        private Utf8JsonWriter? _json;
        private char[] _line = new char[2048];

        public StringWriter Message { get; } = new(CultureInfo.InvariantCulture);

        public Utf8JsonWriter Begin()
        {
            StringBuilder message = Message.GetStringBuilder().Clear();
            if (message.Capacity > MostKept)
                message.Capacity = 2048;
            if (_utf8.Capacity > MostKept)
                (_utf8, _line) = (new ArrayBufferWriter<byte>(2048), new char[2048]);
            _utf8.ResetWrittenCount();
            _json ??= new Utf8JsonWriter(_utf8, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            _json.Reset(_utf8);
            return _json;
        }

        public void WriteTo(TextWriter output)
        {
            if (_line.Length < _utf8.WrittenCount)
                _line = new char[_utf8.WrittenCount * 2];
            output.WriteLine(_line, 0, Encoding.UTF8.GetChars(_utf8.WrittenSpan, _line));
        }
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
            case Guid id:
                json.WriteString(name, id);
                break;
            case DateTime or DateTimeOffset or TimeSpan or Enum:
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
