namespace Artisan.Core.Guardrails.Injection;

/// <summary>What the learned model knows of a word or mark: all that is needed of it while a text is read, in one place of memory.</summary>
internal struct LearnedWord
{
    /// <summary>Its hash.</summary>
    public ulong Key;
    /// <summary>A bit for each word that it makes a learned pair with as the second; words share bits.</summary>
    public ulong Firsts;
    /// <summary>The bit that stands for its concept; 0 where it has none.</summary>
    public ulong ConceptBit;
    /// <summary>Its number in the model, or -1 where the model does not know it.</summary>
    public int Number;
    /// <summary>Its weight alone.</summary>
    public float Weight;
    /// <summary>The number of its concept, or -1.</summary>
    public short Concept;
    /// <summary>Whether it is left out between the words of a pair.</summary>
    public bool IsArticle;

    /// <summary>Whether a learned pair may be of a word and of this one behind it: for most neighbours there is none, and this says so without a look at the pairs.</summary>
    public readonly bool MayFollow(ulong first) => (Firsts >> Bit(first) & 1) != 0;

    /// <summary>The bit that stands for a word.</summary>
    public static int Bit(ulong key) => (int)(key >> 58);
}

/// <summary>The words of the learned model by their hash: open addressing, at most half full.</summary>
internal sealed class LearnedWords
{
    private readonly LearnedWord[] slots;

    /// <summary>Builds it.</summary>
    public LearnedWords(IReadOnlyCollection<LearnedWord> words)
    {
        int size = 64;
        while (size < words.Count * 2)
            size *= 2;
        slots = new LearnedWord[size];
        Array.Fill(slots, new LearnedWord { Number = -1, Concept = -1 });
        foreach (LearnedWord word in words)
            slots[SlotOf(word.Key)] = word;
    }

    /// <summary>Where what is known of a word stands.</summary>
    public int PlaceOf(ulong key) => SlotOf(key);

    /// <summary>What is known of the word of a place; its number is -1 where nothing is.</summary>
    public ref readonly LearnedWord At(int place) => ref slots[place];

    /// <summary>Notes that a pair was learned; of words that the model does not know, none is ever looked up.</summary>
    public void AddPair(ulong first, ulong second)
    {
        int slot = SlotOf(second);
        if (slots[slot].Number >= 0)
            slots[slot].Firsts |= 1UL << LearnedWord.Bit(first);
    }

    /// <summary>The slot that a word stands in, or the empty one that ends the search for it.</summary>
    private int SlotOf(ulong key)
    {
        int slot = (int)key & (slots.Length - 1);
        while (slots[slot].Number >= 0 && slots[slot].Key != key)
            slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }
}
