using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>Keyed hashes and tokens of values: HMAC-SHA256 of type and normalised value under a tenant's key, so that the same value gets the same name within a tenant and no relation to another's.</summary>
public sealed class PiiPseudonyms
{
    /// <summary>The least length of a key, in bytes.</summary>
    public const int LeastKey = 16;

    private const int HashBytes = 8;
    private const int TokenBytes = 16;

    private readonly byte[] _key;

    /// <summary>Pseudonyms under a key.</summary>
    /// <param name="key">The tenant's key, at least <see cref="LeastKey"/> bytes.</param>
    /// <exception cref="ArgumentException">When the key is shorter.</exception>
    public PiiPseudonyms(ReadOnlySpan<byte> key)
    {
        if (key.Length < LeastKey)
            throw new ArgumentException($"A key of at least {LeastKey} bytes is needed.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public string HashOf(PiiType type, ReadOnlySpan<char> value)
    {
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute("hash", type, value, code);
        return Convert.ToHexStringLower(code[..HashBytes]);
    }

    /// <summary><c>tok_</c> and 22 characters of base64url.</summary>
    public string TokenOf(PiiType type, ReadOnlySpan<char> value)
    {
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute("token", type, value, code);
        return "tok_" + Base64Url.EncodeToString(code[..TokenBytes]);
    }

    /// <summary>The value without what makes no difference: case, and spaces; in numbers also separators.</summary>
    internal static string Normalise(PiiType type, ReadOnlySpan<char> value)
    {
        bool number = type is PiiType.PhoneNumber or PiiType.CreditCard or PiiType.UsSsn or PiiType.UsDriverLicense or PiiType.Passport or PiiType.NationalId or PiiType.IbanCode;
        var normal = new StringBuilder(value.Length);
        bool space = false;
        foreach (char c in value)
        {
            if (char.IsWhiteSpace(c) || (number && !char.IsLetterOrDigit(c) && c != '+'))
            {
                space = !number && normal.Length > 0;
                continue;
            }
            if (space)
                normal.Append(' ');
            space = false;
            normal.Append(type == PiiType.Secret ? c : char.ToLowerInvariant(c));
        }
        return normal.ToString();
    }

    private void Compute(string purpose, PiiType type, ReadOnlySpan<char> value, Span<byte> code) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{purpose}\0{PiiTypes.NameOf(type)}\0{Normalise(type, value)}"), code);
}
