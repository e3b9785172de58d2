using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Artisan.Core.Gateway.Local;
using Artisan.Core.Gateway.Local.Text;

namespace Artisan.Core.Memory.Recall;

/// <summary>What is looked for of a text: its terms, and where it lies among others.</summary>
/// <param name="Terms">Hashes of the stems of its content words, each once.</param>
/// <param name="Vector">256 signed bytes; empty where the text has no word.</param>
public sealed record MemoryTrace(ulong[] Terms, sbyte[] Vector)
{
    /// <summary>Where it lies by what it means, 256 signed bytes; null where no model has read it.</summary>
    public sbyte[]? Meaning { get; init; }
    /// <summary>The model that has; null with it.</summary>
    public string? MeaningModel { get; init; }
}

/// <summary>Reads texts for the index. The same text gives the same in every process.</summary>
public static class MemoryText
{
    /// <summary>Dimensions of vectors.</summary>
    public const int Dimensions = 256;
    /// <summary>Name of what makes vectors in this process.</summary>
    public const string LocalModel = "artisan-hash-256";

    /// <summary>Reads a text.</summary>
    public static MemoryTrace Of(string text)
    {
        var terms = new HashSet<ulong>();
        foreach ((_, string stem) in Stems(text))
            terms.Add(Hash(stem));
        return new MemoryTrace([.. terms], Small(HashingEmbedder.Embed(text, Dimensions)));
    }

    /// <summary>Makes hash and vector of a memory anew, after its text was changed.</summary>
    public static void Refresh(MemoryItem memory)
    {
        string words = MemoryFields.Read(memory.FieldsJson)?.Words() ?? "";
        memory.ContentHash = HashOf(memory.LeadId, memory.Content, words);
        memory.Vector = MemoryMarshal.AsBytes<sbyte>(Of(memory.Content + "\n" + words).Vector).ToArray();
        memory.VectorModel = LocalModel;
        // A model has to read it anew.
        (memory.MeaningVector, memory.MeaningModel) = (null, null);
    }

    /// <summary>The content words of a text with their stems.</summary>
    internal static IEnumerable<(string Word, string Stem)> Stems(string text)
    {
        Language language = Languages.Detect(text);
        foreach (Word word in Words.Of(text.Normalize(NormalizationForm.FormC)))
        {
            if (Words.IsContent(word.Lower, language))
                yield return (word.Lower, Stemmer.Stem(word.Lower, language));
        }
    }

    /// <summary>SHA-256 over the lead and the words alone: case, marks and spaces make no difference.</summary>
    public static byte[] HashOf(Guid? leadId, string text, string? fields)
    {
        var words = new StringBuilder(text.Length + 40);
        words.Append(leadId?.ToString("N")).Append(' ');
        foreach (Word word in Words.Of((text + "\n" + fields).Normalize(NormalizationForm.FormKC)))
            words.Append(word.Lower).Append(' ');
        return SHA256.HashData(Encoding.UTF8.GetBytes(words.ToString()));
    }

    /// <summary>The share of one text's sequences of four words that stand in another, 0 to 1: how much of it is nothing new (containment; Broder 1997).</summary>
    public static double ContainedIn(string text, string other)
    {
        HashSet<ulong> own = Shingles(text);
        if (own.Count == 0)
            return 0;
        HashSet<ulong> there = Shingles(other);
        return (double)own.Count(there.Contains) / own.Count;
    }

    private static HashSet<ulong> Shingles(string text)
    {
        const int size = 4;
        ulong[] words = [.. Words.Of(text).Select(w => Hash(w.Lower))];
        var shingles = new HashSet<ulong>();
        for (int i = 0; i < Math.Max(1, words.Length - size + 1) && words.Length > 0; i++)
        {
            ulong shingle = 14695981039346656037;
            for (int j = i; j < Math.Min(i + size, words.Length); j++)
                shingle = (shingle ^ words[j]) * 1099511628211;
            shingles.Add(shingle);
        }
        return shingles;
    }

    /// <summary>A term's hash (FNV-1a over UTF-16 units): of 64 bits, since among 100,000 terms two would share one of 32.</summary>
    internal static ulong Hash(ReadOnlySpan<char> term)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in term)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }

    // The largest component becomes 127; lengths are divided out when two are compared.
    internal static sbyte[] Small(float[] vector)
    {
        float most = 0;
        foreach (float value in vector)
            most = Math.Max(most, Math.Abs(value));
        if (most == 0)
            return [];
        var small = new sbyte[vector.Length];
        for (int i = 0; i < small.Length; i++)
            small[i] = (sbyte)MathF.Round(vector[i] / most * 127);
        return small;
    }
}
