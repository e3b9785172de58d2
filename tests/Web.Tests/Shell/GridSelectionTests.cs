using Artisan.Web.Shell.Components;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class GridSelectionTests
{
    private readonly GridSelection _selection = new();

    [Fact]
    public void Rows_are_chosen_one_by_one()
    {
        int told = 0;
        _selection.Changed += () => told++;
        _selection.Toggle(1);
        _selection.Add([2, 3]);
        _selection.Toggle(2);
        _selection.Keys.ShouldBe([1, 3], ignoreOrder: true);
        (_selection.Holds(1), _selection.Holds(2), _selection.Count(null)).ShouldBe((true, false, 2));
        told.ShouldBe(3);
    }

    [Fact]
    public void All_that_match_can_be_chosen_less_some()
    {
        _selection.Toggle(1);
        _selection.ChooseAll();
        _selection.Holds("never read").ShouldBeTrue();
        _selection.Toggle(7);
        (_selection.Holds(7), _selection.Holds(8), _selection.IsEmpty).ShouldBe((false, true, false));
        _selection.Count(null).ShouldBeNull("nobody has counted the list");
        _selection.Count(2000).ShouldBe(1999);
        _selection.Add([7]);
        _selection.Count(2000).ShouldBe(2000);
        _selection.Clear();
        (_selection.IsEmpty, _selection.All).ShouldBe((true, false));
    }
}
