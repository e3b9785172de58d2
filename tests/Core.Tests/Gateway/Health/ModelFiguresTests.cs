using Artisan.Core.Gateway.Health;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Health;

/// <summary>What is known of models comes from the last minutes.</summary>
public sealed class ModelFiguresTests
{
    private static readonly ModelKey Key = new(Guid.Empty, "openai", "gpt-4o");
    private readonly SteppedTime _time = new();

    [Fact]
    public void Recent_answers_weigh_more()
    {
        var figures = new ModelFigures(_time);
        foreach (double ms in new[] { 1000d, 1000, 100, 100, 100, 100, 100, 100, 100, 100 })
        {
            figures.Began(Key);
            figures.Ended(Key, failed: false, ms, null, null);
        }
        double mean = figures.Of(Key).AnswerMs.ShouldNotBeNull();
        mean.ShouldBeInRange(100, 280, "280 is the plain mean");
    }

    [Fact]
    public void Open_calls_and_failures_are_counted()
    {
        var figures = new ModelFigures(_time);
        figures.Began(Key);
        figures.Began(Key);
        figures.Ended(Key, failed: true, null, null, "Timeout");
        ModelFigure figure = figures.Of(Key);
        (figure.Open, figure.Attempts, figure.Failures, figure.LastFault).ShouldBe((1, 1, 1, "Timeout"));
    }

    [Fact]
    public void Ten_minutes_later_nothing_is_known_and_the_model_is_tried_again()
    {
        var figures = new ModelFigures(_time);
        figures.Began(Key);
        figures.Ended(Key, failed: true, 5000, null, "Server");
        _time.Advance(TimeSpan.FromMinutes(9));
        figures.Of(Key).Attempts.ShouldBe(1);
        _time.Advance(TimeSpan.FromMinutes(2));
        ModelFigure figure = figures.Of(Key);
        (figure.Attempts, figure.AnswerMs, figure.WaitMs(false)).ShouldBe((0, null, null));
    }

    [Fact]
    public void A_stream_is_judged_by_its_first_output()
    {
        var figures = new ModelFigures(_time);
        figures.Began(Key);
        figures.Ended(Key, failed: false, 4000, 200, null);
        figures.Of(Key).WaitMs(streamed: true).ShouldBe(200);
        figures.Of(Key).WaitMs(streamed: false).ShouldBe(4000);
    }
}
