using System.Collections.Concurrent;
using Artisan.Core.Kernel;
using Artisan.Core.Operations.Jobs;
using Npgsql;

namespace Artisan.Web.Tests.Operations;

/// <summary>A job that does what its input says.</summary>
internal sealed class ScriptedJob : IJobHandler
{
    internal const string JobKind = "test.scripted";
    private readonly ConcurrentDictionary<Guid, int> _runs = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _started = new(), _goOn = new();

    public string Kind => JobKind;

    /// <summary>Ends the waiting of a job with the script <c>wait</c>.</summary>
    internal void GoOn(Guid jobId) => Signal(_goOn, jobId).TrySetResult();

    /// <summary>Completes when the job has begun.</summary>
    internal Task Started(Guid jobId) => Signal(_started, jobId).Task;

    public async Task<object?> RunAsync(JobContext context, CancellationToken cancellationToken)
    {
        Guid id = context.Run.Id;
        int run = _runs.AddOrUpdate(id, 1, (_, before) => before + 1);
        Signal(_started, id).TrySetResult();
        switch (context.Input<Input>().Script)
        {
            case "wait":
                context.Report(0.5, "half-way");
                await Signal(_goOn, id).Task.WaitAsync(cancellationToken);
                break;
            case "fail once" when run == 1:
                throw new ArtisanException(ErrorCode.InvalidInput, "The first time it fails.");
            case "database away once" when run == 1:
                throw new NpgsqlException("The connection broke.", new IOException());
            case "scope":
                return new { tenant = context.Scope.TenantId, workspace = context.Scope.WorkspaceId };
        }
        return new { answer = 42 };
    }

    private static TaskCompletionSource Signal(ConcurrentDictionary<Guid, TaskCompletionSource> of, Guid jobId) =>
        of.GetOrAdd(jobId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed record Input(string Script);
}
