using System.Buffers;
using System.Text.Json;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Pipeline.Stages;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Guardrails.Kept;

namespace Artisan.Core.Gateway.Context;

/// <summary>A prompt that was made to fit.</summary>
/// <param name="Body">The new body.</param>
/// <param name="Chat">Its view.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="LeftOut">Messages that were left out.</param>
/// <param name="TokensLeftOut">Their tokens.</param>
/// <param name="Shortened">Messages whose text was shortened.</param>
/// <param name="Summary">The summary that stands for what was left out; null for none.</param>
internal sealed record ContextCut(byte[] Body, ChatView Chat, int Tokens, int LeftOut, int TokensLeftOut, int Shortened, EarlierSummary? Summary);

/// <summary>
/// Makes a prompt fit: earlier turns are left out, the least relevant first (nearness to the last question and newness count alike), or the oldest are
/// replaced by a summary; where what must stay is too long on its own, its longest texts are shortened. Instructions and tools are never touched.
/// </summary>
public sealed class ContextCutter(ConversationSummaries summaries)
{
    // A turn three turns back counts half as new as the last.
    private const double HalfAge = 3;
    private const double FirstTurn = 0.15;
    // A text shorter than this says all in few words; shortening it wins nothing.
    private const int ShortestText = 400;
    private const int FewestSummaryTokens = 120, MostSummaryTokens = 1200;
    // Turns are summarised in blocks of a third of the window, so that the same summary serves for many turns to come.
    private const int BlocksInLimit = 3;
    private const int Rounds = 3;

    /// <summary>Cuts.</summary>
    /// <param name="call">The call, planned, with the prompt as it would go out.</param>
    /// <param name="tokens">The prompt's tokens.</param>
    /// <param name="limit">Tokens that fit.</param>
    /// <param name="summarise">Whether old turns are summarised rather than left out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The prompt that fits; null where no cut makes it fit.</returns>
    internal async ValueTask<ContextCut?> CutAsync(AiCall call, PromptTokens tokens, long limit, bool summarise, CancellationToken cancellationToken)
    {
        ChatView chat = call.OutgoingChat!;
        List<PromptPiece> pieces = PromptPieces.Of(chat, tokens);
        long must = tokens.Fixed + pieces.Where(p => p.Must).Sum(p => (long)p.Tokens);
        var optional = pieces.Where(p => !p.Must).ToList();
        EarlierSummary? summary = null;
        HashSet<int> kept = [];
        if (must <= limit)
        {
            int room = (int)Math.Clamp(limit / 8, FewestSummaryTokens, MostSummaryTokens);
            if (summarise && optional.Count > 1 && must + room < limit)
            {
                (List<List<PromptPiece>> blocks, List<PromptPiece> rest) = Blocks(optional, limit - must - room, limit / BlocksInLimit);
                summary = await summaries.OfAsync(call, [.. blocks.Select(b => b.SelectMany(Numbers).ToList())], room, tokens, cancellationToken);
                kept = [.. rest.SelectMany(Numbers)];
            }
            else
            {
                kept = [.. MostRelevant(chat, optional, limit - must).SelectMany(Numbers)];
            }
        }
        List<int> numbers = [.. pieces.Where(p => p.Must).SelectMany(Numbers).Concat(kept).Order()];
        byte[] body = Rebuild(call.OutgoingBody.Span, chat, numbers, summary);
        ChatView view = ChatReader.Read(body);
        int shortened = 0;
        PromptTokens now = PromptTokens.Of(call, body, view, call.Plan!.Candidates[0].Model);
        for (int round = 0; now.Total > limit && round < Rounds; round++)
        {
            if (Shorten(call, body, view, now, now.Total - limit) is not { } shorter)
                return null;
            (body, shortened) = (shorter.Body, Math.Max(shortened, shorter.Messages));
            view = ChatReader.Read(body);
            now = PromptTokens.Of(call, body, view, call.Plan!.Candidates[0].Model);
        }
        if (now.Total > limit)
            return null;
        var left = Enumerable.Range(0, chat.Messages.Count).Except(numbers).ToList();
        return new ContextCut(body, view, now.Total, left.Count, left.Sum(i => tokens.Messages[i]), shortened, summary);
    }

    private static IEnumerable<int> Numbers(PromptPiece piece) => Enumerable.Range(piece.First, piece.Count);

