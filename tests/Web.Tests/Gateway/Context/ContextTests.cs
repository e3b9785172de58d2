using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Context;
using Artisan.Core.Gateway.Control;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Requests;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Context;

/// <summary>Conversations that do not fit the model's window.</summary>
public sealed class ContextTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Filler = "We talked about the weather in the north, the new coffee machine, and how long the drive to the airport takes in the rain. ";

    private RunningArtisan App => fixture.App;

    // A window of 8,192 tokens. Each turn has some 330.
    private static JsonArray Conversation(int turns, string unique, int special)
    {
        var messages = new JsonArray { Message("system", "You are the assistant of a sales team.") };
        for (int i = 0; i < turns; i++)
        {
            string question = i == special ? "The discount for Kestrel Logistics was fixed at 17 percent. " : $"Turn {i} {unique}. ";
            messages.Add(Message("user", question + string.Concat(Enumerable.Repeat(Filler, 6))));
            messages.Add(Message("assistant", $"Noted {i}. " + string.Concat(Enumerable.Repeat(Filler, 6))));
        }
        messages.Add(Message("user", "Which discount was fixed for Kestrel Logistics?"));
        return messages;
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private async Task<HttpResponseMessage> SendAsync(JsonArray messages, string? overflow, bool stream = false, string model = "gpt-4")
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        var body = new JsonObject { ["model"] = model, ["max_tokens"] = 500, ["stream"] = stream, ["messages"] = messages };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        if (overflow is not null)
            request.Headers.Add("X-Artisan-Context", overflow);
        return await client.SendAsync(request);
    }

    private async Task<RequestDetail> DetailAsync(HttpResponseMessage response)
    {
        await App.DrainAsync();
        return await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), Guid.Parse(response.Headers.GetValues("X-Artisan-Request-Id").Single()), CancellationToken.None);
    }

    private static string[] TextsOf(VendorRequest request) => [.. request.Json!["messages"]!.AsArray().Select(m => (string)m!["content"]!)];

    private VendorRequest Last(string marker) => App.Vendor.Requests.Last(r => r.Text.Contains(marker, StringComparison.Ordinal) && r.Text.Contains("Which discount", StringComparison.Ordinal));

    [Fact]
    public async Task Without_leave_to_cut_it_is_refused_with_what_helps()
    {
        int before = App.Vendor.Requests.Count;
        HttpResponseMessage response = await SendAsync(Conversation(40, "refused", 3), null);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement error = (await RunningArtisan.JsonAsync(response)).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("context_length_exceeded");
        error.GetProperty("message").GetString()!.ShouldContain("X-Artisan-Context");
        App.Vendor.Requests.Skip(before).ShouldNotContain(r => r.Text.Contains("refused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_it_keeps_instructions_newest_turns_and_what_the_question_is_about(bool stream)
    {
        string unique = $"cut{Guid.NewGuid():N}";
        HttpResponseMessage response = await SendAsync(Conversation(40, unique, 3), "truncate", stream);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await response.Content.ReadAsStringAsync();
        string[] texts = TextsOf(Last(unique));
        texts[0].ShouldContain("assistant of a sales team");
        texts.ShouldContain(t => t.Contains("17 percent", StringComparison.Ordinal));
        texts[^2].ShouldStartWith("Noted 39.");
        texts.ShouldNotContain(t => t.StartsWith($"Turn 10 {unique}", StringComparison.Ordinal));
        RequestDetail detail = await DetailAsync(response);
        ContextTrace cut = detail.Trace.Context.ShouldNotBeNull();
        cut.Method.ShouldBe("exact:cl100k_base");
        cut.After.ShouldBeLessThanOrEqualTo(8192 - 500);
        cut.After.ShouldBeGreaterThan(6500, "what fits is used");
        cut.LeftOut.ShouldBe(82 - texts.Length);
        detail.Trace.Warnings.ShouldContain(w => w.Code == "context_cut");
    }

    [Fact]
    public async Task Summarised_it_keeps_all_newer_turns_and_the_next_turn_needs_no_new_summary()
    {
        string unique = $"sum{Guid.NewGuid():N}";
        int SummariesAsked() => App.Vendor.Requests.Count(r => r.Text.Contains("Summarise this conversation", StringComparison.Ordinal) && r.Text.Contains(unique, StringComparison.Ordinal) && !r.Text.Contains("Which discount", StringComparison.Ordinal));
        JsonArray messages = Conversation(40, unique, -1);
        HttpResponseMessage response = await SendAsync(messages, "summarise");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        string[] texts = TextsOf(Last(unique));
        texts[1].ShouldStartWith("Summary of the earlier part of this conversation");
        int first = int.Parse(texts[3].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        texts.Skip(3).Where(t => t.StartsWith("Turn", StringComparison.Ordinal)).Select(t => int.Parse(t.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(first, 40 - first));
        RequestDetail detail = await DetailAsync(response);
        ContextTrace cut = detail.Trace.Context.ShouldNotBeNull();
        cut.Summarised.ShouldBe(2 * first);
        cut.SummaryRequests.Count.ShouldBe(SummariesAsked());
        cut.SummaryRequests.ShouldNotBeEmpty();
        RequestDetail summary = await App.Services.GetRequiredService<GetRequest>().ExecuteAsync(App.ScopeOf(Role.Admin), cut.SummaryRequests[0], CancellationToken.None);
        summary.Request.UseCase.ShouldBe("memory_summary");

        int asked = SummariesAsked();
        messages.RemoveAt(messages.Count - 1);
        messages.Add(Message("user", "One more thing."));
        messages.Add(Message("assistant", "Go on."));
        messages.Add(Message("user", "Which discount was it?"));
        (await SendAsync((JsonArray)messages.DeepClone(), "summarise")).StatusCode.ShouldBe(HttpStatusCode.OK);
        SummariesAsked().ShouldBe(asked);
    }

    [Fact]
    public async Task Where_no_summary_can_be_had_its_own_sentences_stand_for_it()
    {
        string unique = $"own{Guid.NewGuid():N}";
        App.Vendor.FaultFor = r => r.Text.Contains("Summarise this conversation", StringComparison.Ordinal) ? VendorFault.Error(400) : null;
        try
        {
            HttpResponseMessage response = await SendAsync(Conversation(40, unique, -1), "summarise");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            TextsOf(Last(unique))[1].ShouldContain("- ");
            (await DetailAsync(response)).Trace.Warnings.ShouldContain(w => w.Code == "context_summarised" && w.Message.Contains("own sentences", StringComparison.Ordinal));
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }

    [Fact]
    public async Task A_vendor_that_counts_more_gets_a_shorter_one()
    {
        string unique = $"more{Guid.NewGuid():N}";
        int calls = 0;
        App.Vendor.FaultFor = r => r.Text.Contains(unique, StringComparison.Ordinal) && Interlocked.Increment(ref calls) == 1
            ? new VendorFault { Status = 400, Body = """{"error":{"message":"This model's maximum context length is 4096 tokens","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""" } : null;
        try
        {
            HttpResponseMessage response = await SendAsync(Conversation(15, unique, -1), "truncate");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            calls.ShouldBe(2);
            TextsOf(Last(unique)).Length.ShouldBeLessThan(32);
        }
        finally
        {
            App.Vendor.FaultFor = null;
        }
    }

    [Fact]
    public async Task One_long_question_is_shortened_and_its_instruction_stays()
    {
        string marker = $"long{Guid.NewGuid():N}";
        string text = $"Summarise what follows. {marker}\n\n" + string.Join("\n\n", Enumerable.Range(0, 400).Select(i => $"{i}. {Filler}")) + "\n\nAnswer in French.";
        HttpResponseMessage response = await SendAsync([Message("user", text)], "truncate");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        string sent = TextsOf(App.Vendor.Requests.Last(r => r.Text.Contains(marker, StringComparison.Ordinal))).Single();
        sent.ShouldStartWith("Summarise what follows.");
        sent.ShouldEndWith("Answer in French.");
        sent.ShouldContain("[…]");
        (await DetailAsync(response)).Trace.Context!.Shortened.ShouldBe(1);
    }

    [Fact]
    public async Task An_instruction_that_does_not_fit_is_never_touched_but_refused()
    {
        HttpResponseMessage response = await SendAsync([Message("system", string.Concat(Enumerable.Repeat(Filler, 500))), Message("user", "hi")], "truncate");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningArtisan.JsonAsync(response)).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("cannot be left out");
    }

    [Fact]
    public async Task An_unknown_word_is_refused() =>
        (await SendAsync([Message("user", "hi")], "compress")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_use_cases_policy_limits_prompts_below_the_window()
    {
        TenantScope admin = App.ScopeOf(Role.Admin);
        ChangeUseCasePolicy change = App.Services.GetRequiredService<ChangeUseCasePolicy>();
        await change.ExecuteAsync(admin, "coaching", new UseCaseChange { ContextOverflow = ContextOverflow.Truncate, ContextMaxPromptTokens = 2000 }, CancellationToken.None);
        await App.Services.GetRequiredService<ControlPlane>().RefreshAsync(CancellationToken.None);
        string unique = $"pol{Guid.NewGuid():N}";
        HttpResponseMessage response = await SendAsync(Conversation(30, unique, 2), null, model: "artisan/coaching");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ContextTrace cut = (await DetailAsync(response)).Trace.Context.ShouldNotBeNull();
        cut.After.ShouldBeInRange(1200, 2000);
        cut.Limit.ShouldBe(2000);
    }

    [Fact]
    public async Task How_full_windows_were_is_told_by_the_vendors_count()
    {
        HttpResponseMessage response = await SendAsync([Message("user", "one two three four")], null);
        RequestDetail detail = await DetailAsync(response);
        detail.Trace.Attempts[0].ContextWindow.ShouldBe(8192);
        detail.Explanation.ShouldContain(l => l.Contains("of the context window of gpt-4 (8,192 tokens)", StringComparison.Ordinal));
        IReadOnlyList<ContextUse> uses = await App.Services.GetRequiredService<GetContextUse>().ExecuteAsync(App.ScopeOf(Role.Viewer), "gateway", DateTimeOffset.UtcNow.AddDays(-1), CancellationToken.None);
        ContextUse use = uses.Single(u => u.Model == "gpt-4");
        use.Most.ShouldBeGreaterThanOrEqualTo(use.Median);
        use.Window.ShouldBe(8192);
    }
}
