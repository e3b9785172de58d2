using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Insights;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Insights;

/// <summary>Conversations by programs and people, through the real pipeline, by rules and by a vendor.</summary>
public sealed class ConversationApiTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Path = "/api/v1/ai/conversation";

    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    private async Task<ConversationResponseV1> AskAsync(TenantScope scope, ConversationRequestV1 request)
    {
        Converse.Prepared prepared = await Get<Converse>().PrepareAsync(scope, request with { Model = request.Model ?? UseCaseCalls.Rules }, "console", CancellationToken.None);
        ConversationResponseV1? whole = null;
        await foreach (var piece in prepared.StreamAsync(CancellationToken.None))
            whole = piece.Done;
        return whole!;
    }

    [Fact]
    public async Task An_answer_about_a_lead_is_streamed_cites_and_is_kept_in_its_session()
    {
        Guid lead = await App.LeadAsync("Talk");
        using HttpClient client = App.Client(App.Home.ApiKey);
        using HttpResponseMessage response = await client.PostAsync(Path, new { message = "What is the budget?", lead_id = lead, model = UseCaseCalls.Rules });
        JsonElement done = default;
        await foreach ((string name, JsonElement data) in response.EventsAsync())
        {
            if (name == "done")
                done = data;
        }
        done.GetProperty("answer").GetString()!.ShouldContain("40,000 euros");
        JsonElement citation = done.GetProperty("citations").EnumerateArray().First();
        citation.GetProperty("type").GetString().ShouldBe("interaction");
        citation.GetProperty("lead_id").GetGuid().ShouldBe(lead);
        done.GetProperty("answer").GetString()!.ShouldContain($"[{citation.GetProperty("number").GetInt32()}]");
        Guid session = done.GetProperty("session_id").GetGuid();
        response.Headers.GetValues("X-Artisan-Session-Id").Single().ShouldBe(session.ToString());

        JsonElement more = await client.GoodAsync(Path, new { message = "When does their contract with the old tool end?", session_id = session, model = UseCaseCalls.Rules });
        more.GetProperty("answer").GetString()!.ShouldContain("June");
        JsonElement kept = await client.GetFromJsonAsync<JsonElement>($"{Path}/sessions/{session}");
        kept.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "user", "assistant"]);
        kept.GetProperty("session").GetProperty("title").GetString().ShouldBe("What is the budget?");
        (await client.GetFromJsonAsync<JsonElement>($"{Path}/sessions?lead_id={lead}")).GetProperty("items").GetArrayLength().ShouldBe(1);

        (await client.DeleteAsync($"{Path}/sessions/{session}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync($"{Path}/sessions/{session}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.BadAsync(Path, new { message = "Still there?", session_id = session })).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Over_all_leads_a_name_leads_to_the_lead_and_a_follow_up_stays_with_it()
    {
        Guid lead = await App.LeadAsync("Ornithologist");
        TenantScope manager = App.ScopeOf(Role.Manager);
        ConversationResponseV1 first = await AskAsync(manager, new ConversationRequestV1("What are the next steps with Anna Ornithologist?"));
        first.Answer.ShouldContain("Send a pilot proposal");
        first.Citations.ShouldContain(c => c.Type == "task" && c.LeadId == lead);
        ConversationResponseV1 second = await AskAsync(manager, new ConversationRequestV1("What is the budget?", first.SessionId));
        second.Answer.ShouldContain("40,000");
        second.Citations.ShouldAllBe(c => c.LeadId == lead);
    }

    [Fact]
    public async Task What_the_data_does_not_hold_is_said()
    {
        ConversationResponseV1 answer = await AskAsync(App.ScopeOf(Role.Manager), new ConversationRequestV1("Who won the football match yesterday?"));
        answer.Answer.ShouldContain("do not hold the answer");
        answer.Citations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rep_hears_nothing_of_a_colleagues_lead()
    {
        Guid theirs = await App.LeadAsync("Secretive", owner: App.Person(Role.Manager).MembershipId, company: "Zymurgy Works");
        TenantScope rep = App.ScopeOf(Role.Rep);
        (await Should.ThrowAsync<ArtisanException>(() => AskAsync(rep, new ConversationRequestV1("What is the budget?", LeadId: theirs)))).Code.ShouldBe(ErrorCode.NotFound);
        ConversationResponseV1 answer = await AskAsync(rep, new ConversationRequestV1("What is the budget of Zymurgy Works?"));
        answer.Citations.ShouldNotContain(c => c.LeadId == theirs);
        (await AskAsync(App.ScopeOf(Role.Manager), new ConversationRequestV1("What is the budget of Zymurgy Works?"))).Citations.ShouldContain(c => c.LeadId == theirs);
    }

    [Fact]
    public async Task A_conversation_is_its_owners_alone()
    {
        ConversationResponseV1 own = await AskAsync(App.ScopeOf(Role.Manager), new ConversationRequestV1("How many leads do we have?"));
        own.Citations.ShouldContain(c => c.Type == "figures");
        foreach (TenantScope other in (TenantScope[])[App.ScopeOf(Role.Admin), App.ScopeOf(Role.Manager, App.Foreign)])
        {
            (await Should.ThrowAsync<ArtisanException>(() => Get<Conversations>().GetAsync(other, own.SessionId, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
            (await Should.ThrowAsync<ArtisanException>(() => Get<Conversations>().DeleteAsync(other, own.SessionId, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
            (await Should.ThrowAsync<ArtisanException>(() => AskAsync(other, new ConversationRequestV1("Go on", own.SessionId)))).Code.ShouldBe(ErrorCode.NotFound);
        }
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Compliance)]
    public async Task Who_may_not_chat_is_refused(Role role)
    {
        (await Should.ThrowAsync<ArtisanException>(() => AskAsync(App.ScopeOf(role), new ConversationRequestV1("Hello")))).Code.ShouldBe(ErrorCode.Forbidden);
        (await Should.ThrowAsync<ArtisanException>(() => Get<Conversations>().ListAsync(App.ScopeOf(role), null, new PageRequest(), CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);
    }

    [Theory]
    [InlineData("{}", "message")]
    [InlineData("""{"message":"  "}""", "message")]
    [InlineData("""{"message":5}""", "message")]
    [InlineData("""{"message":"x","session_id":"x"}""", "session_id")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (int status, string code, string? named, _) = await client.BadAsync(Path, JsonDocument.Parse(body).RootElement);
        (status, code, named).ShouldBe((400, "invalid_input", field));
    }

    [Fact]
    public async Task A_message_is_limited_and_a_session_keeps_its_lead()
    {
        Guid one = await App.LeadAsync("One"), other = await App.LeadAsync("Other");
        using HttpClient client = App.Client(App.Home.ApiKey);
        (await client.BadAsync(Path, new { message = new string('x', 4001) })).Field.ShouldBe("message");
        Guid session = (await client.GoodAsync(Path, new { message = "Budget?", lead_id = one, model = UseCaseCalls.Rules })).GetProperty("session_id").GetGuid();
        (await client.BadAsync(Path, new { message = "Budget?", lead_id = other, session_id = session })).Field.ShouldBe("lead_id");
    }

    [Fact]
    public async Task A_vendor_gets_the_sources_and_its_invented_numbers_are_taken_out()
    {
        Guid lead = await App.LeadAsync("Source");
        using HttpClient client = App.Client(App.Home.ApiKey);
        App.Vendor.Reply = _ => "The budget is 40,000 euros [3]. It is signed [99].";
        JsonElement done = await client.GoodAsync(Path, new { message = "What is the budget?", lead_id = lead, model = "gpt-4o-mini" });
        done.GetProperty("answer").GetString().ShouldBe("The budget is 40,000 euros [3]. It is signed.");
        done.GetProperty("citations").EnumerateArray().Single().GetProperty("number").GetInt32().ShouldBe(3);
        string sent = App.Vendor.Requests[^1].Json!.ToString();
        sent.ShouldContain("40,000 euros");
        sent.ShouldContain("You are the assistant of a sales team", Case.Sensitive, "the policy's own prompt stays");
    }

    [Fact]
    public async Task A_caller_who_goes_away_stops_the_vendor_and_the_answer_is_kept_as_incomplete()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        App.Vendor.Reply = _ => string.Join(' ', Enumerable.Repeat("word", 400));
        App.Vendor.FailNext(new VendorFault { EventDelay = TimeSpan.FromMilliseconds(100) });
        int aborted = App.Vendor.AbortedRequests;
        Guid session;
        using (HttpResponseMessage response = await client.PostAsync(Path, new { message = "Tell me everything", model = "gpt-4o-mini" }))
        {
            session = Guid.Parse(response.Headers.GetValues("X-Artisan-Session-Id").Single());
            await foreach ((string name, _) in response.EventsAsync())
            {
                name.ShouldBe("delta");
                break;
            }
        }
        JsonElement[] messages = [];
        await UseCaseCalls.UntilAsync(async () => (messages = [.. (await client.GetFromJsonAsync<JsonElement>($"{Path}/sessions/{session}")).GetProperty("messages").EnumerateArray()]).Length == 2);
        messages[1].GetProperty("incomplete").GetBoolean().ShouldBeTrue();
        messages[1].GetProperty("text").GetString()!.ShouldStartWith("word");
        await UseCaseCalls.UntilAsync(() => Task.FromResult(App.Vendor.AbortedRequests > aborted));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_ends_with_an_error_and_is_kept_as_incomplete()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        App.Vendor.Reply = _ => string.Join(' ', Enumerable.Repeat("word", 60));
        App.Vendor.FailNext(VendorFault.Break(6, StreamBreak.SilentEnd));
        using HttpResponseMessage response = await client.PostAsync(Path, new { message = "Tell me everything", model = "gpt-4o-mini" });
        Guid session = Guid.Parse(response.Headers.GetValues("X-Artisan-Session-Id").Single());
        string last = "";
        await foreach ((string name, _) in response.EventsAsync())
            last = name;
        last.ShouldBe("error");
        JsonElement[] messages = [.. (await client.GetFromJsonAsync<JsonElement>($"{Path}/sessions/{session}")).GetProperty("messages").EnumerateArray()];
        messages[1].GetProperty("incomplete").GetBoolean().ShouldBeTrue();
    }
}
