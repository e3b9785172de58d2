namespace Artisan.Core.Gateway.Context.Attachments;

/// <summary>
/// What attachments cost in tokens, by the vendors' published rules: OpenAI's tiles of 512 pixels and patches of 32 ("Images and vision", calculating costs),
/// Anthropic's area by 750 ("Vision"), Gemini's tiles of 768 pixels and 32 tokens a second of sound ("Token counting"). Where a rule is not published or a
/// picture's size not known, the most that it can be.
/// </summary>
internal static class AttachmentTokens
{
    private const int Unknown = 4000;
    // A page is sent as its text and as a picture.
    private const int TextOfPage = 1500, PictureOfPage = 1600, MostPages = 1000, BytesOfPage = 25_000;
    private const int PatchesOfNewer = 2500, PatchesOfOriginal = 10_000;
    // Recordings of speech are hardly ever packed smaller.
    private const int LeastBytesPerSecond = 4000;

    /// <summary>Tokens of an attachment.</summary>
    /// <param name="attachment">The attachment.</param>
    /// <param name="model">The model.</param>
    /// <param name="read">What is known of a document that was read; null where it was not.</param>
    public static int Of(in Attachment attachment, string model, DocumentSize? read = null)
    {
        string name = model[(model.LastIndexOf('/') + 1)..].ToLowerInvariant();
        // The models in process read texts only.
        if (name.StartsWith("artisan-", StringComparison.Ordinal))
            return 0;
        return attachment.Kind switch
        {
            AttachmentKind.Image => Picture(attachment, name) ?? Unknown,
            AttachmentKind.Sound => Sound(attachment, name),
            AttachmentKind.Pdf => Pages(attachment, name, read),
            // Prose has four bytes a token, figures and other scripts down to two.
            AttachmentKind.Text => read?.TextTokens ?? attachment.Bytes / 2 + 1,
            _ => Unknown,
        };
    }

    private static int Pages(in Attachment pdf, string name, DocumentSize? read)
    {
        long pages = Math.Clamp(read?.Pages ?? pdf.Bytes / BytesOfPage, 1, MostPages);
        // A page as vendors draw it: A4 at 150 dots an inch.
        return (int)Math.Min(int.MaxValue, pages * (Picture(new Attachment(AttachmentKind.Image, 0, 1240, 1754), name) ?? PictureOfPage) + (read?.TextTokens ?? pages * TextOfPage));
    }

    // Null for models of which nothing is known.
    private static int? Picture(in Attachment picture, string name)
    {
        if (name.StartsWith("claude", StringComparison.Ordinal))
            return Claude(picture, name);
        if (IsGemini(name))
            return Gemini(picture, name);
        return name switch
        {
            _ when Is(name, "gpt-4o-mini") => Tiles(picture, 2833, 5667),
            _ when Is(name, "gpt-4.1-mini") || Is(name, "gpt-5-mini") => Patches(picture, 1.62, 1536),
            _ when Is(name, "gpt-4.1-nano") || Is(name, "gpt-5-nano") => Patches(picture, 2.46, 1536),
            _ when Is(name, "o4-mini") => Patches(picture, 1.72, 1536),
            _ when Is(name, "o1") || Is(name, "o3") => Tiles(picture, 75, 150),
            _ when Is(name, "gpt-5") => Tiles(picture, 70, 140),
            _ when Is(name, "gpt-4o") || Is(name, "chatgpt-4o") || Is(name, "gpt-4.1") || Is(name, "gpt-4.5") || Is(name, "gpt-4") || Is(name, "gpt-4-turbo") => Tiles(picture, 85, 170),
            // The factors of newer ones are not published; none measured is above this.
            _ when name.StartsWith("gpt-", StringComparison.Ordinal) => Patches(picture, name.Contains("nano", StringComparison.Ordinal) ? 2.46 : name.Contains("mini", StringComparison.Ordinal) ? 1.72 : 1.2, picture.Detail == "original" ? PatchesOfOriginal : PatchesOfNewer),
            _ => null,
        };
    }

    // Fitted into 2,048 pixels square, then its shorter side into 768, then counted in squares of 512.
    private static int Tiles(in Attachment picture, int fixedTokens, int perTile)
    {
        if (picture.Detail == "low")
            return fixedTokens;
        if (picture.Width == 0)
            return fixedTokens + perTile * 8;
        double scale = Math.Min(1, 2048.0 / Math.Max(picture.Width, picture.Height));
        scale = Math.Min(scale, 768.0 / Math.Min(picture.Width, picture.Height));
        return fixedTokens + perTile * Squares(picture.Width * scale, picture.Height * scale, 512);
    }

    private static int Patches(in Attachment picture, double factor, int most)
    {
        int patches = picture.Width == 0 ? most : Math.Min(most, Squares(picture.Width, picture.Height, 32));
        return (int)Math.Ceiling((picture.Detail == "low" ? Math.Min(patches, 256) : patches) * factor);
    }

    private static int Claude(in Attachment picture, string name)
    {
        // Those of 2025 fit pictures into 1,568 pixels and some 1,600 tokens, those after into 2,576 and 4,784.
        bool older = name.StartsWith("claude-3", StringComparison.Ordinal) || name.EndsWith("-4", StringComparison.Ordinal) || name.Contains("-4-0", StringComparison.Ordinal) || name.Contains("-4-1", StringComparison.Ordinal) || name.Contains("-4-5", StringComparison.Ordinal) || name.Contains("-4-6", StringComparison.Ordinal);
        (int side, int most) = older ? (1568, 1600) : (2576, 4784);
        if (picture.Width == 0)
            return most;
        double scale = Math.Min(1, (double)side / Math.Max(picture.Width, picture.Height));
        return (int)Math.Min(most, Math.Ceiling(picture.Width * scale * picture.Height * scale / 750));
    }

    private static int Gemini(in Attachment picture, string name)
    {
        // From the third on a picture costs by the resolution that is asked for, 1,120 tokens where none is.
        int newer = name.StartsWith("gemini-1", StringComparison.Ordinal) || name.StartsWith("gemini-2", StringComparison.Ordinal) ? 0 : 1120;
        if (picture.Width == 0)
            return Math.Max(newer, Unknown);
        if (picture.Width <= 384 && picture.Height <= 384)
            return Math.Max(newer, 258);
        double unit = Math.Clamp(Math.Floor(Math.Min(picture.Width, picture.Height) / 1.5), 256, 768);
        return Math.Max(newer, 258 * Squares(picture.Width, picture.Height, unit));
    }

    private static int Sound(in Attachment sound, string name)
    {
        double seconds = (double)sound.Bytes / Math.Max(LeastBytesPerSecond, sound.BytesPerSecond);
        return sound.Bytes == 0 ? Unknown : (int)Math.Ceiling(seconds * (name.StartsWith("gpt-", StringComparison.Ordinal) ? 10 : 32)) + 1;
    }

    private static int Squares(double width, double height, double side) => (int)Math.Min(1_000_000, Math.Ceiling(width / side) * Math.Ceiling(height / side));

    private static bool IsGemini(string name) => name.StartsWith("gemini", StringComparison.Ordinal);

    // The model itself, or one of its dated releases.
    private static bool Is(string name, string model) => name.StartsWith(model, StringComparison.Ordinal) && (name.Length == model.Length || (name[model.Length] == '-' && name.Length > model.Length + 1 && char.IsAsciiDigit(name[model.Length + 1])));
}
