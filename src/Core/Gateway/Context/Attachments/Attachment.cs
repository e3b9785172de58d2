namespace Artisan.Core.Gateway.Context.Attachments;

/// <summary>What is attached to a message.</summary>
internal enum AttachmentKind
{
    /// <summary>Of a kind that is not known, or held elsewhere.</summary>
    Other,
    /// <summary>A picture.</summary>
    Image,
    /// <summary>A sound.</summary>
    Sound,
    /// <summary>A PDF.</summary>
    Pdf,
    /// <summary>A file of text, or an Office file.</summary>
    Text,
}

/// <summary>What is known of a document that was read.</summary>
/// <param name="Pages">Pages of a PDF; null for others.</param>
/// <param name="TextTokens">Tokens of its text.</param>
internal readonly record struct DocumentSize(int? Pages, int TextTokens);

/// <summary>What decides how many tokens an attachment costs.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Size of the file; 0 where it is held elsewhere.</param>
/// <param name="Width">Of a picture, in pixels; 0 where it is not known.</param>
/// <param name="Height">Of a picture, in pixels; 0 where it is not known.</param>
/// <param name="Detail">How a picture is to be looked at: <c>low</c>, <c>high</c>, <c>original</c>; null for what the vendor finds best.</param>
/// <param name="BytesPerSecond">Of a sound; 0 where it is not known.</param>
internal readonly record struct Attachment(AttachmentKind Kind, int Bytes = 0, int Width = 0, int Height = 0, string? Detail = null, int BytesPerSecond = 0);
