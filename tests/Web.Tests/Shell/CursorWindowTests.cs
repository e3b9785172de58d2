using System.Globalization;
using Artisan.Core.Kernel;
using Artisan.Web.Shell.Components;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class CursorWindowTests
{
    private readonly NumberList _list = new(10_000);

    [Fact]
    public async Task Reads_only_what_is_asked_for()
    {
        using CursorWindow<int> window = Window();
        (await window.SliceAsync(0, 20, default)).ShouldBe(Enumerable.Range(0, 20));
        _list.Reads.ShouldBe(1);
        window.Known.ShouldBe(100);
        window.Complete.ShouldBeFalse();
    }

    [Fact]
    public async Task Holds_a_thousand_rows_however_far_it_goes_and_comes_back()
    {
        using CursorWindow<int> window = Window();
        for (int start = 0; start < 9_900; start += 90)
        {
            (await window.SliceAsync(start, 100, default)).ShouldBe(Enumerable.Range(start, 100));
            window.RowsHeld.ShouldBeLessThanOrEqualTo(1000);
        }
        for (int start = 9_900; start >= 0; start -= 330)
            (await window.SliceAsync(start, 100, default)).ShouldBe(Enumerable.Range(start, 100));
        window.RowsHeld.ShouldBeLessThanOrEqualTo(1000);
    }

    [Fact]
    public async Task Knows_the_end()
    {
        using CursorWindow<int> window = Window(new NumberList(250));
        (await window.SliceAsync(200, 100, default)).ShouldBe(Enumerable.Range(200, 50));
        (window.Known, window.Complete).ShouldBe((250, true));
        (await window.SliceAsync(400, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_list_is_complete()
    {
        using CursorWindow<int> window = Window(new NumberList(0));
        (await window.SliceAsync(0, 10, default)).ShouldBeEmpty();
        (window.Known, window.Complete).ShouldBe((0, true));
    }

    [Fact]
    public async Task A_page_that_promises_more_but_brings_nothing_is_the_end()
    {
        using var window = new CursorWindow<int>((_, _) => Task.FromResult(new Page<int>([], "more")), i => i);
        (await window.SliceAsync(0, 10, default)).ShouldBeEmpty();
        window.Complete.ShouldBeTrue();
    }

    [Fact]
    public async Task Forgets_what_no_longer_follows_when_a_page_has_changed()
    {
        using var window = new CursorWindow<int>(_list.LoadAsync, i => i, 100, pagesHeld: 2);
        await window.SliceAsync(0, 900, default);
        await window.SliceAsync(800, 100, default);
        _list.Hide(3);
        // Page 0 was let go; reading it again finds that it ends elsewhere.
        IReadOnlyList<int> rows = await window.SliceAsync(0, 300, default);
        rows.ShouldBe(Enumerable.Range(0, 301).Where(i => i != 3));
    }

    [Fact]
    public async Task Peeking_counts_what_is_new_and_renews_what_is_known()
    {
        using CursorWindow<int> window = Window();
        await window.SliceAsync(0, 10, default);
        _list.AddAbove(14);
        TopOfList<int> top = await window.PeekAsync(default);
        top.Above.ShouldBe(14);
        window.First.ShouldBe(0);
        window.StartWith(top.Page);
        window.First.ShouldBe(-14);
        (await window.SliceAsync(0, 200, default)).ShouldBe(Enumerable.Range(-14, 200));
    }

    [Fact]
    public async Task A_reset_while_reading_leaves_nothing_behind()
    {
        var gate = new TaskCompletionSource();
        using var window = new CursorWindow<int>(async (page, token) =>
        {
            await gate.Task;
            return await _list.LoadAsync(page, token);
        }, i => i);
        Task<IReadOnlyList<int>> reading = window.SliceAsync(0, 10, default);
        window.Reset("cost", descending: false);
        gate.SetResult();
        (await reading).ShouldBeEmpty();
        window.Known.ShouldBe(0);
        window.Sort.ShouldBe("cost");
    }

    [Fact]
    public async Task A_failed_read_can_be_tried_again()
    {
        using CursorWindow<int> window = Window();
        _list.Failure = new InvalidOperationException();
        await Should.ThrowAsync<InvalidOperationException>(() => window.SliceAsync(0, 10, default));
        _list.Failure = null;
        (await window.SliceAsync(0, 10, default)).Count.ShouldBe(10);
    }

    private CursorWindow<int> Window(NumberList? list = null) => new((list ?? _list).LoadAsync, i => i);
}

/// <summary>A list of numbers in ascending order, paged by "after this number".</summary>
internal sealed class NumberList(int count)
{
    private readonly HashSet<int> _hidden = [];
    private int _first;

    public int Reads { get; private set; }

    public Exception? Failure { get; set; }

    public PageRequest? Last { get; private set; }

    public void AddAbove(int more) => _first -= more;

    public void Hide(int number) => _hidden.Add(number);

    public Task<Page<int>> LoadAsync(PageRequest page, CancellationToken cancellationToken)
    {
        Reads++;
        Last = page;
        if (Failure is not null)
            return Task.FromException<Page<int>>(Failure);
        int from = page.Cursor is null ? _first : int.Parse(page.Cursor, CultureInfo.InvariantCulture) + 1;
        int[] rows = [.. Enumerable.Range(from, Math.Max(0, count - from)).Where(i => !_hidden.Contains(i)).Take(page.Size)];
        bool more = rows.Length > 0 && rows[^1] < count - 1;
        return Task.FromResult(new Page<int>(rows, more ? rows[^1].ToString(CultureInfo.InvariantCulture) : null));
    }
}
