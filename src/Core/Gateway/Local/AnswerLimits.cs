using System.Text.Json;
using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Local;

/// <summary>Keeps an answer within what the caller set: stop sequences and the longest answer.</summary>
internal static class AnswerLimits
{
    // As the catalogue says of the model.
    private const int Longest = 8192;

    public static LocalAnswer Apply(LocalAnswer answer, ChatView chat, ReadOnlySpan<byte> body)
    {
        if (answer.Text is not { } text)
            return answer;
        foreach (string stop in Stops(chat, body))
        {
            int at = stop.Length > 0 ? text.IndexOf(stop, StringComparison.Ordinal) : -1;
            if (at >= 0)
                text = text[..at];
        }
        int most = Math.Min(chat.MaxOutputTokens ?? Longest, Longest);
        if (TokenCounter.Count(text).Tokens > most)
            return answer with { Text = Cut(text, most), FinishReason = "length" };
        return answer with { Text = text };
    }

    /// <summary>The longest beginning, up to a word's end, that has no more tokens.</summary>
    private static string Cut(string text, int most)
    {
        int low = 0, high = text.Length;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (TokenCounter.Count(text.AsSpan(0, middle)).Tokens <= most)
                low = middle;
            else
                high = middle - 1;
        }
        int space = low < text.Length ? text.LastIndexOfAny([' ', '\n'], Math.Max(0, low - 1)) : low;
        int cut = space > low / 2 ? space : low;
        if (cut > 0 && char.IsHighSurrogate(text[cut - 1]))
            cut--;
        return text[..cut];
    }

    private static List<string> Stops(ChatView chat, ReadOnlySpan<byte> body)
    {
        var stops = new List<string>();
        if (chat.TopLevel.Find("stop") is not { } range)
            return stops;
        var reader = new Utf8JsonReader(body[range.ValueStart..range.ValueEnd]);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String)
                stops.Add(reader.GetString()!);
        }
        return stops;
    }
}
