namespace Artisan.Core.Gateway.Protocol;

/// <summary>The estimate behind <see cref="TokenCounter"/>.</summary>
internal static class TokenEstimate
{
    // Row: a letter, column: the letter after it (a to z, then any other Latin letter). A character c stands for (c - '#') / 90 * 1.6 - 0.4 tokens.
    private const string Pairs =
        """
        d8?9gG3LCFF0<5a8U590;@V?7E@
        BXYT<X^MGAO8WYH_YBAEDGTJGW\
        >_CZ0HI6>R-6KZ;NU6@$3RYO:7O
        HWRC9YB[D`GDUHGZcD>]KNeW:MY
        BBC9>FDVZ^PDI=PP6<:BYHE7L]X
        C^aQ5<OP;pTDZa6]VAL4GMTR5g>
        LHpi=ZG;@bbDE<F^lA@HIRNbGS`
        DLXK8XX_HIaLD5BQTEV0FZRLEGa
        ?8:8:@3RVlO7=3-4NA51[9]EW5G
        HJsL>O_ZO]XTWHGUbdBfJWOWiRC
        M_WP2;E^OJ_WU6[_\`?4M]\_UWW
        DNY:<=F`@RJ>HVFMRQBAEJQN2hN
        ;2bW0_UYEQYF>M;9OM?RI[\VV^M
        Lj?;B@3OQPLEODLXcU;5VBU\PJ[
        *=CAU95b<LB;?/>?W8:<=IGA0FN
        AMSF3`L>GIZ4:X<AP6A/CWTV>VO
        [Hc|ZA[YLUj;z]X[fTCR7ge]mP9
        C\D:9LFQDo?U>A=EKG<?PJS\<VT
        PoIR;P]=KaRRSEFD>J99ETGS=TT
        GgKL>OK/BoRRUVFI[?:FIZOT<HR
        ?4C?5>BV?YK*97V;Q193dYkIMVF
        H_Ka/bHk;kQQYSKP[cjb[``VRcV
        E`UN;Vo?Ep\<S56UZF2OeRISWcW
        O^FZEN[\KgX_<RRBXa_9[XR<HQs
        TwMbOt_Z\iPNLDDOTG5Iem]jD\`
        UsmfDdXV]_uYZVYU\eaBS_TUDKU
        RNFHK9I;\<>JJ35Y@<JG[JJCJDp
        """;

    private const int Letters = 27;
    private const int RowLength = Letters + 1;
    private static readonly float[] PairTokens = [.. Pairs.Select(c => (float)((c - '#') / 90.0 * 1.6 - 0.4))];

    // By the word's length in letters; the first is not used.
    private static ReadOnlySpan<float> ByLength => [0.00f, -0.74f, -0.92f, -0.71f, -0.73f, -0.64f, -0.58f, -0.52f, -0.45f, -0.34f, -0.27f, -0.17f, -0.08f, 0.06f, 0.17f, 0.25f, 0.42f, 0.61f, 0.87f, 0.95f, 0.80f, 0.54f, 0.81f, 0.87f, 1.93f];

    // A word that begins without a space, after one, after another character.
    private static ReadOnlySpan<float> ByStart => [0.75f, 0.41f, 0.98f];

    // Punctuation of differing characters, by length.
    private static ReadOnlySpan<float> ByPunctuation => [0f, 1f, 1.02f, 1.26f, 1.53f, 1.95f, 2f, 2.4f, 3f];

