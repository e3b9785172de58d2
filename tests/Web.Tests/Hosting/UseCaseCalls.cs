using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Artisan.Web.Tests.Hosting;

/// <summary>What tests of use cases do over and over: leads with a history, calls, streams read event by event.</summary>
internal static class UseCaseCalls
{
    /// <summary>The local provider's model.</summary>
    internal const string Rules = "local/artisan-extract-1";

    /// <summary>A lead with a call, a reply and a task.</summary>
    internal static async Task<Guid> LeadAsync(this RunningArtisan app, string last, TenantScope? scope = null, Guid? owner = null, string company = "Kestrel Foods")
    {
        scope ??= app.ScopeOf(Role.Manager);
        IServiceProvider services = app.Services;
        Guid id = await services.GetRequiredService<SaveLead>().ExecuteAsync(scope, new SaveLead.Request { FirstName = "Anna", LastName = last, Title = "Head of operations", Company = company, Source = "referral", Email = $"{last.ToLowerInvariant()}@kestrel-foods.example", OwnerId = owner }, CancellationToken.None);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await services.GetRequiredService<RecordInteraction>().ExecuteAsync(scope, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.Call, At = now.AddDays(-3), Subject = "Call about planning", Body = "The budget is 40,000 euros. They fear the effort of the rollout.", Outcome = "positive" }, CancellationToken.None);
        await services.GetRequiredService<RecordInteraction>().ExecuteAsync(scope, new RecordInteraction.Request { LeadId = id, Kind = InteractionKind.EmailReplied, At = now.AddDays(-2), Subject = "Re: planning", Body = "Our contract with the old tool ends in June. Could we begin in one site?" }, CancellationToken.None);
        await services.GetRequiredService<SaveLeadTask>().ExecuteAsync(scope, new SaveLeadTask.Request(null, id, "Send a pilot proposal", now.AddDays(4)), CancellationToken.None);
        return id;
    }

    /// <summary>Posts JSON.</summary>
    internal static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object body, string? accept = null, CancellationToken token = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
    }

    /// <summary>Posts JSON and reads the JSON of a good answer.</summary>
    internal static async Task<JsonElement> GoodAsync(this HttpClient client, string path, object body)
    {
        using HttpResponseMessage response = await client.PostAsync(path, body, "application/json");
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        return await RunningArtisan.JsonAsync(response);
    }

    /// <summary>Posts JSON and reads the error.</summary>
    internal static async Task<(int Status, string Code, string? Field, JsonElement Body)> BadAsync(this HttpClient client, string path, object body)
    {
        using HttpResponseMessage response = await client.PostAsync(path, body);
        JsonElement problem = await RunningArtisan.JsonAsync(response);
        problem.GetProperty("request_id").GetString().ShouldNotBeNullOrEmpty();
        return ((int)response.StatusCode, problem.GetProperty("code").GetString()!, problem.TryGetProperty("field", out JsonElement field) ? field.GetString() : null, problem);
    }

    /// <summary>Reads the events of a stream.</summary>
    internal static async IAsyncEnumerable<(string Event, JsonElement Data)> EventsAsync(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        string name = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return (name, JsonDocument.Parse(line[6..]).RootElement);
        }
    }

    /// <summary>Asks until something is so, or half a minute is over.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> so)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await so())
            await Task.Delay(30, limit.Token);
    }
}
