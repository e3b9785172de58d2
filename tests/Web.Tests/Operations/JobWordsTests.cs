using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Web.Features.Operations.Jobs;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Operations;

/// <summary>Schedules and durations in words.</summary>
public sealed class JobWordsTests
{
    [Theory]
    [InlineData("0 15 2 * * ?", "Every day at 02:15 UTC")]
    [InlineData("0/30 * * * * ?", "Every 30 seconds")]
    [InlineData("0 * * * * ?", "Every minute")]
    [InlineData("0 0/5 * * * ?", "Every 5 minutes")]
    [InlineData("0 10 * * * ?", "Every hour at 10 past")]
    [InlineData("0 0 0/6 * * ?", "Every 6 hours")]
    [InlineData("0 0 6 ? * MON", "Every Monday at 06:00 UTC")]
    [InlineData("0 0 6 ? * 1", "Every Sunday at 06:00 UTC")]
    [InlineData("0 0 3 1 * ?", "On day 1 of every month at 03:00 UTC")]
    [InlineData("0 0 3 1 JAN ?", "0 0 3 1 JAN ?")]
    [InlineData("0 0 9-17 * * ?", "0 0 9-17 * * ?")]
    [InlineData("nonsense", "nonsense")]
    public void A_schedule_is_said_in_words_or_left_as_it_is(string cron, string words) => JobWords.Schedule(cron).ShouldBe(words);

    [Fact]
    public void A_running_job_has_a_duration_and_a_waiting_one_has_none()
    {
        DateTimeOffset now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        JobInfo job = new(Guid.NewGuid(), null, "k", "t", JobStatus.Running, null, null, null, null, false, 1, "Schedule", now.AddMinutes(-5), now.AddMinutes(-2), null, null);
        JobWords.Duration(job, now).ShouldBe(TimeSpan.FromMinutes(2));
        JobWords.Duration(job with { Status = JobStatus.Succeeded, FinishedAt = now.AddMinutes(-1) }, now).ShouldBe(TimeSpan.FromMinutes(1));
        JobWords.Duration(job with { Status = JobStatus.Queued, StartedAt = null }, now).ShouldBeNull();
    }
}
