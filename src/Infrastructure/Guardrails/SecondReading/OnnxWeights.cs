using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Artisan.Infrastructure.Guardrails.SecondReading;

/// <summary>Changes weights in an ONNX file in memory, so that the language model is kept once and what was learned beside it stays small.</summary>
internal static class OnnxWeights
{
    // Numbers of the fields in onnx.proto, with the wire type of a length before the bytes.
    private const uint GraphOfModel = 7 << 3 | 2, InitializerOfGraph = 5 << 3 | 2, NameOfTensor = 8 << 3 | 2, RawDataOfTensor = 9 << 3 | 2;

    /// <summary>Adds to each named matrix the product of two narrow ones.</summary>
    /// <param name="file">The ONNX file, which is changed.</param>
    /// <param name="changes">By the matrix's name: one of as many rows, and one of as many columns, row by row.</param>
    /// <exception cref="InvalidDataException">A matrix is not there, or has another size.</exception>
    public static void Add(byte[] file, IReadOnlyDictionary<string, (float[] Down, float[] Up)> changes)
    {
        int done = 0;
        foreach ((string name, int start, int length) in Tensors(file))
        {
            if (!changes.TryGetValue(name, out var change))
                continue;
            Add(name, MemoryMarshal.Cast<byte, float>(file.AsSpan(start, length)), change.Down, change.Up);
            done++;
        }
        if (done != changes.Count)
            throw new InvalidDataException($"Of {changes.Count} matrices that were learned for it, the language model has {done}: it is another version.");
    }

    private static void Add(string name, Span<float> matrix, float[] down, float[] up)
    {
        // rows × rank and rank × columns, where rows × columns is the matrix's size.
        int rank = (int)Math.Round(Math.Sqrt((double)down.Length * up.Length / matrix.Length));
        int rows = rank == 0 ? 0 : down.Length / rank, columns = rank == 0 ? 0 : up.Length / rank;
        if (rows * columns != matrix.Length || rows * rank != down.Length || columns * rank != up.Length)
            throw new InvalidDataException($"The language model's matrix {name} has another size than what was learned for it.");
        for (int row = 0; row < rows; row++)
        {
            Span<float> into = matrix.Slice(row * columns, columns);
            for (int part = 0; part < rank; part++)
            {
                float factor = down[row * rank + part];
                for (int column = 0; column < columns; column++)
                    into[column] += factor * up[part * columns + column];
            }
        }
    }

    private static List<(string Name, int Start, int Length)> Tensors(byte[] file)
    {
        var found = new List<(string, int, int)>();
        var input = new CodedInputStream(file);
        while (input.ReadTag() is not 0 and var field)
        {
            if (field != GraphOfModel)
            {
                input.SkipLastField();
                continue;
            }
            long end = input.ReadLength() + input.Position;
            while (input.Position < end && input.ReadTag() is not 0 and var part)
            {
                if (part == InitializerOfGraph)
                    found.Add(Tensor(input));
                else
                    input.SkipLastField();
            }
        }
        return found;
    }

    private static (string Name, int Start, int Length) Tensor(CodedInputStream input)
    {
        long end = input.ReadLength() + input.Position;
        string name = "";
        (int start, int length) = (0, 0);
        while (input.Position < end && input.ReadTag() is not 0 and var field)
        {
            switch (field)
            {
                case NameOfTensor:
                    name = input.ReadString();
                    break;
                case RawDataOfTensor:
                    length = input.ReadBytes().Length;
                    start = (int)input.Position - length;
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        return (name, start, length);
    }
}
