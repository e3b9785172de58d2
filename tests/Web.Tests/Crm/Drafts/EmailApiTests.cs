using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Artisan.Core.Crm.Drafts;
using Artisan.Core.Crm.Leads;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm.Drafts;

/// <summary>E-mail drafts by programs, through the real pipeline, by rules and by a vendor.</summary>
public sealed class EmailApiTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private const string Path = "/api/v1/ai/email/generate";

    private RunningArtisan App => fixture.App;

    private T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    [Fact]
    public async Task Drafts_take_up_the_leads_facts_are_kept_listed_edited_and_stand_in_the_timeline()
    {
        Guid lead = await App.LeadAsync("Draft");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement answer = await client.GoodAsync(Path, new { lead_id = lead, objective = "Agree on a pilot", tone = "formal", length = "medium", variants = 2, key_points = new[] { "One site first" }, sender_name = "Sam Reed", model = UseCaseCalls.Rules });
        JsonElement[] variants = [.. answer.GetProperty("variants").EnumerateArray()];
        variants.Length.ShouldBe(2);
        variants.ShouldAllBe(v => !v.GetProperty("warnings").EnumerateArray().Any());
        string body = variants[0].GetProperty("body").GetString()!;
        body.ShouldContain("Dear Anna Draft");
        body.ShouldContain("your reply 2 days ago");
        body.ShouldContain("One site first");
        variants[0].GetProperty("word_count").GetInt32().ShouldBeGreaterThan(20);
        body.ShouldContain(variants[0].GetProperty("call_to_action").GetString()!);
        answer.GetProperty("tone").GetString().ShouldBe("formal");
        Guid request = answer.GetProperty("ai").GetProperty("request_id").GetGuid(), draft = variants[0].GetProperty("draft_id").GetGuid();

        JsonElement listed = await client.GetFromJsonAsync<JsonElement>($"/api/v1/ai/email/drafts?lead_id={lead}");
        listed.GetProperty("items").GetArrayLength().ShouldBe(2);
        using HttpResponseMessage edited = await client.PatchAsJsonAsync($"/api/v1/ai/email/drafts/{draft}", new { subject = "Another subject", body = "Another body" });
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync());
        JsonElement one = await client.GetFromJsonAsync<JsonElement>($"/api/v1/ai/email/drafts/{draft}");
        one.GetProperty("edited_subject").GetString().ShouldBe("Another subject");
        one.GetProperty("body").GetString().ShouldBe(body, "what the model wrote stays beside the edit");
        (await Get<GetLeadTimeline>().ExecuteAsync(App.ScopeOf(Role.Manager), lead, new PageRequest(), CancellationToken.None)).Items.ShouldContain(e => e.Kind == "drafted" && e.RequestId == request && e.ReferenceId == draft);

        (await client.DeleteAsync($"/api/v1/ai/email/drafts/{draft}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync($"/api/v1/ai/email/drafts/{draft}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await App.DrainAsync();
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/ai/requests/{request}")).GetProperty("request").GetProperty("use_case").GetString().ShouldBe("email_generation");
    }

    [Fact]
    public async Task Without_a_lead_the_recipient_is_given()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement answer = await client.GoodAsync(Path, new { recipient = new { name = "Ben Vogel", company = "Granite Energy" }, objective = "Einen Termin vereinbaren", language = "de", model = UseCaseCalls.Rules });
        answer.GetProperty("variants")[0].GetProperty("body").GetString()!.ShouldStartWith("Guten Tag Ben Vogel,");
        JsonElement french = await client.GoodAsync(Path, new { recipient = new { name = "Ben" }, objective = "Book a call", language = "fr", model = UseCaseCalls.Rules });
        french.GetProperty("variants")[0].GetProperty("warnings")[0].GetProperty("code").GetString().ShouldBe("language_not_supported");
    }

    public static TheoryData<string, string> WrongFields => new()
    {
        { """{"recipient":{"name":"Ben"}}""", "objective" },
        { $$"""{"recipient":{"name":"Ben"},"objective":"{{new string('x', 501)}}"}""", "objective" },
        { """{"objective":"Call"}""", "recipient" },
        { """{"objective":"Call","recipient":{"title":"CEO"}}""", "recipient" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"lead_id":"0192d7a4-5c1e-7f00-8000-00000000abcd"}""", "recipient" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"tone":"shouting"}""", "tone" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"tone":77}""", "tone" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"length":"endless"}""", "length" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"variants":0}""", "variants" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"variants":4}""", "variants" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"language":"klingon!"}""", "language" },
        { $$"""{"objective":"Call","recipient":{"name":"Ben"},"context":"{{new string('x', 5001)}}"}""", "context" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"key_points":["1","2","3","4","5","6","7","8","9","10","11"]}""", "key_points" },
        { """{"objective":"Call","recipient":{"name":"Ben"},"model":"no-such-model"}""", "model" },
        { """{"objective":"Call","lead_id":"nonsense"}""", "lead_id" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        (int status, _, string? named, JsonElement problem) = await client.BadAsync(Path, JsonDocument.Parse(body).RootElement);
        status.ShouldBeInRange(400, 404, problem.ToString());
        named.ShouldBe(field, problem.ToString());
    }

    [Fact]
    public async Task Several_wrong_fields_are_all_named()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement errors = (await client.BadAsync(Path, new { variants = 9, language = "?" })).Body.GetProperty("errors");
        errors.EnumerateObject().Select(e => e.Name).ShouldBe(["objective", "language", "variants", "recipient"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_vendors_draft_is_checked_against_the_facts_and_the_rules()
    {
        Guid lead = await App.LeadAsync("Vendor");
        App.Vendor.AnswerStructured("""{"variants":[{"subject":"Re: AMAZING offer!!","body":"Hi Anna,\n\nfor $499 a month Contoso saved 30%.\n\nBest,","call_to_action":"Buy"}]}""");
        using HttpClient client = App.Client(App.Home.ApiKey);
        JsonElement variant = (await client.GoodAsync(Path, new { lead_id = lead, objective = "Agree on a pilot", model = "gpt-4o-mini" })).GetProperty("variants")[0];
        variant.GetProperty("subject").GetString().ShouldBe("Amazing offer!");
        JsonElement[] warnings = [.. variant.GetProperty("warnings").EnumerateArray()];
        warnings.ShouldContain(w => w.GetProperty("code").GetString() == "subject_repaired");
        string[] words = [.. warnings.Single(w => w.GetProperty("code").GetString() == "unsupported_fact").GetProperty("words").EnumerateArray().Select(w => w.GetString()!)];
        words.ShouldBe(["$499", "30%", "Contoso"], ignoreOrder: true);
        // Whoever reads the draft later sees them too.
        JsonElement kept = await client.GetFromJsonAsync<JsonElement>($"/api/v1/ai/email/drafts/{variant.GetProperty("draft_id").GetGuid()}");
        kept.GetProperty("warnings").ToString().ShouldBe(variant.GetProperty("warnings").ToString());
        // What the vendor got holds the lead's facts, and no address.
        string sent = App.Vendor.Requests[^1].Json!.ToString();
        sent.ShouldContain("Kestrel Foods");
        sent.ShouldNotContain("@kestrel-foods");
    }

    [Fact]
    public async Task An_answer_without_a_schema_or_a_draft_is_an_error_with_its_code()
    {
        using HttpClient client = App.Client(App.Home.ApiKey);
        var body = new { recipient = new { name = "Ben" }, objective = "Call", model = "gpt-4o-mini" };
        App.Vendor.AnswerStructured("no json", "no json either");
        (await client.BadAsync(Path, body)).ShouldSatisfyAllConditions(e => e.Status.ShouldBe(502), e => e.Code.ShouldBe("schema_mismatch"));
        App.Vendor.AnswerStructured("""{"variants":[]}""");
        (await client.BadAsync(Path, body)).Code.ShouldBe("schema_mismatch");
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Compliance)]
    public async Task Who_may_not_generate_is_refused(Role role) =>
        (await Should.ThrowAsync<ArtisanException>(() => Get<GenerateEmail>().ExecuteAsync(App.ScopeOf(role), new EmailGenerateRequestV1("Call", Recipient: new EmailRecipientV1("Ben")), "api", CancellationToken.None))).Code.ShouldBe(ErrorCode.Forbidden);

    [Fact]
    public async Task A_rep_drafts_for_own_and_unassigned_leads_only()
    {
        TenantScope rep = App.ScopeOf(Role.Rep);
        Guid own = await App.LeadAsync("Own", owner: rep.ActorId), free = await App.LeadAsync("Free"), theirs = await App.LeadAsync("Theirs", owner: App.Person(Role.Manager).MembershipId);
        foreach (Guid lead in (Guid[])[own, free])
            (await Get<GenerateEmail>().ExecuteAsync(rep, new EmailGenerateRequestV1("Call", lead, Model: UseCaseCalls.Rules), "api", CancellationToken.None)).Variants.Count.ShouldBe(1);
        var refused = new EmailGenerateRequestV1("Call", theirs, Model: UseCaseCalls.Rules);
        (await Should.ThrowAsync<ArtisanException>(() => Get<GenerateEmail>().ExecuteAsync(rep, refused, "api", CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        EmailGenerateResponseV1 managers = await Get<GenerateEmail>().ExecuteAsync(App.ScopeOf(Role.Manager), refused, "api", CancellationToken.None);
        (await Should.ThrowAsync<ArtisanException>(() => Get<ListEmailDrafts>().GetAsync(rep, managers.Variants[0].DraftId, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Get<ListEmailDrafts>().ExecuteAsync(rep, null, new PageRequest(), CancellationToken.None)).Items.ShouldNotContain(d => d.LeadId == theirs);
    }

    [Fact]
    public async Task Another_tenants_lead_and_draft_do_not_exist()
    {
        Guid lead = await App.LeadAsync("Wall");
        EmailGenerateResponseV1 drafted = await Get<GenerateEmail>().ExecuteAsync(App.ScopeOf(Role.Manager), new EmailGenerateRequestV1("Call", lead, Model: UseCaseCalls.Rules), "api", CancellationToken.None);
        using HttpClient foreign = App.Client(App.Foreign.ApiKey);
        (await foreign.BadAsync(Path, new { lead_id = lead, objective = "Call" })).Status.ShouldBe(404);
        (await foreign.GetAsync($"/api/v1/ai/email/drafts/{drafted.Variants[0].DraftId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await foreign.GetAsync($"/api/v1/ai/email/drafts?lead_id={lead}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_edit_is_held_to_the_rules()
    {
        Guid lead = await App.LeadAsync("Edit");
        EmailGenerateResponseV1 drafted = await Get<GenerateEmail>().ExecuteAsync(App.ScopeOf(Role.Manager), new EmailGenerateRequestV1("Call", lead, Model: UseCaseCalls.Rules), "api", CancellationToken.None);
        using HttpClient client = App.Client(App.Home.ApiKey);
        foreach ((object edit, string field) in (ValueTuple<object, string>[])[(new { subject = new string('x', 101) }, "subject"), (new { subject = "" }, "subject"), (new { body = "" }, "body"), (new { }, "body")])
        {
            using HttpResponseMessage response = await client.PatchAsJsonAsync($"/api/v1/ai/email/drafts/{drafted.Variants[0].DraftId}", edit);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await RunningArtisan.JsonAsync(response)).GetProperty("field").GetString().ShouldBe(field);
        }
    }
}
