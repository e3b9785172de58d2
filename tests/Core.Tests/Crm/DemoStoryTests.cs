using Artisan.Core.Crm;
using Artisan.Core.Crm.Demo;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm;

/// <summary>The demonstration's leads behave like leads.</summary>
public sealed class DemoStoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static DemoStory Tell(int seed, double fit) => DemoStory.Tell(new Random(seed), fit, Now.AddDays(-50), Now, "Jonas", "Ann", "Acme");

    [Fact]
    public void The_same_seed_tells_the_same_story() =>
        Tell(5, 0.7).Interactions.Select(i => (i.Kind, i.At, i.Subject)).ShouldBe(Tell(5, 0.7).Interactions.Select(i => (i.Kind, i.At, i.Subject)));

    [Fact]
    public void Who_fits_better_does_more_and_who_does_more_is_won_more_often()
    {
        DemoStory[] stories = [.. Enumerable.Range(0, 2000).Select(i => Tell(i, i % 100 / 100.0))];
        double Active(IEnumerable<DemoStory> of) => of.Average(s => s.Interactions.Count(i => i.Kind is InteractionKind.EmailReplied or InteractionKind.Demo or InteractionKind.PricingVisit));
        DemoStory[] won = [.. stories.Where(s => s.Stage == LeadStage.Won)];
        won.Length.ShouldBeInRange(20, 600);
        Active(won).ShouldBeGreaterThan(2 * Active(stories.Where(s => s.Stage == LeadStage.Lost)));
        Active(stories.Where((_, i) => i % 100 >= 70)).ShouldBeGreaterThan(2 * Active(stories.Where((_, i) => i % 100 < 30)));
        stories.Select(s => s.Stage).Distinct().Count().ShouldBe(6, "none is new after fifty days");
    }

    [Fact]
    public void A_story_is_told_in_order_of_its_steps_and_begins_with_the_visit()
    {
        DemoStory story = Tell(11, 0.9);
        story.Interactions[0].At.ShouldBe(Now.AddDays(-50));
        story.Interactions.ShouldAllBe(i => i.At >= Now.AddDays(-50) && i.Subject.Length > 0);
    }
}
