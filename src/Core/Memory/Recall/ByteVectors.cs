using System.Numerics;

namespace Artisan.Core.Memory.Recall;

/// <summary>Vectors of signed bytes by place, side by side, so that all are compared with one at the speed of reading them. Not safe for several threads by itself.</summary>
/// <param name="dimensions">Length of each.</param>
internal sealed class ByteVectors(int dimensions)
{
    private sbyte[] _values = [];
    private float[] _lengths = [];

    /// <summary>Bytes that it holds, roughly.</summary>
    public long Bytes => _values.Length + _lengths.Length * 4L;

    /// <summary>Whether no vector was ever put in.</summary>
    public bool IsEmpty => _values.Length == 0;

    /// <summary>Puts a vector at a place, or takes away what is there.</summary>
    public void Set(int place, ReadOnlySpan<sbyte> vector)
    {
        if (place >= _lengths.Length)
        {
            // Where hardly any has a vector, no room is taken for the others.
            if (vector.IsEmpty)
                return;
            int room = Math.Max(64, Math.Max(place + 1, _lengths.Length * 2));
            Array.Resize(ref _values, room * dimensions);
            Array.Resize(ref _lengths, room);
        }
        Span<sbyte> at = _values.AsSpan(place * dimensions, dimensions);
        if (vector.IsEmpty)
            at.Clear();
        else
            vector.CopyTo(at);
        _lengths[place] = vector.IsEmpty ? 0 : LengthOf(vector);
    }

    /// <summary>Puts what is at one place at another.</summary>
    public void Move(int from, int to) => Set(to, from < _lengths.Length && _lengths[from] > 0 ? _values.AsSpan(from * dimensions, dimensions).ToArray() : []);

    /// <summary>Takes away all from a place on.</summary>
    public void ClearFrom(int place)
    {
        if (place >= _lengths.Length)
            return;
        _values.AsSpan(place * dimensions).Clear();
        _lengths.AsSpan(place).Clear();
    }

    /// <summary>Cosine of the vector at a place and another, -1 to 1; 0 where there is none.</summary>
    public double Cosine(int place, ReadOnlySpan<sbyte> other, float otherLength) =>
        otherLength > 0 && place < _lengths.Length && _lengths[place] > 0 ? Dot(other, _values.AsSpan(place * dimensions, dimensions)) / ((double)otherLength * _lengths[place]) : 0;

    /// <summary>Euclidean length; 0 for an empty one.</summary>
    public static float LengthOf(ReadOnlySpan<sbyte> vector) => vector.IsEmpty ? 0 : MathF.Sqrt(Dot(vector, vector));

    private static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        Vector<int> sum = Vector<int>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(a[i..]), out Vector<short> a1, out Vector<short> a2);
            Vector.Widen(new Vector<sbyte>(b[i..]), out Vector<short> b1, out Vector<short> b2);
            // Two products of bytes still fit a short one.
            Vector.Widen(a1 * b1, out Vector<int> low, out Vector<int> high);
            Vector.Widen(a2 * b2, out Vector<int> low2, out Vector<int> high2);
            sum += low + high + low2 + high2;
        }
        int total = Vector.Sum(sum);
        for (; i < a.Length; i++)
            total += a[i] * b[i];
        return total;
    }
}
