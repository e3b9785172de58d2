using Artisan.Core.Tenancy;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Shell;

public sealed class UrlStateTests : ShellContext
{
    [Fact]
    public void Reads_values_by_type()
    {
        Navigation.NavigateTo("/requests?q=gpt&limit=20&role=manager&state=a&state=b&empty=");

        Url.Get("q").ShouldBe("gpt");
        Url.Get("empty").ShouldBeNull();
        Url.Get("limit", 5).ShouldBe(20);
        Url.Get("q", 5).ShouldBe(5);
        Url.GetEnum("role", Role.Viewer).ShouldBe(Role.Manager);
        Url.GetEnum("q", Role.Viewer).ShouldBe(Role.Viewer);
        Url.GetAll("state").ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_number_is_no_enum()
    {
        Navigation.NavigateTo("/requests?role=1");
        Url.GetEnum("role", Role.Viewer).ShouldBe(Role.Viewer);
    }

    [Fact]
    public void Replaces_values_and_keeps_the_others()
    {
        Navigation.NavigateTo("/requests?q=gpt&state=a");
        Url.With(("state", null), ("tab", Role.Admin), ("page", 3)).ShouldBe("/requests?q=gpt&tab=admin&page=3");
        Url.With(("q", null), ("state", (string[])["x y", "z"])).ShouldBe("/requests?state=x%20y&state=z");
    }

    [Fact]
    public void Setting_tells_and_setting_the_same_does_not()
    {
        Navigation.NavigateTo("/requests");
        int told = 0;
        Url.Changed += () => told++;
        Url.Set(("q", "gpt"));
        Url.Set(("q", "gpt"));
        told.ShouldBe(1);
        Url.Get("q").ShouldBe("gpt");
    }
}
