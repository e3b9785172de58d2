using Artisan.Core.Gateway.Protocol;

namespace Artisan.Core.Gateway.Context.Attachments;

/// <summary>
/// A call's attachments, each read once. The body around them changes on its way, they do not: one is known again by its length, and of two of the same
/// length the one that is read first stands for both.
/// </summary>
public sealed class CallAttachments
{
    private readonly Dictionary<int, Attachment> _byLength = [];
    private readonly Dictionary<int, DocumentSize> _readByBytes = [];

    /// <summary>Notes what a document of so many bytes turned out to be.</summary>
    internal void Note(int bytes, DocumentSize read) => _readByBytes[bytes] = read;

    /// <summary>Tokens of what is attached to a message.</summary>
    /// <param name="body">The body that its places lie in.</param>
    /// <param name="message">The message.</param>
    /// <param name="model">The model.</param>
    internal int TokensOf(ReadOnlySpan<byte> body, ChatMessageView message, string model)
    {
        int tokens = 0;
        foreach (JsonPlace place in message.Attachments)
        {
            int length = place.End - place.Start;
            if (!_byLength.TryGetValue(length, out Attachment attachment))
                _byLength[length] = attachment = AttachmentReader.Of(body[place.Start..place.End]);
            tokens += AttachmentTokens.Of(attachment, model, ReadOf(attachment.Bytes));
        }
        return tokens;
    }

    /// <summary>Tokens of all that is attached to a chat.</summary>
    internal int TokensOf(ReadOnlySpan<byte> body, ChatView chat, string model)
    {
        int tokens = 0;
        if (chat.AttachmentCount == 0)
            return 0;
        foreach (ChatMessageView message in chat.Messages)
            tokens += TokensOf(body, message, model);
        return tokens;
    }

    // How base64 ends, its length alone does not tell.
    private DocumentSize? ReadOf(int bytes)
    {
        for (int less = 0; less <= 2 && _readByBytes.Count > 0; less++)
        {
            if (_readByBytes.TryGetValue(bytes - less, out DocumentSize read))
                return read;
        }
        return null;
    }
}
