using Artisan.Core.Gateway.Requests;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell;
using Artisan.Web.Shell.Commands;
using Artisan.Web.Shell.Components;

namespace Artisan.Web.Features.Gateway.Requests;

/// <summary>Finds a request by its id, whole or its end as the console shows it.</summary>
internal sealed class RequestCommands(ListRequests list, TimeProvider clock) : ICommandSource
{
    private const int ShortestEnd = 6;
    private static readonly TimeSpan LookedBack = TimeSpan.FromDays(7);

    public async ValueTask<IReadOnlyList<Command>> FindAsync(string text, TenantScope scope, CancellationToken cancellationToken)
    {
        bool whole = Guid.TryParse(text, out _);
        bool end = text.Length is >= ShortestEnd and <= 12 && text.All(char.IsAsciiHexDigit) && text.Any(char.IsAsciiDigit);
        if (!(whole || end) || !scope.MaySee(Area.RequestFigures))
            return [];
        DateTimeOffset now = clock.GetUtcNow();
        // The end of an id is looked for among the latest; a whole one leads straight to its row.
        Page<RequestRow> found = await list.ExecuteAsync(scope, new RequestFilter { Search = text, From = whole ? null : now - LookedBack }, new PageRequest(null, 5), cancellationToken);
        return [.. found.Items.Select(r => new Command($"Request {Format.ShortId(r.Id)}", "Requests", "activity")
        {
            Href = $"/requests?request={r.Id}",
            Hint = $"{r.Model ?? r.RequestedModel ?? r.UseCase} · {StateWords.Words(r.Status.ToString())} · {Format.Ago(r.At, now)}",
        })];
    }
}
