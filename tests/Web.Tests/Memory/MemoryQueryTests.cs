using Artisan.Core.Memory;
using Artisan.Web.Features.Memory;
using Artisan.Web.Tests.Shell;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Memory;

/// <summary>What the address of the memory page means.</summary>
public sealed class MemoryQueryTests : ShellContext
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_address_holds_every_filter()
    {
        var lead = Guid.CreateVersion7();
        Url.Set(("q", "budget"), ("type", "email_thread"), ("state", "compressed"), ("pinned", "yes"), ("ends", "7"), ("lead", lead), ("sums", lead), ("range", "30d"));
        MemoryQuery query = MemoryQuery.Read(Url);
        query.Narrows.ShouldBeTrue();
        query.Filter(s_now).ShouldBe(new MemoryFilter { Query = "budget", Type = MemoryType.EmailThread, State = MemoryState.Compressed, Pinned = true, ExpiresBefore = s_now.AddDays(7), LeadId = lead, SummaryId = lead, From = s_now.AddDays(-30), To = s_now });
    }

    [Fact]
    public void What_the_address_cannot_mean_narrows_nothing()
    {
        Url.Set(("type", "99"), ("state", "none"), ("ends", "-1"), ("lead", "anna"));
        MemoryQuery.Read(Url).Filter(s_now).ShouldBe(new MemoryFilter());
    }
}
