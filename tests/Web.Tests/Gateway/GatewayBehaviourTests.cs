using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Core.Usage;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway;

/// <summary>What goes through the gateway arrives as it was sent, and what happened on the way is recorded.</summary>
public sealed class GatewayBehaviourTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private async Task<HttpResponseMessage> PostAsync(string body, string path = "/v1/chat/completions", CancellationToken cancellationToken = default)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        return await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), cancellationToken);
    }

    private static Guid RequestId(HttpResponseMessage response) => Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single());

    private async Task<RequestDetail> DetailAsync(Guid id)
    {
        await App.DrainAsync();
        return await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), id, CancellationToken.None);
    }

    private async Task<UsageRecord[]> UsageAsync(Guid requestId)
    {
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);
        return await db.UsageRecords.AsNoTracking().Where(u => u.RequestId == requestId).OrderBy(u => u.Attempt).ToArrayAsync();
    }

    [Fact]
    public async Task Unknown_fields_and_number_spellings_pass_through_both_ways()
    {
        const string body = """{"model":"gpt-4o-mini","x_future":{"deep":[1.50,1e3,"\u00e9"]},"messages":[{"role":"user","content":"hi","x_note":null}],"seed":12345678901234567890}""";
        HttpResponseMessage response = await PostAsync(body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        string sent = App.Vendor.Requests[^1].Text;
        sent.ShouldContain("""
            "x_future":{"deep":[1.50,1e3,"\u00e9"]}
            """.Trim());
        sent.ShouldContain("\"seed\":12345678901234567890");
        sent.ShouldContain("\"x_note\":null");
        (await response.Content.ReadAsStringAsync()).ShouldContain("x_vendor");
    }

    [Fact]
    public async Task A_stream_brings_usage_only_when_asked()
    {
        string without = await (await PostAsync("""{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"one two"}]}""")).Content.ReadAsStringAsync();
        without.ShouldNotContain("\"usage\"");
        without.TrimEnd().ShouldEndWith("data: [DONE]");
        string with = await (await PostAsync("""{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"one two"}]}""")).Content.ReadAsStringAsync();
        with.ShouldContain("\"prompt_tokens\":2");
    }

    [Fact]
    public async Task The_ledger_has_disjoint_buckets_and_the_catalogues_price()
    {
        (App.Vendor.CachedTokens, App.Vendor.ReasoningTokens) = (2, 3);
        HttpResponseMessage response = await PostAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"one two three four five"}]}""");
        (App.Vendor.CachedTokens, App.Vendor.ReasoningTokens) = (0, 0);
        Guid id = RequestId(response);
        RequestDetail detail = await DetailAsync(id);
        UsageRecord usage = (await UsageAsync(id)).ShouldHaveSingleItem();
        usage.InputTokens.ShouldBe(3);
        usage.CachedInputTokens.ShouldBe(2);
        usage.ReasoningTokens.ShouldBe(3);
        usage.CostUsd.ShouldBe((3 * 0.15m + 2 * 0.075m + (usage.OutputTokens + 3) * 0.6m) / 1_000_000m);
        usage.PriceVersion.ShouldBe("gpt-4o-mini@2024-07-18");
        usage.CostMethod.ShouldBe("catalogue");
        detail.Request.CostUsd.ShouldBe(usage.CostUsd);
        detail.Content.ShouldNotBeNull().Request.ShouldContain("one two three");
        response.Headers.GetValues("X-Artisan-Model").Single().ShouldBe("openai/gpt-4o-mini");
    }

    [Fact]
    public async Task A_model_outside_the_catalogue_is_unpriced_never_free()
    {
        Guid id = RequestId(await PostAsync("""{"model":"openai/brand-new-model","messages":[{"role":"user","content":"hi"}]}"""));
        RequestDetail detail = await DetailAsync(id);
        detail.Request.CostUsd.ShouldBeNull();
        (await UsageAsync(id)).ShouldHaveSingleItem().CostMethod.ShouldBe("unpriced");
    }

    [Fact]
    public async Task A_failure_that_passes_is_tried_again_and_each_attempt_is_recorded()
    {
        App.Vendor.FailNext(VendorFault.Error(503), VendorFault.HtmlBadGateway);
        HttpResponseMessage response = await PostAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        RequestDetail detail = await DetailAsync(RequestId(response));
        detail.Trace.Attempts.Select(a => a.Outcome).ShouldBe(["failed", "failed", "ok"]);
        (await UsageAsync(detail.Request.Id)).Select(u => u.Outcome).ShouldBe([AttemptOutcome.Failed, AttemptOutcome.Failed, AttemptOutcome.Ok]);
        detail.Explanation.ShouldContain(line => line.Contains("tried again"));
    }

    [Fact]
    public async Task A_use_case_falls_back_to_the_local_provider_and_says_so()
    {
        App.Vendor.FaultFor = _ => new VendorFault { Status = 401 };
        try
        {
            HttpResponseMessage response = await PostAsync("""{"model":"artisan/call_summary","messages":[{"role":"user","content":"Laura: the board meets on March 14. Jonas: I will send the offer by Friday."}]}""");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.GetValues("X-Artisan-Model").Single().ShouldStartWith("local/");
            response.Headers.GetValues("X-Artisan-Warnings").Single().ShouldContain("fallback");
            RequestDetail detail = await DetailAsync(RequestId(response));
            detail.Request.Degraded.ShouldBeTrue();
            detail.Request.UseCase.ShouldBe("call_summary");
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_the_vendors_call()
    {
        int before = App.Vendor.AbortedRequests;
        App.Vendor.FailNext(new VendorFault { Hang = true });
        using var leave = new CancellationTokenSource();
        Task<VendorRequest> arrived = App.Vendor.NextRequestAsync();
        Task asked = PostAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a question nobody waits for"}]}""", cancellationToken: leave.Token);
        // Only who leaves when the vendor has been asked leaves a call to be stopped.
        await arrived.WaitAsync(TimeSpan.FromSeconds(30));
        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
        for (int i = 0; App.Vendor.AbortedRequests == before; i++)
        {
            i.ShouldBeLessThan(200, "the vendor's call was not stopped");
            await Task.Delay(25);
        }
    }

    [Fact]
    public async Task A_broken_off_stream_is_recorded_with_what_was_delivered_as_an_estimate()
    {
        App.Vendor.FailNext(VendorFault.Break(3, StreamBreak.SilentEnd));
        Guid id = Guid.Empty;
        using HttpClient client = App.Client(App.Home.ApiKey);
        using (HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"one two three four five six"}]}"""),
        }, HttpCompletionOption.ResponseHeadersRead))
        {
            id = RequestId(response);
            await Should.ThrowAsync<Exception>(() => response.Content.ReadAsStringAsync());
        }
        RequestDetail detail = await DetailAsync(id);
        detail.Request.Status.ShouldBe(RequestStatus.BrokenOff);
        UsageRecord usage = (await UsageAsync(id)).ShouldHaveSingleItem();
        usage.Outcome.ShouldBe(AttemptOutcome.BrokenOff);
        usage.Estimated.ShouldBeTrue();
        usage.OutputTokens.ShouldBeGreaterThan(0);
        usage.CostUsd.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_structured_answer_is_repaired_once_or_fails_by_its_name()
    {
        const string body = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"score"}],"response_format":{"type":"json_schema","json_schema":{"name":"score","strict":true,"schema":{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"],"additionalProperties":false}}}}""";
        App.Vendor.AnswerStructured("""{"score":"high"}""", """{"score":87}""");
        HttpResponseMessage repaired = await PostAsync(body);
        repaired.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await repaired.Content.ReadAsStringAsync()).ShouldContain("87");
        repaired.Headers.GetValues("X-Artisan-Warnings").Single().ShouldContain("schema_repaired");
        (await DetailAsync(RequestId(repaired))).Request.Attempts.ShouldBe(2);

        App.Vendor.AnswerStructured("""{"score":"high"}""", """{"wrong":1}""");
        HttpResponseMessage failed = await PostAsync(body);
        failed.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        JsonDocument.Parse(await failed.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("schema_mismatch");
    }

    [Fact]
    public async Task A_vendors_wait_is_told_on()
    {
        App.Vendor.FailNext(VendorFault.RateLimited(120));
        HttpResponseMessage response = await PostAsync("""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(120));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"king","content":"hi"}]}""", "messages[0].role")]
    [InlineData("""{"messages":"hi"}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"\u200b\u200b"}]}""", "messages")]
    public async Task A_malformed_body_is_400_and_names_the_field(string body, string field)
    {
        HttpResponseMessage response = await PostAsync(body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(field);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("""{"input":"no model"}""", "model")]
    public async Task A_malformed_embeddings_body_is_400_and_names_the_field(string body, string field)
    {
        HttpResponseMessage response = await PostAsync(body, "/v1/embeddings");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningArtisan.JsonAsync(response)).GetProperty("error").GetProperty("param").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        (await PostAsync("\uFEFF" + """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_choices_of_a_stream_are_recorded_apart()
    {
        HttpResponseMessage response = await PostAsync("""{"model":"gpt-4o-mini","stream":true,"n":2,"messages":[{"role":"user","content":"one two"}]}""");
        await response.Content.ReadAsStringAsync();
        using JsonDocument answer = JsonDocument.Parse((await DetailAsync(RequestId(response))).Content!.Answer);
        answer.RootElement.GetProperty("text").GetString().ShouldBe("You said: one two");
        answer.RootElement.GetProperty("other_texts")[0].GetProperty("text").GetString().ShouldBe("You said: one two (variant 2)");
    }

    private const string Structured = """{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"lead","schema":{"type":"object","properties":{"score":{"type":"integer"}},"required":["score"]}}}}""";

    [Fact]
    public async Task A_stream_that_fits_its_schema_ends_as_every_stream()
    {
        App.Vendor.AnswerStructured("""{"score":7}""");
        (await (await PostAsync(Structured)).Content.ReadAsStringAsync()).TrimEnd().ShouldEndWith("data: [DONE]");
    }

    [Fact]
    public async Task A_stream_that_does_not_fit_its_schema_ends_with_the_typed_error()
    {
        App.Vendor.AnswerStructured("""{"score":"high"}""");
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Structured) }, HttpCompletionOption.ResponseHeadersRead);
        var received = new StringBuilder();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (await reader.ReadLineAsync() is { } line)
                received.AppendLine(line);
        });
        received.ToString().ShouldContain("\"code\":\"schema_mismatch\"");
        received.ToString().ShouldNotContain("[DONE]");
        RequestDetail detail = await DetailAsync(RequestId(response));
        (detail.Request.Status, detail.Request.ErrorCode).ShouldBe((RequestStatus.BrokenOff, "schema_mismatch"));
        detail.Trace.Attempts.Single().Outcome.ShouldBe("ok");
    }

    [Fact]
    public async Task The_cost_told_is_that_of_all_attempts()
    {
        App.Vendor.AnswerStructured("""{"score":"high"}""", """{"score":7}""");
        HttpResponseMessage response = await PostAsync(Structured.Replace("\"stream\":true,", "", StringComparison.Ordinal));
        RequestDetail detail = await DetailAsync(RequestId(response));
        detail.Trace.Attempts.Count.ShouldBe(2);
        decimal told = decimal.Parse(response.Headers.GetValues("X-Artisan-Cost-Usd").Single(), System.Globalization.CultureInfo.InvariantCulture);
        told.ShouldBe(detail.Trace.Attempts.Sum(a => a.CostUsd!.Value));
        told.ShouldBeGreaterThan(detail.Trace.Attempts[^1].CostUsd!.Value);
    }

    [Fact]
    public async Task Requests_are_found_by_the_end_of_their_id_and_by_names()
    {
        HttpResponseMessage response = await PostAsync("""{"model":"openai/one-of-its-kind","messages":[{"role":"user","content":"hi"}]}""");
        HttpResponseMessage refused = await PostAsync("""{"model":"never-heard-of","messages":[{"role":"user","content":"hi"}]}""");
        await App.DrainAsync();
        ListRequests list = App.Services.GetRequiredService<ListRequests>();
        async Task<Guid[]> FindAsync(string text) =>
            [.. (await list.ExecuteAsync(App.ScopeOf(Role.Admin), new RequestFilter { Search = text }, new Core.Kernel.PageRequest(null, 10), CancellationToken.None)).Items.Select(r => r.Id)];
        Guid id = RequestId(response);
        foreach (string text in new[] { id.ToString(), id.ToString("N")[^8..].ToUpperInvariant(), id.ToString("N")[^12..], "ONE-of-its" })
            (await FindAsync(text)).ShouldBe([id], text);
        (await FindAsync("never-heard-of")).ShouldBe([RequestId(refused)]);
        (await App.Services.GetRequiredService<GetRequestFacets>().ExecuteAsync(App.ScopeOf(Role.Admin), CancellationToken.None)).Models.ShouldContain("openai/one-of-its-kind");
    }

    [Fact]
    public async Task A_workspace_that_forbids_named_models_lets_the_policy_choose()
    {
        TenantScope admin = App.ScopeOf(Role.Admin);
        await App.Services.GetRequiredService<SaveWorkspace>().ExecuteAsync(admin, new SaveWorkspace.Request(App.Home.WorkspaceId, "default", "Default", AllowNamedModels: false), CancellationToken.None);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        try
        {
            HttpResponseMessage response = await PostAsync("""{"model":"gpt-4-turbo","messages":[{"role":"user","content":"hi"}]}""");
            RequestDetail detail = await DetailAsync(RequestId(response));
            detail.Request.Model.ShouldNotBe("gpt-4-turbo");
            detail.Explanation[0].ShouldContain("does not let requests name a model");
        }
        finally
        {
            await App.Services.GetRequiredService<SaveWorkspace>().ExecuteAsync(admin, new SaveWorkspace.Request(App.Home.WorkspaceId, "default", "Default", AllowNamedModels: true), CancellationToken.None);
            await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        }
    }
}
