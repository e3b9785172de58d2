using System.Text;
using Artisan.Core.Kernel;
using Artisan.Infrastructure.Operations;
using Artisan.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Operations;

/// <summary>What the journal has taken can be read again; what is torn is not taken for a record.</summary>
public sealed class FileJournalTests
{
    private readonly string _folder = TestFolder.Create("artisan-journal-");

    private FileJournal Open(long segment = 1024 * 1024, long max = 1024 * 1024 * 1024) =>
        new(new FileJournalOptions(_folder, segment, max), TimeProvider.System, NullLogger<FileJournal>.Instance);

    private static string[] ReadAll(FileJournal journal) =>
        journal.Segments().SelectMany(s => JournalReader.Read(s, 0)).Select(f => $"{f.Kind}:{Encoding.UTF8.GetString(f.Payload.Span)}").ToArray();

    [Fact]
    public void Frames_come_back_in_order_over_segments_and_processes()
    {
        string[] wanted = Enumerable.Range(0, 500).Select(i => $"1:record {i}").ToArray();
        using (FileJournal journal = Open(segment: 512))
        {
            foreach (string text in wanted)
                journal.Append(1, Encoding.UTF8.GetBytes(text[2..]));
            journal.Segments().Count.ShouldBeGreaterThan(10);
        }
        using FileJournal again = Open();
        again.Append(2, "after"u8);
        ReadAll(again).ShouldBe([.. wanted, "2:after"]);
    }

    [Fact]
    public void A_torn_or_damaged_end_is_no_record()
    {
        string path;
        using (FileJournal journal = Open())
        {
            journal.Append(1, "whole"u8);
            journal.Append(1, "to be torn"u8);
            path = journal.Segments()[^1];
        }
        byte[] bytes = File.ReadAllBytes(path);
        for (int cut = 1; cut < 12; cut++)
        {
            File.WriteAllBytes(path, bytes[..^cut]);
            JournalReader.Read(path, 0).Select(f => Encoding.UTF8.GetString(f.Payload.Span)).ShouldBe(["whole"]);
        }
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        JournalReader.Read(path, 0).Count().ShouldBe(1);
    }

    [Fact]
    public void What_the_database_has_taken_waits_no_more()
    {
        using FileJournal journal = Open();
        journal.Append(1, "first"u8);
        string segment = journal.Segments()[^1];
        long first = journal.PendingBytes;
        journal.Drained(segment, first);
        journal.PendingBytes.ShouldBe(0);
        journal.Append(1, "later"u8);
        journal.PendingBytes.ShouldBe(first);
    }

    [Fact]
    public void A_second_process_is_told_whose_the_folder_is()
    {
        using FileJournal journal = Open();
        Should.Throw<InvalidOperationException>(() => Open()).Message.ShouldContain("used by another process");
    }

    [Fact]
    public void With_too_much_undrained_it_refuses_instead_of_filling_the_disk()
    {
        using FileJournal journal = Open(segment: 1000, max: 3000);
        ArtisanException e = Should.Throw<ArtisanException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                journal.EnsureWritable();
                journal.Append(1, new byte[100]);
            }
        });
        e.Code.ShouldBe(ErrorCode.Unavailable);
        e.RetryAfter.ShouldNotBeNull();
        journal.PendingBytes.ShouldBeLessThan(3500);
        foreach (string drained in journal.Segments().Where(s => !journal.IsOpen(s)))
            journal.Delete(drained);
        journal.Append(1, "again"u8);
    }

    [Fact]
    public void Room_is_reserved_before_a_call_is_let_in_and_given_back_afterwards()
    {
        using (FileJournal journal = Open(segment: 4 * 1024 * 1024))
        {
            journal.EnsureWritable();
            journal.Append(1, "record"u8);
            string path = journal.Segments()[^1];
            new FileInfo(path).Length.ShouldBeLessThan(100, "what is reserved is no content");
            AllocatedBytes(path).ShouldBeGreaterThan(4 * 1024 * 1024);
            ReadAll(journal).ShouldBe(["1:record"]);
        }
        AllocatedBytes(Directory.GetFiles(_folder, "*.journal").Single()).ShouldBeLessThan(64 * 1024);
    }

    private static long AllocatedBytes(string path)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true })!;
        return long.Parse(stat.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture) * 512;
    }

    [Fact]
    public void What_is_under_way_when_a_segment_is_full_still_finds_its_place()
    {
        using FileJournal journal = Open(segment: 10_000);
        journal.EnsureWritable();
        for (int i = 0; i < 12; i++)
            journal.Append(1, new byte[1000]);
        journal.Segments().Count.ShouldBe(1);
        journal.EnsureWritable();
        journal.Segments().Count.ShouldBe(2);
    }

    [Fact]
    public void Callers_side_by_side_do_not_mix_their_frames()
    {
        using FileJournal journal = Open(segment: 64 * 1024);
        Parallel.For(0, 2000, i => journal.Append(1, Encoding.UTF8.GetBytes(new string((char)('a' + i % 26), 50 + i % 200))));
        string[] all = ReadAll(journal);
        all.Length.ShouldBe(2000);
        all.ShouldAllBe(text => text.Substring(2).Distinct().Count() == 1);
    }
}
