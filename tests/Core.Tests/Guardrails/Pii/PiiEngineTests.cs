using System.Diagnostics;
using Artisan.Core.Guardrails.Pii;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Pii;

public sealed class PiiEngineTests
{
    [Fact]
    public void A_threshold_of_its_own_beats_the_common_one()
    {
        const string Text = "Hello Grace Hopper, the code is +49 30 901820";
        var strict = new PiiOptions { Threshold = 1.01f, Thresholds = new Dictionary<PiiType, float> { [PiiType.PhoneNumber] = 0.5f } };
        Found.In(Text, strict).ShouldBe(["PHONE_NUMBER +49 30 901820"]);
    }

    [Fact]
    public void Only_the_types_asked_for_are_found() =>
        Found.In("Grace Hopper, grace@example.com", new PiiOptions { Types = new HashSet<PiiType> { PiiType.EmailAddress } }).ShouldBe(["EMAIL_ADDRESS grace@example.com"]);

    /// <summary>Without names their scanners are left out; with names at a threshold that nothing reaches they run, and what is kept is the same.</summary>
    [Fact]
    public void What_is_not_a_name_is_found_alike_whether_names_are_looked_for_or_not()
    {
        PiiType[] names = [PiiType.Person, PiiType.Location, PiiType.Organization, PiiType.Nrp, PiiType.Title, PiiType.ZipCode];
        var without = new PiiOptions { Types = PiiTypes.All.Except(names).ToHashSet() };
        var unreachable = new PiiOptions { Thresholds = names.ToDictionary(name => name, _ => 2f) };
        Prop.ForAll(PiiTexts.Any.ToArbitrary(), text => Found.In(text, without).SequenceEqual(Found.In(text, unreachable))).QuickCheckThrowOnFailure();
        Found.In("Grace Hopper, 12 Mill Street, passport number X1234567", without).ShouldBe(["PASSPORT X1234567"]);
    }

    [Fact]
    public void Allowed_values_are_left_without_regard_to_case_and_only_of_their_type()
    {
        var options = new PiiOptions { Allowed = new Dictionary<PiiType, IReadOnlySet<string>> { [PiiType.EmailAddress] = new HashSet<string> { " Support@Example.com " }, [PiiType.Person] = new HashSet<string> { "x@example.com" } } };
        Found.In("support@example.com or x@example.com", options).ShouldBe(["EMAIL_ADDRESS x@example.com"]);
    }

    [Fact]
    public void A_longer_finding_beats_what_it_holds()
    {
        Found.In("see https://user:pw@example.com/grace@example.com").ShouldBe(["URL_WITH_CREDENTIALS https://user:pw@example.com/grace@example.com"]);
        Found.In("mail grace@example.com").ShouldBe(["EMAIL_ADDRESS grace@example.com"]);
    }

    [Fact]
    public void Offsets_are_utf16_code_units()
    {
        const string Text = "🙂🙂 mail grace@example.com";
        PiiMatch match = PiiEngine.Shared.Find(Text, PiiOptions.Default).ShouldHaveSingleItem();
        Text.Substring(match.Start, match.Length).ShouldBe("grace@example.com");
    }

    [Fact]
    public void Hidden_characters_inside_a_name_do_not_hide_it() => Found.In("my name is Gra\u200bce Hop\u00adper").ShouldBe(["PERSON Gra\u200bce Hop\u00adper"]);

    [Fact]
    public void Findings_in_long_texts_keep_their_place()
    {
        string text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 2000)) + "mail grace@example.com";
        PiiMatch match = PiiEngine.Shared.Find(text, PiiOptions.Default).ShouldHaveSingleItem();
        text.Substring(match.Start, match.Length).ShouldBe("grace@example.com");
    }

    [Fact]
    public async Task The_local_detector_answers_for_each_text()
    {
        IReadOnlyList<IReadOnlyList<PiiMatch>> found = await new LocalPiiDetector().FindAsync(["nothing here", "grace@example.com"], PiiOptions.Default, default);
        found.Select(f => f.Count).ShouldBe([0, 1]);
    }

    [Fact]
    public void Matches_are_sorted_inside_the_text_and_apart_whatever_the_text() =>
        Prop.ForAll(PiiTexts.Any.ToArbitrary(), static text =>
        {
            int last = 0;
            foreach (PiiMatch match in PiiEngine.Shared.Find(text, new PiiOptions { Threshold = 0 }))
            {
                match.Start.ShouldBeGreaterThanOrEqualTo(last);
                match.Length.ShouldBeGreaterThan(0);
                match.End.ShouldBeLessThanOrEqualTo(text.Length);
                match.Score.ShouldBeInRange(0, 1);
                last = match.End;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Many_threads_find_the_same()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"My name is Grace Hopper{i % 7}, write to user{i}@example.com or call +49 30 90182{i % 10}.")];
        IReadOnlyList<string>[] alone = [.. texts.Select(t => Found.In(t))];
        var together = new IReadOnlyList<string>[texts.Length];
        Parallel.For(0, texts.Length, i => together[i] = Found.In(texts[i]));
        together.Zip(alone).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
    }

    public static TheoryData<string> Adversaries => new(
        "a@", "1", " ", "\"", "1.1.1.1.", ":", "a.", "1-", "1 ", "(", "A ", "Mark ", "password=", "password: ", "http://", "-----BEGIN PRIVATE KEY-----\n", "12 Main Street, ", "van ", "new york ", "GB82", "0x", "1:1:", "a-b-", "eyJ.", "[PERSON]", "<PERSON_1", "***1", "é\u0301", "\ud83d", "\n", "1/1/",
        "Mr. ", "dot com at ", "01-02-03-04-05-06-", "5 de ", "Jan 1 ", "Smith, ", "Apt. 5 ", "=a", "ghp_", "Dr ", "a", "of the ");

    /// <summary>
    /// Inside one piece, where anything worse than linear would show: the whole takes far less than the four times as long as its four quarters that a square would.
    /// Both sides last about as long, so that a busy machine delays both alike.
    /// </summary>
    [Theory]
    [MemberData(nameof(Adversaries))]
    public void No_text_takes_more_than_linear_time(string unit)
    {
        string quarter = Repeat(unit, PiiEngine.LongestPiece / 4), whole = Repeat(unit, PiiEngine.LongestPiece);
        Measure(whole, times: 1);
        double ratio = double.MaxValue;
        for (int attempt = 0; attempt < 6 && ratio > 2.25; attempt++)
            ratio = Math.Min(ratio, Measure(whole, times: 1) / Measure(quarter, times: 4));
        ratio.ShouldBeLessThan(2.25, unit);
    }

    /// <summary>A megabyte of each comes to an end; the pieces bound what one can cost.</summary>
    [Theory]
    [MemberData(nameof(Adversaries))]
    public void A_megabyte_of_anything_ends(string unit) => PiiEngine.Shared.Find(Repeat(unit, 1_000_000), PiiOptions.Default).ShouldNotBeNull();

    private static string Repeat(string unit, int length) => string.Concat(Enumerable.Repeat(unit, (length / unit.Length) + 1))[..length];

    private static double Measure(string text, int times)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int time = 0; time < times; time++)
                PiiEngine.Shared.Find(text, PiiOptions.Default);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        return best;
    }
}
