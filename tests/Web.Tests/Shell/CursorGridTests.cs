using Artisan.Core.Kernel;
using Artisan.Web.Shell.Components;
using Bunit;
using Microsoft.AspNetCore.Components;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class CursorGridTests : ShellContext
{
    private readonly NumberList _list = new(1_000_000);
    private readonly List<int> _opened = [];
    private Func<PageRequest, CancellationToken, Task<Page<int>>>? _load;

    [Fact]
    public void Shows_rows_with_headers_units_and_alignment()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid();
        grid.FindAll("th").Select(h => h.TextContent.Trim()).ShouldBe(["Number", "Cost USD"]);
        grid.FindAll("tr[data-row]").Count.ShouldBeGreaterThan(20);
        grid.Find("tr[data-row] td").TextContent.ShouldBe("0");
        grid.FindAll("tr[data-row]")[3].QuerySelectorAll("td")[1].ClassList.ShouldContain("right");
        _list.Reads.ShouldBeLessThan(12, "a million rows are not read to show some");
    }

    [Fact]
    public void Opens_a_row()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid();
        grid.FindAll("tr[data-row]")[4].TriggerEvent("onrowopen", EventArgs.Empty);
        _opened.ShouldBe([4]);
    }

    [Fact]
    public void Sorts_on_the_server_through_the_address()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid();
        grid.Find("th button").Click();
        Url.Get("sort").ShouldBe("-number");
        grid.WaitForAssertion(() => (_list.Last!.Sort, _list.Last.Descending).ShouldBe(("number", true)));
        grid.Find("th").GetAttribute("aria-sort").ShouldBe("descending");
        grid.Find("th button").Click();
        grid.WaitForAssertion(() => (_list.Last!.Sort, _list.Last.Descending).ShouldBe(("number", false)));
        grid.Find("th button").Click();
        Url.Get("sort").ShouldBeNull();
    }

    [Fact]
    public void Reads_anew_when_the_query_changes_by_content_only()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Query, new Filter(["a"])));
        int reads = _list.Reads;
        grid.Render(p => p.Add(g => g.Query, new Filter(["a"])));
        _list.Reads.ShouldBe(reads);
        grid.Render(p => p.Add(g => g.Query, new Filter(["b"])));
        _list.Reads.ShouldBeGreaterThan(reads);
    }

    [Fact]
    public void An_empty_list_shows_what_will_be_here()
    {
        _load = (_, _) => Task.FromResult(Page<int>.Empty);
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Empty, "<p>No requests yet</p>"));
        grid.Find(".state").TextContent.ShouldContain("No requests yet");
        grid.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void A_failure_is_told_without_its_text_and_can_be_tried_again()
    {
        _list.Failure = new InvalidOperationException("password=hunter2");
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid();
        grid.Markup.ShouldNotContain("hunter2");
        grid.Find("[role=alert]").TextContent.ShouldContain("Numbers could not be loaded");
        _list.Failure = null;
        grid.Find("[role=alert] > button").Click();
        grid.WaitForAssertion(() => grid.FindAll("tr[data-row]").ShouldNotBeEmpty());
    }

    [Fact]
    public async Task New_rows_appear_at_the_top()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid();
        _list.AddAbove(14);
        await grid.InvokeAsync(() => grid.Instance.PullNewAsync());
        grid.WaitForAssertion(() => grid.Find("tr[data-row] td").TextContent.ShouldBe("-14"));
        grid.Instance.NewCount.ShouldBe(0);
    }

    [Fact]
    public async Task New_rows_do_not_move_what_is_being_read()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Live, true));
        await grid.InvokeAsync(() => grid.Instance.AtTopChanged(false));
        _list.AddAbove(14);
        await grid.InvokeAsync(() => grid.Instance.PullNewAsync());
        grid.Find("tr[data-row] td").TextContent.ShouldBe("0");
        grid.Find(".new button").TextContent.Trim().ShouldBe("14 new");
        grid.Find(".new button").Click();
        grid.WaitForAssertion(() => grid.Find("tr[data-row] td").TextContent.ShouldBe("-14"));
        grid.FindAll(".new").ShouldBeEmpty();
    }

    [Fact]
    public async Task Paused_it_counts_and_resumed_it_jumps()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Live, true));
        grid.Find("button[aria-pressed]").Click();
        _list.AddAbove(250);
        await grid.InvokeAsync(() => grid.Instance.PullNewAsync());
        grid.Find(".new button").TextContent.Trim().ShouldBe("100+ new");
        grid.Find("button[aria-pressed]").Click();
        grid.WaitForAssertion(() => grid.Find("tr[data-row] td").TextContent.ShouldBe("-250"));
    }

    [Fact]
    public void A_list_that_is_read_anew_is_not_shown_as_empty()
    {
        var slow = new TaskCompletionSource();
        bool second = false;
        _load = async (page, token) =>
        {
            if (second)
                await slow.Task;
            return await _list.LoadAsync(page, token);
        };
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Query, "a"));
        second = true;
        grid.Render(p => p.Add(g => g.Query, "b"));
        grid.WaitForAssertion(() => grid.FindAll("tr.bone").ShouldNotBeEmpty());
        grid.FindAll(".state").ShouldBeEmpty();
        grid.Find("table").GetAttribute("aria-busy").ShouldBe("true");
        slow.SetResult();
        grid.WaitForAssertion(() => grid.FindAll("[aria-busy=true]").ShouldBeEmpty());
        grid.Find("tr[data-row] td").TextContent.ShouldBe("0");
    }

    [Fact]
    public void Columns_can_be_chosen_and_the_browser_is_told_how_to_remember_them()
    {
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Remember, "numbers"));
        grid.FindAll("[aria-label=Columns] input")[1].Change(false);
        grid.FindAll("th").Count.ShouldBe(1);
        // The browser keeps the choice by itself, without a round trip, from what the chooser says of its columns.
        grid.Find("[aria-label=Columns]").GetAttribute("data-remember-columns").ShouldBe("artisan.columns.numbers");
        grid.FindAll("[aria-label=Columns] input").Select(i => $"{i.GetAttribute("data-column")} {i.GetAttribute("data-optional")}").ShouldBe(["Number false", "Cost false"]);
    }

    [Fact]
    public void A_remembered_choice_returns()
    {
        Module.Setup<string>("readLocal", _ => true).SetResult("Cost");
        RenderGrid(p => p.Add(g => g.Remember, "numbers")).FindAll("th").Count.ShouldBe(1);
    }

    [Fact]
    public void Rows_can_be_chosen_and_acted_on_together()
    {
        var selection = new GridSelection();
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Selection, selection).Add(g => g.Bulk, "<b>Assign</b>"));
        grid.FindAll("[role=toolbar]").ShouldBeEmpty("nothing is chosen yet");
        grid.FindAll("tr[data-row] input[data-select]")[2].Change(true);
        selection.Keys.ShouldBe([2]);
        grid.FindAll("tr[data-row]")[2].GetAttribute("aria-selected").ShouldBe("true");
        grid.Find("[role=toolbar]").TextContent.ShouldBe("Assign");
        grid.FindAll("tr[data-row] input[data-select]")[2].GetAttribute("aria-label").ShouldBe("Choose 2");
        _opened.ShouldBeEmpty("choosing a row does not open it");

        grid.Find("th input").Change(true);
        // How many pages are loaded by now is the window's affair: all that are shown are chosen.
        grid.WaitForAssertion(() => grid.FindAll("tr[data-row]").ShouldAllBe(r => r.GetAttribute("aria-selected") == "true"));
        selection.Count(null)!.Value.ShouldBeGreaterThanOrEqualTo(grid.FindAll("tr[data-row]").Count);
        grid.Find("th input").Change(false);
        selection.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Another_question_gives_the_choice_up()
    {
        var selection = new GridSelection();
        IRenderedComponent<CursorGrid<int>> grid = RenderGrid(p => p.Add(g => g.Selection, selection).Add(g => g.Query, "a"));
        selection.ChooseAll();
        grid.WaitForAssertion(() => grid.FindAll("tr[data-row]").ShouldAllBe(r => r.GetAttribute("aria-selected") == "true"));
        grid.Render(p => p.Add(g => g.Query, "b"));
        selection.IsEmpty.ShouldBeTrue();
    }

    private IRenderedComponent<CursorGrid<int>> RenderGrid(Action<ComponentParameterCollectionBuilder<CursorGrid<int>>>? more = null)
    {
        IRenderedComponent<CursorGrid<int>> grid = Render<CursorGrid<int>>(p =>
        {
            p.Add(g => g.Load, _load ?? _list.LoadAsync).Add(g => g.Key, i => i).Add(g => g.Label, "Numbers")
                .Add(g => g.OnOpen, EventCallback.Factory.Create<int>(this, _opened.Add))
                .AddChildContent<GridColumn<int>>(c => c.Add(x => x.Title, "Number").Add(x => x.Sort, "number").Add(x => x.CardTitle, true).Add(x => x.Value, i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)))
                .AddChildContent<GridColumn<int>>(c => c.Add(x => x.Title, "Cost").Add(x => x.Unit, "USD").Add(x => x.Right, true).Add(x => x.ChildContent, i => $"<b>{i}</b>"));
            more?.Invoke(p);
        });
        // The skeleton goes in a render of its own, after the rows have come.
        grid.WaitForAssertion(() => grid.FindAll("[aria-busy=true]").ShouldBeEmpty());
        return grid;
    }

    private sealed record Filter(string[] States);
}
