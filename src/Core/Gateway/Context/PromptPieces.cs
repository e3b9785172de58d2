using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Context;

/// <summary>Messages that are kept or left out together.</summary>
/// <param name="First">Number of its first message.</param>
/// <param name="Last">Number of its last message.</param>
/// <param name="Must">Whether the request makes no sense without it: instructions, the last question, and what the model last asked tools for.</param>
/// <param name="Tokens">Its tokens.</param>
internal readonly record struct PromptPiece(int First, int Last, bool Must, int Tokens)
{
    /// <summary>How many messages.</summary>
    public int Count => Last - First + 1;
}

/// <summary>
/// Cuts a conversation into turns: what a user said with what was answered, so that roles still alternate and no tool's answer loses its call when one is
/// left out.
/// </summary>
internal static class PromptPieces
{
    /// <summary>The pieces in order.</summary>
    public static List<PromptPiece> Of(ChatView chat, PromptTokens tokens)
    {
        IReadOnlyList<ChatMessageView> messages = chat.Messages;
        int question = messages.Count - 1;
        while (question > 0 && messages[question].Role != "user")
            question--;
        var pieces = new List<PromptPiece>();
        int first = -1;
        for (int i = 0; i < messages.Count; i++)
        {
            string role = messages[i].Role;
            bool standsAlone = role is "system" or "developer" || i == question;
            bool begins = standsAlone || first < 0 || (i < question ? role == "user" : role == "assistant");
            if (begins)
            {
                Close(i);
                first = i;
            }
            if (standsAlone)
                Close(i + 1);
        }
        Close(messages.Count);
        // What the model waits for an answer to.
        if (pieces.Count > 0)
            pieces[^1] = pieces[^1] with { Must = true };
        return pieces;

        void Close(int end)
        {
            if (first < 0)
                return;
            bool must = first == question || messages[first].Role is "system" or "developer";
            int sum = 0;
            for (int i = first; i < end; i++)
                sum += tokens.Messages[i];
            pieces.Add(new PromptPiece(first, end - 1, must, sum));
            first = -1;
        }
    }
}
