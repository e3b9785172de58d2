using System.Text.Json;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;

namespace Artisan.Web.Features.Operations.Jobs;

/// <summary>How far a batch is.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>cancelled</c>.</param>
/// <param name="Progress">0 to 1; null when unknown.</param>
/// <param name="Step">What it is doing.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Result">What came out, by the kind of batch: <c>scored</c> or <c>drafted</c>, <c>failed</c>, <c>errors</c>.</param>
public sealed record BatchStateV1(Guid JobId, JobStatus Status, double? Progress, string? Step, string? Error, JsonElement? Result)
{
    internal static BatchStateV1 Of(JobInfo job) => new(job.Id, job.Status, job.Progress, job.Step, job.Error, job.ResultJson is null ? null : JsonSerializer.Deserialize<JsonElement>(job.ResultJson, ArtisanJson.Options));
}
