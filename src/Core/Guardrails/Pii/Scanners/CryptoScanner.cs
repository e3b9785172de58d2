using System.Numerics;
using System.Security.Cryptography;

namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Finds addresses of crypto wallets: base58check (Bitcoin, Litecoin, Dogecoin, Tron), XRP's base58, bech32 and bech32m (BIP 173, BIP 350), Ethereum (EIP-55 where the case is mixed).</summary>
internal static class CryptoScanner
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string RippleBase58 = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
    private const string Bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int DecodedLength = 25;
    private const int EthereumLength = 42;
    private const int LongestBech32 = 90;

    /// <summary>Looks at a run of letters and digits.</summary>
    public static bool At(in Scan scan, int first, int end)
    {
        ReadOnlySpan<char> value = scan.TextOf(first, end);
        if (!IsAddress(value))
            return false;
        scan.Add(PiiType.Crypto, first, end, 1, validated: true);
        return true;
    }

    public static bool IsAddress(ReadOnlySpan<char> value)
    {
        if (value.Length is < 26 or > LongestBech32)
            return false;
        if (value.Length == EthereumLength && value[0] == '0' && value[1] is 'x' or 'X')
            return IsEthereum(value[2..]);
        if (value.StartsWith("bc1", StringComparison.OrdinalIgnoreCase) || value.StartsWith("tb1", StringComparison.OrdinalIgnoreCase) || value.StartsWith("ltc1", StringComparison.OrdinalIgnoreCase))
            return IsBech32(value);
        if (value.Length > 35)
            return false;
        return value[0] switch
        {
            '1' or '3' or 'L' or 'M' or 'D' or 'A' or '9' or 'T' or 'X' or 't' => IsBase58Check(value, Base58),
            'r' => IsBase58Check(value, RippleBase58),
            _ => false,
        };
    }

    private static bool IsBase58Check(ReadOnlySpan<char> value, string alphabet)
    {
        Span<byte> decoded = stackalloc byte[DecodedLength];
        decoded.Clear();
        foreach (char c in value)
        {
            int carry = alphabet.IndexOf(c);
            if (carry < 0)
                return false;
            for (int i = DecodedLength - 1; i >= 0; i--)
            {
                carry += decoded[i] * 58;
                decoded[i] = (byte)carry;
                carry >>= 8;
            }
            if (carry != 0)
                return false;
        }
        Span<byte> once = stackalloc byte[SHA256.HashSizeInBytes], twice = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(decoded[..21], once);
        SHA256.HashData(once, twice);
        return twice[..4].SequenceEqual(decoded[21..]);
    }

    private static bool IsBech32(ReadOnlySpan<char> value)
    {
        if (value.ContainsAnyInRange('a', 'z') && value.ContainsAnyInRange('A', 'Z'))
            return false;
        int separator = value.LastIndexOf('1');
        uint sum = 1;
        for (int i = 0; i < separator; i++)
            sum = Polymod(sum, (uint)(value[i] | 0x20) >> 5);
        sum = Polymod(sum, 0);
        for (int i = 0; i < separator; i++)
            sum = Polymod(sum, (uint)(value[i] | 0x20) & 31);
        foreach (char c in value[(separator + 1)..])
        {
            int place = Bech32.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (place < 0)
                return false;
            sum = Polymod(sum, (uint)place);
        }
        return value.Length - separator > 6 && sum is 1 or 0x2bc830a3;
    }

    private static uint Polymod(uint sum, uint value)
    {
        uint top = sum >> 25;
        sum = ((sum & 0x1ffffff) << 5) ^ value;
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        for (int i = 0; i < 5; i++)
            sum ^= ((top >> i) & 1) == 1 ? generator[i] : 0;
        return sum;
    }

    private static bool IsEthereum(ReadOnlySpan<char> hex)
    {
        Span<byte> lower = stackalloc byte[40];
        bool small = false, capital = false;
        for (int i = 0; i < hex.Length; i++)
        {
            if (!char.IsAsciiHexDigit(hex[i]))
                return false;
            small |= hex[i] is >= 'a' and <= 'f';
            capital |= hex[i] is >= 'A' and <= 'F';
            lower[i] = (byte)char.ToLowerInvariant(hex[i]);
        }
        if (!small || !capital)
            return true;
        Span<byte> hash = stackalloc byte[32];
        Keccak256(lower, hash);
        for (int i = 0; i < hex.Length; i++)
        {
            int nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (char.IsAsciiLetter(hex[i]) && char.IsAsciiLetterUpper(hex[i]) != nibble >= 8)
                return false;
        }
        return true;
    }

    /// <summary>Keccak-256 as Ethereum uses it (the padding before FIPS 202), for messages of one block.</summary>
    internal static void Keccak256(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        const int Rate = 136;
        Span<byte> block = stackalloc byte[Rate];
        block.Clear();
        message.CopyTo(block);
        block[message.Length] = 1;
        block[Rate - 1] |= 0x80;
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        for (int i = 0; i < Rate / 8; i++)
            state[i] = BitConverter.ToUInt64(block[(i * 8)..]);
        Permute(state);
        for (int i = 0; i < 4; i++)
            BitConverter.TryWriteBytes(hash[(i * 8)..], state[i]);
    }

    private static void Permute(Span<ulong> a)
    {
        Span<ulong> b = stackalloc ulong[25], c = stackalloc ulong[5];
        byte shift = 1;
        for (int round = 0; round < 24; round++)
        {
            for (int x = 0; x < 5; x++)
                c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            for (int i = 0; i < 25; i++)
                a[i] ^= c[(i + 4) % 5] ^ BitOperations.RotateLeft(c[(i + 1) % 5], 1);
            int px = 1, py = 0;
            b[0] = a[0];
            for (int t = 0; t < 24; t++)
            {
                ulong moved = BitOperations.RotateLeft(a[px + (5 * py)], (t + 1) * (t + 2) / 2 % 64);
                (px, py) = (py, ((2 * px) + (3 * py)) % 5);
                b[px + (5 * py)] = moved;
            }
            for (int i = 0; i < 25; i++)
                a[i] = b[i] ^ (~b[(i / 5 * 5) + ((i + 1) % 5)] & b[(i / 5 * 5) + ((i + 2) % 5)]);
            // The round constant comes from a shift register (FIPS 202, algorithm 5).
            for (int j = 0; j < 7; j++)
            {
                if ((shift & 1) != 0)
                    a[0] ^= 1UL << ((1 << j) - 1);
                shift = (byte)((shift << 1) ^ ((shift >> 7) * 0x71));
            }
        }
    }
}
