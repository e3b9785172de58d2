using System.Buffers.Binary;
using System.Globalization;
using Artisan.Core.Guardrails.Injection.SecondReading;

namespace Artisan.Infrastructure.Guardrails.SecondReading;

/// <summary>
/// What the second reader has learned beside the language model (<c>second-reading.model</c>): to each matrix of its layers the product of two narrow ones is added
/// (low-rank adaptation: Hu et al., 2021), and a weight for each value of the mean over a text's pieces.
/// </summary>
internal sealed class SecondReadingModel
{
    private const string Resource = "Artisan.Infrastructure.Guardrails.SecondReading.second-reading.model";

    private SecondReadingModel(SecondReadingScale scale, float[] head, float constant, Dictionary<string, (float[] Down, float[] Up)> changes) =>
        (Scale, Head, Constant, Changes) = (scale, head, constant, changes);

    /// <summary>How its logits are weighed.</summary>
    public SecondReadingScale Scale { get; }
    /// <summary>The weights of a text's values.</summary>
    public float[] Head { get; }
    /// <summary>What is added.</summary>
    public float Constant { get; }
    /// <summary>By the matrix's name in the language model: a matrix of as many rows as it has, and one of as many columns, both row by row.</summary>
    public IReadOnlyDictionary<string, (float[] Down, float[] Up)> Changes { get; }

    /// <summary>Reads the model that Artisan comes with.</summary>
    /// <exception cref="FormatException">A line is not as it should be.</exception>
    public static SecondReadingModel Load()
    {
        using Stream stream = typeof(SecondReadingModel).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd());
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="FormatException">A line is not as it should be, or one is missing.</exception>
    public static SecondReadingModel Read(string text)
    {
        var single = new Dictionary<string, float>();
        var changes = new Dictionary<string, (float[] Down, float[] Up)>();
        float[]? head = null;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
                continue;
            string[] parts = line.Split('\t');
            switch (parts)
            {
                case ["head", string weights]:
                    head = Numbers(weights);
                    break;
                case [string name, string down, string up]:
                    changes.Add(name, (Numbers(down), Numbers(up)));
                    break;
                case [string name, string value] when float.TryParse(value, CultureInfo.InvariantCulture, out float number):
                    single.Add(name, number);
                    break;
                default:
                    throw new FormatException($"This line of the second reader's model is not one: {line[..Math.Min(line.Length, 60)]}");
            }
        }
        float Single(string name) => single.TryGetValue(name, out float value) ? value : throw new FormatException($"The second reader's model has no {name}.");
        return new SecondReadingModel(
            new SecondReadingScale(Single("@gate"), Single("@constant"), Single("@reading"), Single("@wording")),
            head ?? throw new FormatException("The second reader's model has no head."), Single("head_constant"), changes);
    }

    private static float[] Numbers(string base64)
    {
        byte[] bytes = Convert.FromBase64String(base64);
        float[] numbers = new float[bytes.Length / 2];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(i * 2));
        return numbers;
    }
}
