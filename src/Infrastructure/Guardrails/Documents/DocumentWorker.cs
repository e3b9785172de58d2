using System.Buffers.Binary;
using System.Text.Json;
using Artisan.Core.Guardrails.Documents;

namespace Artisan.Infrastructure.Guardrails.Documents;

/// <summary>
/// The process that reads documents: a file comes in with its length before it, what it says goes out likewise, until the input ends. Files are hostile and
/// parsers are large; what one does to this process, it does to this process only.
/// </summary>
public static class DocumentWorker
{
    /// <summary>The command line's word for it.</summary>
    public const string Option = "--read-documents";

    /// <summary>Characters that are read of a document at most.</summary>
    internal const int LongestText = 1_000_000;

    /// <summary>Reads what comes until nothing does.</summary>
    public static async Task RunAsync(Stream input, Stream output)
    {
        byte[] length = new byte[sizeof(int)];
        while (await input.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false) == length.Length)
        {
            byte[] file = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            await input.ReadExactlyAsync(file);
            byte[] answer = JsonSerializer.SerializeToUtf8Bytes(Read(file));
            BinaryPrimitives.WriteInt32LittleEndian(length, answer.Length);
            await output.WriteAsync(length);
            await output.WriteAsync(answer);
            await output.FlushAsync();
        }
    }

    /// <summary>Reads a file in this process.</summary>
    internal static DocumentReading Read(byte[] file)
    {
        try
        {
            return FileKinds.Of(file) switch
            {
                FileKind.Pdf => PdfText.Read(file, LongestText),
                FileKind.Archive => OfficeText.Read(new MemoryStream(file, writable: false), LongestText),
                _ => new DocumentReading("", null, "it is of another kind"),
            };
        }
        catch (Exception)
        {
            // Whatever a damaged file makes a parser throw.
            return new DocumentReading("", null, "it is damaged");
        }
    }
}
