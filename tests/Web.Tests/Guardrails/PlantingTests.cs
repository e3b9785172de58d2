using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Crm.Interactions;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Gateway.Feedback;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>Personal data that goes in by every door stands nowhere afterwards: not in the database, the journal, the logs, the metrics or the errors.</summary>
public sealed class PlantingTests : IAsyncLifetime
{
    private RunningArtisan _app = null!;

    public async Task InitializeAsync() => _app = await RunningArtisan.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task What_is_planted_by_every_door_is_found_nowhere()
    {
        using HttpClient client = _app.Client(_app.Home.ApiKey);
        string errors = await PlantInProtocolAsync(client) + await PlantInUseCasesAsync(client) + await PlantInCrmAsync();
        // The last line of the log that is waited for: what came before it is written then.
        Guid last = Guid.Parse((await client.PostAsync("/v1/embeddings", new StringContent("""{"model":"text-embedding-3-small","input":"the end"}""", Encoding.UTF8, "application/json"))).Headers.GetValues("X-Artisan-Request-Id").Single());
        await _app.DrainAsync();
        string metrics = await MetricsAsync();
        await LogHoldsAsync(last);

        (await Planted.FindAsync(_app, Planted.Values)).ShouldBeEmpty();
        Planted.Values.Where(v => metrics.Contains(v, StringComparison.Ordinal)).ShouldBeEmpty("in metrics");
        Planted.Values.Where(v => errors.Contains(v, StringComparison.Ordinal)).ShouldBeEmpty("in errors");
        // It was there: what was taken out left its mark.
        (await Planted.FindAsync(_app, ["<EMAIL_ADDRESS_1>"])).Count.ShouldBeGreaterThan(5);
    }

    private async Task<string> PlantInProtocolAsync(HttpClient client)
    {
        var errors = new StringBuilder();
        string text = JsonSerializer.Serialize(Planted.Text), arguments = JsonSerializer.Serialize($"{{\"q\":{text}}}");
        (HttpStatusCode Status, string Body)[] answers =
        [
            await SendAsync(client, $$"""{"model":"gpt-4o-mini","messages":[{"role":"system","content":{{text}}},{"role":"user","content":{{text}}}]}"""),
            await SendAsync(client, $$"""{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":{{text}}}]}"""),
            await SendAsync(client, $$"""{"model":"gpt-4o-mini","n":2,"stream":true,"messages":[{"role":"user","content":[{"type":"text","text":{{text}}}]}]}"""),
            await SendAsync(client, $$$"""{"model":"gpt-4o-mini","metadata":{"note":{{{text}}}},"user":"planted.person@secret-mail.example","messages":[{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":{{{arguments}}}}}]},{"role":"tool","tool_call_id":"c1","content":{{{text}}}},{"role":"user","content":"go on"}]}"""),
            await SendAsync(client, $$"""{"model":"gpt-4o-mini","card":4111111111111111,"messages":[{"role":"user","content":"a number"}]}"""),
            await SendAsync(client, $$"""{"model":"text-embedding-3-small","input":[{{text}}]}""", "/v1/embeddings"),
            .. await PlantAroundAsync(client, text),
        ];
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        _app.Vendor.FailNext(new VendorFault { Status = 400, Body = $$$"""{"error":{"message":{{{text}}},"type":"invalid_request_error","code":"bad"}}""" });
        await SendAsync(client, $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":{{text}}}]}""");
        foreach ((string path, string body) in ((string, string)[])
        [
            ("/v1/chat/completions", $$"""{"model":{{text}},"messages":[{"role":"user","content":{{text}}}]}"""),
            ("/v1/chat/completions", $$"""{"model":"gpt-4o-mini","messages":{{text}}}"""),
            ("/v1/chat/completions", $$"""{"model":"gpt-4o-mini","temperature":{{text}},"messages":[{"role":"user","content":{{text}}}]}"""),
        ])
            errors.Append((await SendAsync(client, body, path)).Body);
        return errors.ToString();
    }