    private static List<PromptPiece> MostRelevant(ChatView chat, List<PromptPiece> turns, long room)
    {
        string question = chat.Messages.LastOrDefault(m => m.Role == "user")?.Text ?? "";
        double[] relevance = Relevance.Of([.. turns.Select(t => string.Join('\n', Numbers(t).Select(i => chat.Messages[i].Text)))], question);
        double Score(int i) => relevance[i] + Math.Pow(0.5, (turns.Count - 1 - i) / HalfAge) + (i == 0 ? FirstTurn : 0);
        var kept = new List<PromptPiece>();
        foreach (int i in Enumerable.Range(0, turns.Count).OrderByDescending(Score).ThenByDescending(i => i))
        {
            if (turns[i].Tokens > room)
                continue;
            kept.Add(turns[i]);
            room -= turns[i].Tokens;
        }
        return kept;
    }

    // The oldest turns in blocks, so many that the others fit. A block is full before the next begins: what was summarised once stays summarised so.
    private static (List<List<PromptPiece>> Old, List<PromptPiece> Recent) Blocks(List<PromptPiece> turns, long room, long size)
    {
        long left = turns.Sum(t => (long)t.Tokens);
        var blocks = new List<List<PromptPiece>>();
        int at = 0;
        while (left > room && at < turns.Count)
        {
            var block = new List<PromptPiece>();
            for (long filled = 0; at < turns.Count && filled < size; at++)
            {
                block.Add(turns[at]);
                filled += turns[at].Tokens;
                left -= turns[at].Tokens;
            }
            blocks.Add(block);
        }
        return (blocks, turns[at..]);
    }

    private static byte[] Rebuild(ReadOnlySpan<byte> body, ChatView chat, List<int> numbers, EarlierSummary? summary)
    {
        JsonPropertyRange range = chat.TopLevel.Find("messages")!.Value;
        ReadOnlySpan<byte> array = body[range.ValueStart..range.ValueEnd];
        var wanted = numbers.ToHashSet();
        int firstTurn = numbers.FindIndex(i => chat.Messages[i].Role is not ("system" or "developer"));
        int summaryBefore = summary is null || firstTurn < 0 ? -1 : numbers[firstTurn];
        var output = new ArrayBufferWriter<byte>(array.Length);
        output.Write("["u8);
        var reader = new Utf8JsonReader(array, new JsonReaderOptions { MaxDepth = 1024 });
        reader.Read();
        for (int number = 0; reader.Read() && reader.TokenType == JsonTokenType.StartObject; number++)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!wanted.Contains(number))
                continue;
            if (output.WrittenCount > 1)
                output.Write(","u8);
            if (number == summaryBefore)
            {
                output.Write(JsonSerializer.SerializeToUtf8Bytes(new { role = "user", content = summary!.AsMessage }));
                output.Write(",{\"role\":\"assistant\",\"content\":\"Understood. I go on from there.\"},"u8);
            }
            output.Write(array[start..(int)reader.BytesConsumed]);
        }
        output.Write("]"u8);
        return chat.TopLevel.Rewrite(body, ("messages", output.WrittenSpan.ToArray()));
    }

    // The longest texts give most.
    private static (byte[] Body, int Messages)? Shorten(AiCall call, byte[] body, ChatView chat, PromptTokens tokens, long excess)
    {
        string question = chat.Messages.LastOrDefault(m => m.Role == "user")?.Text ?? "";
        var shares = new Dictionary<int, double>();
        foreach (int i in Enumerable.Range(0, chat.Messages.Count).Where(i => chat.Messages[i].Role is "user" or "tool" or "function" or "assistant").OrderByDescending(i => tokens.Messages[i]))
        {
            if (excess <= 0 || chat.Messages[i].Text.Length < ShortestText)
                break;
            long give = Math.Min(excess, (long)(tokens.Messages[i] * 0.9));
            // A little more, since gaps are marked and whole pieces go.
            shares[i] = Math.Max(0.02, 1 - (give + 8) / (double)tokens.Messages[i]) * 0.98;
            excess -= give;
        }
        if (excess > 0 || shares.Count == 0)
            return null;
        byte[]? shorter = MessageTexts.Rewrite(body, chat.TopLevel, (_, number) =>
        {
            if (!shares.TryGetValue(number, out double share))
                return null;
            bool facts = call.UserTexts is not null && PromptFacts.Find(chat.Messages[number].Text) is not null;
            string? Cut(ReadOnlySpan<char> text)
            {
                if (text.Length < ShortestText || JsonStrings.IsData(text))
                    return null;
                string whole = text.ToString();
                return call.UserTexts?.Contains(whole) == true && facts ? null : TextShortener.Shorten(whole, (int)(tokens.Count(whole) * share), question, tokens.Count);
            }
            return text => facts ? GuardFindings.InFacts(text.ToString(), Cut) : Cut(text);
        });
        return shorter is null ? null : (shorter, shares.Count);
    }
}
