namespace Artisan.Core.Guardrails.Pii.Scanners;

/// <summary>Decides between findings at the same place.</summary>
internal static class Overlaps
{
    /// <summary>Leaves findings that do not overlap, sorted by start.</summary>
    public static void Resolve(List<Candidate> candidates)
    {
        candidates.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : Rank(b).CompareTo(Rank(a)));
        int kept = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            Candidate next = candidates[i];
            bool better = true;
            for (int k = kept - 1; k >= 0 && candidates[k].End > next.Start && better; k--)
                better = Beats(next, candidates[k]);
            if (!better)
                continue;
            while (kept > 0 && candidates[kept - 1].End > next.Start)
                kept--;
            candidates[kept++] = next;
        }
        candidates.RemoveRange(kept, candidates.Count - kept);
    }

    /// <summary>What is validated beats what is not; then the longer beats the shorter, unless it is much less sure; then the surer.</summary>
    private static bool Beats(in Candidate a, in Candidate b)
    {
        if (a.Validated != b.Validated)
            return a.Validated ? !Swallows(b, a) : Swallows(a, b);
        int lengthA = a.End - a.Start, lengthB = b.End - b.Start;
        if (lengthA == lengthB)
            return Rank(a) > Rank(b);
        return lengthA > lengthB ? a.Score > b.Score - 0.25f : a.Score > b.Score + 0.25f;
    }

    /// <summary>A sure finding that holds a validated one whole: an address with a number in it.</summary>
    private static bool Swallows(in Candidate outer, in Candidate inner) =>
        outer.Start <= inner.Start && outer.End >= inner.End && outer.End - outer.Start > inner.End - inner.Start && outer.Score >= 0.8f && outer.Type == PiiType.Location;

    private static float Rank(in Candidate c) => (c.Validated ? 1 : 0) + c.Score + (Specificity(c.Type) * 0.001f);

    private static int Specificity(PiiType type) => type switch
    {
        PiiType.CreditCard or PiiType.IbanCode or PiiType.Secret => 9,
        PiiType.UsSsn or PiiType.NationalId => 8,
        PiiType.UsDriverLicense or PiiType.Passport or PiiType.DateOfBirth => 7,
        PiiType.PhoneNumber => 5,
        PiiType.ZipCode or PiiType.Age => 3,
        _ => 4,
    };
}
