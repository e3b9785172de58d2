using System.Runtime.CompilerServices;
using Artisan.Core.Gateway.Local.Tools;
using Artisan.Core.Gateway.Providers;

namespace Artisan.Core.Gateway.Local;

/// <summary>The local model's answer in pieces of a few words.</summary>
internal sealed class LocalStream(LocalIdentity identity, LocalAnswer answer, int choices, TokenUsage usage) : StreamReply
{
    private const int PieceLength = 16;

    public override async IAsyncEnumerable<ProviderEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int choice = 0; choice < choices; choice++)
        {
            yield return new ProviderEvent
            {
                Data = LocalDialect.Chunk(identity, choice, w =>
                {
                    w.WriteString("role", "assistant");
                    if (answer.Text is null)
                        w.WriteNull("content");
                    else
                        w.WriteString("content", "");
                }, null, first: true),
            };
            foreach (string piece in Pieces(answer.Text ?? ""))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ProviderEvent { Data = LocalDialect.Chunk(identity, choice, w => w.WriteString("content", piece), null), Text = piece, Choice = choice };
                // Gives the writer a turn, so that pieces leave one by one.
                await Task.Yield();
            }
            for (int i = 0; i < (answer.Calls?.Count ?? 0); i++)
            {
                foreach (ProviderEvent part in CallParts(choice, i, answer.Calls![i]))
                    yield return part;
            }
            yield return new ProviderEvent { Data = LocalDialect.Chunk(identity, choice, _ => { }, answer.FinishReason), FinishReason = answer.FinishReason, Choice = choice };
        }
        yield return new ProviderEvent { Data = LocalDialect.UsageChunk(identity, usage), Usage = usage, UsageOnly = true };
    }

    private IEnumerable<ProviderEvent> CallParts(int choice, int index, ChosenCall call)
    {
        yield return new ProviderEvent
        {
            HasToolCall = true,
            Choice = choice,
            Data = LocalDialect.Chunk(identity, choice, w =>
            {
                w.WriteStartArray("tool_calls");
                w.WriteStartObject();
                w.WriteNumber("index", index);
                w.WriteString("id", LocalDialect.CallId(identity, choice, index));
                w.WriteString("type", "function");
                w.WriteStartObject("function");
                w.WriteString("name", call.Name);
                w.WriteString("arguments", "");
                w.WriteEndObject();
                w.WriteEndObject();
                w.WriteEndArray();
            }, null),
        };
        foreach (string piece in Pieces(call.Arguments))
        {
            yield return new ProviderEvent
            {
                HasToolCall = true,
                Choice = choice,
                Data = LocalDialect.Chunk(identity, choice, w =>
                {
                    w.WriteStartArray("tool_calls");
                    w.WriteStartObject();
                    w.WriteNumber("index", index);
                    w.WriteStartObject("function");
                    w.WriteString("arguments", piece);
                    w.WriteEndObject();
                    w.WriteEndObject();
                    w.WriteEndArray();
                }, null),
            };
        }
    }

    /// <summary>Cuts a text behind spaces, line ends and sentences, into pieces that read naturally; joined they are the text.</summary>
    internal static IEnumerable<string> Pieces(string text)
    {
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int length = i + 1 - start;
            bool whole = text[i] is ' ' or '\n' && length >= PieceLength;
            bool sentence = text[i] is '\n' || (text[i] == ' ' && i > 0 && text[i - 1] is '.' or '!' or '?' or ':' or '。');
            bool tooLong = length >= 4 * PieceLength && !char.IsHighSurrogate(text[i]);
            if (!whole && !sentence && !tooLong)
                continue;
            yield return text[start..(i + 1)];
            start = i + 1;
        }
        if (start < text.Length)
            yield return text[start..];
    }
}
