using Artisan.Core.Data;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Gateway.Health;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Gateway.Routing;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Routing;

/// <summary>Which of a rule's models goes first.</summary>
public sealed class ModelPolicyStrategyTests(ArtisanFixture fixture) : ModelPolicyContext(fixture), IClassFixture<ArtisanFixture>
{
    [Fact]
    public async Task The_cheapest_model_for_the_request_goes_first()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4.1-nano","gpt-4o-mini"],"strategy":"cost"}]}""");
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync();
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4.1-nano");
        detail.Trace.Route.ShouldNotBeNull().ShouldContain("cost");
    }

    [Fact]
    public async Task The_fastest_model_lately_goes_first()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-5","fallback":["gpt-5-mini"],"strategy":"latency"}]}""");
        ModelFigures figures = App.Services.GetRequiredService<ModelFigures>();
        foreach ((string model, double ms) in new[] { ("gpt-5", 900d), ("gpt-5-mini", 150d) })
        {
            var key = new ModelKey(Guid.Empty, "openai", model);
            figures.Began(key);
            figures.Ended(key, failed: false, ms, null, null);
        }
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync();
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-5-mini");
        detail.Trace.Candidates.First(c => c.Model == "gpt-5-mini").Reason.ShouldContain("150 ms lately");
    }

    [Fact]
    public async Task The_model_whose_results_people_accept_goes_first_once_there_are_fifty_verdicts()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"],"strategy":"quality"}]}""");
        await GiveAsync("gpt-4o", 49, 40);
        await GiveAsync("gpt-4o-mini", 30, 30);
        (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o", "neither has fifty");
        await GiveAsync("gpt-4o-mini", 20, 15);
        await GiveAsync("gpt-4o", 1, 0);
        (HttpResponseMessage response, RequestDetail detail) = await AskAsync();
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
        detail.Trace.Candidates.First(c => c.Model == "gpt-4o-mini").Reason.ShouldContain("of 50 verdicts accepted");

        async Task GiveAsync(string model, int verdicts, int good)
        {
            await using (ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId))
            {
                for (int i = 0; i < verdicts; i++)
                    db.RequestFeedback.Add(new RequestFeedback { TenantId = App.Home.TenantId, RequestId = Guid.CreateVersion7(), ActorId = App.Person(Role.Rep).MembershipId, Verdict = i < good ? FeedbackVerdict.Accepted : FeedbackVerdict.Dismissed, UseCase = "gateway", Provider = "openai", Model = model, At = DateTimeOffset.UtcNow });
                await db.SaveChangesAsync(CancellationToken.None);
            }
            await App.Services.GetRequiredService<ModelQuality>().RefreshAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Weights_share_out_the_calls()
    {
        await SetAsync("""{"rules":[{"segment":"default","model":"gpt-4o","fallback":["gpt-4o-mini"],"strategy":"weighted","weights":{"gpt-4o":0,"gpt-4o-mini":1}}]}""");
        for (int i = 0; i < 5; i++)
            (await AskAsync()).Response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
    }
}
