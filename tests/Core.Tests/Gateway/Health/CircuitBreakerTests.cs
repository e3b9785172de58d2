using Artisan.Core.Gateway.Health;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Health;

/// <summary>Breakers leave a sick vendor alone, and find out when it is back.</summary>
public sealed class CircuitBreakerTests
{
    private static readonly CircuitOptions Options = new();
    private static readonly CircuitKey Key = new(new ModelKey(Guid.Empty, "openai", "gpt-4o"), "");
    private readonly SteppedTime _time = new();
    private readonly CircuitBreakers _breakers;

    public CircuitBreakerTests() => _breakers = new CircuitBreakers(_time);

    private void Fail(int times)
    {
        for (int i = 0; i < times; i++)
            _breakers.Failed(Key, Options);
    }

    [Fact]
    public void Five_failures_in_a_row_open_it_and_four_do_not()
    {
        Fail(4);
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
        Fail(1);
        _breakers.TryEnter(Key, Options).ShouldBeFalse();
        _breakers.Of(Key, Options)!.Value.RetryIn.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_success_between_begins_the_count_anew()
    {
        Fail(4);
        _breakers.Succeeded(Key);
        Fail(4);
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
    }

    [Fact]
    public void Half_of_twenty_within_a_minute_open_it_though_never_five_in_a_row()
    {
        for (int i = 0; i < 9; i++)
        {
            Fail(1);
            _breakers.Succeeded(Key);
        }
        _breakers.TryEnter(Key, Options).ShouldBeTrue("nine failures of eighteen are too few attempts");
        Fail(2);
        _breakers.TryEnter(Key, Options).ShouldBeFalse();
    }

    [Fact]
    public void Failures_of_long_ago_do_not_count_into_the_share()
    {
        for (int i = 0; i < 9; i++)
        {
            Fail(1);
            _breakers.Succeeded(Key);
        }
        _time.Advance(TimeSpan.FromSeconds(61));
        Fail(2);
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
    }

    [Fact]
    public void After_a_minute_one_probe_goes_through_and_closes_it()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(59.9));
        _breakers.TryEnter(Key, Options).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.2));
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
        _breakers.TryEnter(Key, Options).ShouldBeFalse("only one probe at a time");
        _breakers.Succeeded(Key);
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
    }

    [Fact]
    public void A_probe_that_fails_opens_it_for_another_minute()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(60));
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
        Fail(1);
        _breakers.TryEnter(Key, Options).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(60));
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
    }

    [Fact]
    public void A_probe_whose_caller_left_makes_room_for_the_next()
    {
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(60));
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
        _breakers.Left(Key);
        _breakers.TryEnter(Key, Options).ShouldBeTrue();
    }

    [Fact]
    public void Changes_are_told_with_how_long_it_was_open()
    {
        var told = new List<CircuitChange>();
        _breakers.Changed += told.Add;
        Fail(5);
        _time.Advance(TimeSpan.FromSeconds(70));
        _breakers.TryEnter(Key, Options);
        _breakers.Succeeded(Key);
        told.Select(c => (c.From, c.To)).ShouldBe([(CircuitState.Closed, CircuitState.Open), (CircuitState.Open, CircuitState.HalfOpen), (CircuitState.HalfOpen, CircuitState.Closed)]);
        told[1].OpenFor.ShouldBe(TimeSpan.FromSeconds(70));
    }

    [Fact]
    public void Another_credential_has_its_own_breaker()
    {
        Fail(5);
        _breakers.TryEnter(Key with { Credential = "second" }, Options).ShouldBeTrue();
    }
}