    public static double Of(ReadOnlySpan<char> text, bool older)
    {
        double tokens = 0;
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
            if (char.IsLetter(c) || char.IsSurrogate(c))
                tokens += Word(text, ref i, start: 0, older);
            else if (char.IsAsciiDigit(c) || char.IsNumber(c))
                tokens += Digits(text, ref i);
            else if (c is not ('\r' or '\n') && i + 1 < text.Length && char.IsLetter(text[i + 1]))
            {
                i++;
                tokens += Word(text, ref i, c == ' ' ? 1 : 2, older);
            }
            else if (char.IsWhiteSpace(c) && !(c == ' ' && i + 1 < text.Length && IsPunctuation(text[i + 1])))
                tokens += Space(text, ref i);
            else
                tokens += Punctuation(text, ref i);
        }
        return tokens;
    }

    private static double Word(ReadOnlySpan<char> text, ref int i, int start, bool older)
    {
        int begin = i;
        // Capitals first, then the rest: HTMLParser is one word, fooBar are two.
        while (i < text.Length && char.IsUpper(text[i]))
            i++;
        int capitals = i - begin;
        while (i < text.Length && (IsPart(text[i]) && !char.IsUpper(text[i])))
            i++;
        ReadOnlySpan<char> word = text[begin..i];
        double tokens = Latin(word, out bool isLatin, start, capitals > 1 && capitals == word.Length, older);
        if (!isLatin)
            tokens = OtherScript(word, older);
        if (i + 1 < text.Length && text[i] == '\'' && Contraction(text[(i + 1)..]) is var length and > 0)
        {
            i += 1 + length;
            tokens += 0.3;
        }
        return tokens;
    }

    private static double Latin(ReadOnlySpan<char> word, out bool isLatin, int start, bool allCapitals, bool older)
    {
        float splits = ByStart[start] + ByLength[Math.Min(word.Length, ByLength.Length - 1)];
        if (allCapitals)
            splits += 0.20f + 0.013f * Math.Min(word.Length, 24);
        int before = -1;
        foreach (char c in word)
        {
            if (c >= 0x250)
            {
                isLatin = false;
                return 0;
            }
            int letter = char.IsAsciiLetter(c) ? (c | 0x20) - 'a' : Letters - 1;
            if (older && letter == Letters - 1)
                splits += 0.5f;
            if (before >= 0)
                splits += PairTokens[before * RowLength + letter];
            before = letter;
        }
        isLatin = true;
        // Vocabularies hold most common words whole, which the sum over pairs cannot know.
        return 1 + Math.Max(0, splits - 0.08f);
    }

    private static double OtherScript(ReadOnlySpan<char> word, bool older)
    {
        double tokens = 0;
        double alphabetic = 0;
        foreach (char c in word)
        {
            switch ((int)c)
            {
                case < 0x370:
                    tokens += 0.25;
                    break;
                case >= 0x370 and < 0x400:
                    tokens += older ? 0.9 : 0.5;
                    break;
                case >= 0x400 and < 0x530:
                    alphabetic += older ? 0.35 : 0.2;
                    break;
                case >= 0x530 and < 0x700:
                    tokens += older ? 0.8 : 0.45;
                    break;
                case >= 0x3040 and < 0x3100:
                    tokens += older ? 0.9 : 0.68;
                    break;
                case >= 0x3400 and < 0xA000 or >= 0xF900 and < 0xFB00:
                    tokens += older ? 1.05 : 0.74;
                    break;
                case >= 0xAC00 and < 0xD7B0:
                    tokens += older ? 1.05 : 0.67;
                    break;
                case >= 0xD800 and < 0xE000:
                    // Half of a pair: emoji and rare characters.
                    tokens += older ? 1.2 : 0.8;
                    break;
                default:
                    tokens += older ? 1.1 : 0.6;
                    break;
            }
        }
        return Math.Max(1, tokens + (alphabetic > 0 ? alphabetic + 0.4 : 0));
    }

    private static double Digits(ReadOnlySpan<char> text, ref int i)
    {
        int begin = i;
        while (i < text.Length && char.IsNumber(text[i]))
            i++;
        return (i - begin + 2) / 3;
    }

    private static double Space(ReadOnlySpan<char> text, ref int i)
    {
        int begin = i;
        int lastBreak = -1;
        while (i < text.Length && char.IsWhiteSpace(text[i]))
        {
            if (text[i] is '\r' or '\n')
                lastBreak = i;
            i++;
        }
        if (lastBreak >= 0)
            i = lastBreak + 1;
        else if (i < text.Length && i - begin > 1)
            i--;
        return 1;
    }

    private static double Punctuation(ReadOnlySpan<char> text, ref int i)
    {
        if (text[i] == ' ')
            i++;
        int begin = i;
        int foreign = 0;
        bool same = true;
        while (i < text.Length && IsPunctuation(text[i]))
        {
            if (text[i] > 127)
                foreign++;
            same &= text[i] == text[begin];
            i++;
        }
        int length = i - begin;
        while (i < text.Length && text[i] is '\r' or '\n')
            i++;
        if (foreign > 0)
            return Math.Max(1, foreign * 1.1 + (length - foreign) * 0.6);
        if (same)
            return 1 + length / 20 * 0.5;
        return length < ByPunctuation.Length ? ByPunctuation[length] : length * 0.42;
    }

    private static int Contraction(ReadOnlySpan<char> rest)
    {
        char a = char.ToLowerInvariant(rest[0]);
        char b = rest.Length > 1 ? char.ToLowerInvariant(rest[1]) : '\0';
        if ((a, b) is ('r', 'e') or ('v', 'e') or ('l', 'l'))
            return 2;
        return a is 's' or 't' or 'm' or 'd' && !char.IsLetter(b) ? 1 : 0;
    }

    private static bool IsPart(char c) => char.IsLetter(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsPunctuation(char c) => !char.IsLetterOrDigit(c) && !char.IsWhiteSpace(c) && !char.IsNumber(c) && !char.IsSurrogate(c);
}
