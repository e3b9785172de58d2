using System.Text;

namespace Artisan.Bench.LoadGenerator;

/// <summary>Looks, at little cost, whether an answer is whole: a gateway that drops the end would otherwise look fast.</summary>
internal sealed class AnswerCheck(bool stream)
{
    private const int Remembered = 48;

    private readonly byte[] tail = new byte[Remembered];
    private readonly byte[] head = new byte[200];
    private int tailLength;
    private int headLength;
    private bool hasToken;

    /// <summary>Whether the end of a whole answer was seen: a stream's <c>[DONE]</c> after a token, or an object that is closed.</summary>
    public bool IsComplete => hasToken && (stream
        ? Tail.Contains("data: [DONE]", StringComparison.Ordinal)
        : Tail.TrimEnd().EndsWith('}'));

    /// <summary>How the answer begins, for messages.</summary>
    public string Beginning => Encoding.UTF8.GetString(head, 0, headLength);

    private string Tail => Encoding.UTF8.GetString(tail, 0, tailLength);

    /// <summary>Takes the next piece of the answer; true once a token has come.</summary>
    public bool Feed(ReadOnlySpan<byte> bytes)
    {
        var toHead = Math.Min(bytes.Length, head.Length - headLength);
        bytes[..toHead].CopyTo(head.AsSpan(headLength));
        headLength += toHead;
        hasToken = hasToken || HasToken(bytes);
        if (bytes.Length >= Remembered)
        {
            bytes[^Remembered..].CopyTo(tail);
            tailLength = Remembered;
        }
        else
        {
            var keep = Math.Min(tailLength, Remembered - bytes.Length);
            tail.AsSpan(tailLength - keep, keep).CopyTo(tail);
            bytes.CopyTo(tail.AsSpan(keep));
            tailLength = keep + bytes.Length;
        }

        return hasToken;
    }

    // The role's event has an empty content and is no token yet. Events are small and flushed one by one, so a piece rarely cuts this in two;
    // where it does, the next event has it.
    private static bool HasToken(ReadOnlySpan<byte> bytes)
    {
        var mark = "\"content\":\""u8;
        for (var at = bytes.IndexOf(mark); at >= 0; at = bytes.IndexOf(mark))
        {
            bytes = bytes[(at + mark.Length)..];
            if (bytes.Length > 0 && bytes[0] != (byte)'"')
            {
                return true;
            }
        }

        return false;
    }
}