    // Tools, forms of answers, attached files, earlier thoughts, and what a model thinks.
    private async Task<(HttpStatusCode Status, string Body)[]> PlantAroundAsync(HttpClient client, string text)
    {
        string file = Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted.Text));
        string tool = """{"name":"find","description":TEXT,"parameters":{"type":"object","properties":{"q":{"type":"string","description":TEXT}}}}""".Replace("TEXT", text);
        var answers = new List<(HttpStatusCode, string)>
        {
            await SendAsync(client, $$"""{"model":"gpt-4o-mini","tools":[{"type":"function","function":{{tool}}}],"messages":[{"role":"user","content":"with a tool"}]}"""),
            await SendAsync(client, """{"model":"gpt-4o-mini","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object","description":TEXT}}},"messages":[{"role":"user","content":"with a form"}]}""".Replace("TEXT", text)),
            await SendAsync(client, $$$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":[{"type":"text","text":"with a file"},{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain;base64,{{{file}}}"}},{"type":"file","file":{"filename":"b.csv","file_data":"{{{file}}}"}}]}]}"""),
            await SendAsync(client, $$"""{"model":"gpt-4o-mini","messages":[{"role":"assistant","content":"Hm","reasoning_content":{{text}},"thinking_blocks":[{"type":"thinking","thinking":{{text}},"signature":"c2ln"}]},{"role":"user","content":"with thoughts"}]}"""),
            await SendAsync(client, """{"model":"gpt-4o-mini","max_tokens":50,"system":[{"type":"text","text":TEXT}],"messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":TEXT}},{"type":"document","source":{"type":"base64","media_type":"text/plain","data":"FILE"}}]}]}""".Replace("TEXT", text).Replace("FILE", file), "/v1/messages"),
        };
        foreach (string path in (string[])["/v1/chat/completions", "/v1/messages"])
        {
            _app.Vendor.FailNext(new VendorFault { Status = 200, Body = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","reasoning_content":TEXT,"content":"Yes"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""".Replace("TEXT", text) });
            answers.Add(await SendAsync(client, """{"model":"gpt-4o-mini","max_tokens":50,"messages":[{"role":"user","content":"think"}]}""", path));
            _app.Vendor.FailNext(new VendorFault { Status = 200, ContentType = "text/event-stream", Body = """
                data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":TEXT},"finish_reason":null}]}

                data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Yes"},"finish_reason":"stop"}]}

                data: [DONE]


                """.ReplaceLineEndings("\n").Replace("TEXT", text) });
            answers.Add(await SendAsync(client, """{"model":"gpt-4o-mini","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"think"}]}""", path));
        }
        return [.. answers];
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpClient client, string body, string path = "/v1/chat/completions")
    {
        HttpResponseMessage answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<string> PlantInUseCasesAsync(HttpClient client)
    {
        Guid lead = await _app.LeadAsync("Planting");
        (string Path, object Body)[] calls =
        [
            ("/api/v1/ai/email/generate", new { lead_id = lead, objective = Planted.Text, context = Planted.Text, key_points = new[] { "call first" }, model = UseCaseCalls.Rules }),
            ("/api/v1/ai/campaigns/strategy", new { objective = Planted.Text, context = Planted.Text, model = UseCaseCalls.Rules }),
            ("/api/v1/ai/conversation", new { message = Planted.Text, lead_id = lead, model = UseCaseCalls.Rules }),
            ("/api/v1/ai/calls/summary", new { text = $"Sam: {Planted.Text}\nAnna: I will send the offer on Friday.", lead_id = lead, save = true, model = UseCaseCalls.Rules }),
            ("/api/v1/ai/sentiment", new { text = Planted.Text, model = UseCaseCalls.Rules }),
            ("/api/v1/ai/scoring/leads", new { lead_id = lead, model = UseCaseCalls.Rules }),
        ];
        foreach ((string path, object body) in calls)
        {
            HttpResponseMessage answer = await client.PostAsJsonAsync(path, body);
            string said = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{path}: {said}");
        }
        // An error that quotes its field's value would give it away.
        HttpResponseMessage refused = await client.PostAsJsonAsync("/api/v1/ai/email/generate", new { lead_id = lead, objective = "x", tone = Planted.Text });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return await refused.Content.ReadAsStringAsync();
    }

    private async Task<string> PlantInCrmAsync()
    {
        TenantScope scope = _app.ScopeOf(Role.Manager);
        CancellationToken none = CancellationToken.None;
        Guid lead = await _app.LeadAsync("Interacting");
        await Get<RecordInteraction>().ExecuteAsync(scope, new RecordInteraction.Request { LeadId = lead, Kind = InteractionKind.Note, Subject = Planted.Text[..180], Body = Planted.Text }, none);
        await Get<SaveLeadTask>().ExecuteAsync(scope, new SaveLeadTask.Request(null, lead, $"Call {Planted.Values[1]} about card {Planted.Values[3]}"), none);
        EmailGenerateResponseV1 draft = await Get<GenerateEmail>().ExecuteAsync(scope, new EmailGenerateRequestV1("Call", lead, Model: UseCaseCalls.Rules), "api", none);
        await Get<EditEmailDraft>().ExecuteAsync(scope, draft.Variants[0].DraftId, new EmailDraftEditV1("Our card", Planted.Text), none);
        await _app.DrainAsync();
        await Get<GiveFeedback>().ExecuteAsync(scope, draft.Ai.RequestId, new FeedbackRequestV1(FeedbackVerdict.NotHelpful, Comment: Planted.Text), none);
        await Get<GiveFeedback>().ExecuteAsync(scope, draft.Ai.RequestId, new FeedbackRequestV1(FeedbackVerdict.Helpful, Comment: Planted.Text + " Again."), none);
        BatchEmailResponseV1 batch = await Get<DraftEmailsBatch>().ExecuteAsync(scope, new BatchEmailRequestV1(Planted.Text, [lead], Model: UseCaseCalls.Rules), none);
        for (int i = 0; i < 200 && (await Get<DraftEmailsBatch>().StateAsync(scope, batch.JobId, none)).FinishedAt is null; i++)
            await Task.Delay(100);
        (await Get<DraftEmailsBatch>().StateAsync(scope, batch.JobId, none)).Status.ToString().ShouldBe("Succeeded");
        return "";
    }

    private async Task LogHoldsAsync(Guid request)
    {
        for (int i = 0; i < 300; i++)
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(_app.DataFolder, "logs")))
            {
                if ((await Planted.ReadAsync(file)).Contains(request.ToString(), StringComparison.Ordinal))
                    return;
            }
            await Task.Delay(50);
        }
        throw new TimeoutException("The log does not tell of the last request.");
    }

    private async Task<string> MetricsAsync()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_app.Url) };
        return await client.GetStringAsync("/metrics");
    }

    private T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();
}
