using System.Net;
using System.Reflection;
using System.Text;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Access;
using Artisan.Web.Shell.Doors;
using Artisan.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>Walks every mapped endpoint and page with wrong credentials, other tenants' ids, every role and every key scope.</summary>
public sealed class WalkTests(WalkFixture walk) : IClassFixture<WalkFixture>
{
    private RunningArtisan App => walk.App;

    public static TheoryData<string> Cases => new(DoorCases.All.Select(c => c.ToString()));

    private static DoorCase CaseOf(string name) => DoorCases.All.Single(c => c.ToString() == name);

    [Fact]
    public void Every_endpoint_has_a_door_and_a_case() => DoorCoverage.Gaps(Endpoints()).ShouldBeEmpty();

    [Fact]
    public void Every_case_is_of_an_endpoint_that_is_there()
    {
        string[] mapped = Endpoints().Select(DoorCoverage.PatternOf).ToArray();
        DoorCases.All.Where(c => !mapped.Contains(c.Pattern)).ShouldBeEmpty();
        DoorCases.Open.Concat(DoorCases.AccountPosts).Where(p => !mapped.Contains(p)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_says_who_may_open_it_and_has_a_case()
    {
        foreach (Type page in typeof(App).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IComponent))))
        {
            foreach (RouteAttribute route in page.GetCustomAttributes<RouteAttribute>())
            {
                DoorCases.Pages.ContainsKey(route.Template).ShouldBeTrue($"{page.Name} is new: say in DoorCases who may open it");
                PageAccessAttribute access = PageAccessAttribute.Of(page).ShouldNotBeNull(page.Name);
                bool anyone = page.GetCustomAttribute<AllowAnonymousAttribute>() is not null;
                string told = anyone ? "anyone" : access switch { RequiresAreaAttribute a => a.Area.ToString(), RequiresOperatorAttribute => "operator", _ => "members" };
                told.ShouldBe(DoorCases.Pages[route.Template], route.Template);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Without_a_credential_nobody_comes_in(string name)
    {
        DoorCase door = CaseOf(name);
        using HttpClient client = App.Client(null);
        (await SendAsync(client, door, Guid.NewGuid())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using HttpClient wrong = App.Client("ak_not-a-key");
        (await SendAsync(wrong, door, Guid.NewGuid())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_key_opens_only_what_its_scope_says(string name)
    {
        DoorCase door = CaseOf(name);
        KeyScopes needed = Endpoints().First(e => "/" + e.RoutePattern.RawText!.Trim('/') == door.Pattern && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(door.Method) != false).Metadata.GetMetadata<Door>()!.Scope;
        foreach ((KeyScopes scope, string key) in walk.Keys)
        {
            using HttpClient client = App.Client(key);
            HttpStatusCode status = (await SendAsync(client, door, Guid.NewGuid())).StatusCode;
            if (scope == needed && !door.PeopleOnly)
                status.ShouldNotBeOneOf([HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden], $"{scope}");
            else
                status.ShouldBe(HttpStatusCode.Forbidden, $"{scope}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Another_tenants_things_do_not_exist(string name)
    {
        DoorCase door = CaseOf(name);
        using HttpClient client = App.Client(App.Foreign.ApiKey);
        if (door.Id is null)
        {
            string body = await (await SendAsync(client, door, Guid.Empty)).Content.ReadAsStringAsync();
            foreach (string secret in (string[])[App.Home.TenantId.ToString(), App.Home.Name, App.Home.People[0].Email, walk.IdOf("request").ToString(), walk.IdOf("key").ToString()])
                body.ShouldNotContain(secret);
            return;
        }
        Guid id = walk.IdOf(door.Id);
        string before = await walk.FingerprintAsync();
        string own = door.Own is null ? "" : walk.ForeignIdOf(door.Own).ToString();
        DoorCase filled = door with { Path = door.Path.Replace("{own}", own), Body = door.Body?.Replace("{own}", own) };
        using HttpResponseMessage answer = await SendAsync(client, filled, id);
        ((int)answer.StatusCode).ShouldBe(door.Foreign, await answer.Content.ReadAsStringAsync());
        (await walk.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_id_of_another_tenant_in_the_query_is_as_good_as_one_that_never_was()
    {
        using HttpClient client = App.Client(App.Foreign.ApiKey);
        const string Never = "01890000-0000-7000-8000-0000000000ff", Range = "from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
        int asked = 0;
        foreach (RouteEndpoint endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<Door>() is not null))
        {
            DoorCase door = DoorCases.All.First(c => c.Pattern == DoorCoverage.PatternOf(endpoint));
            foreach (string name in DoorCoverage.QueryIds(endpoint))
            {
                foreach (Guid id in walk.Ids)
                {
                    string at = door.Path + (door.Path.Contains('?') ? '&' : '?') + $"{Range}&{name}=";
                    string foreign = await AnswerAsync(door, at + id), never = await AnswerAsync(door, at + Never);
                    foreign.Replace(id.ToString(), Never).ShouldBe(never, at + id);
                    asked++;
                }
            }
        }
        asked.ShouldBeGreaterThan(10, "the lists take ids in their queries");

        async Task<string> AnswerAsync(DoorCase door, string path)
        {
            using HttpResponseMessage response = await SendAsync(client, door with { Path = path }, Guid.Parse(Never));
            // What tells one request from another is not part of the answer.
            return $"{response.StatusCode} {System.Text.RegularExpressions.Regex.Replace(await response.Content.ReadAsStringAsync(), "\"request_id\":\"[^\"]*\"", "")}";
        }
    }

    [Fact]
    public async Task The_account_is_left_only_with_its_token_from_its_own_site_and_for_its_own_organisations()
    {
        ConsoleClient person = walk.People[Role.Viewer];
        foreach (string path in DoorCases.AccountPosts)
        {
            (await PostAsync(person, path, null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            (await PostAsync(person, path, person.Token, "https://evil.example")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            using HttpClient stranger = ConsoleClient.Anonymous(App);
            (await stranger.PostAsync(path, new FormUrlEncodedContent([]))).Headers.Location!.OriginalString.ShouldContain("/account/sign-in", Case.Sensitive, path);
        }
        await PostAsync(person, "/account/switch", person.Token, field: ("tenantId", App.Foreign.TenantId.ToString()));
        string usage = await person.Http.GetStringAsync("/api/ai-advanced/usage/breakdown?group_by=actor&from=2026-01-01T00:00:00Z");
        usage.ShouldContain(App.Home.ApiKeyId.ToString(), Case.Sensitive, "the session is still in its own organisation");
    }

    [Theory]
    [InlineData("/account/sign-in", "sign-in")]
    [InlineData("/account/password", "password")]
    [InlineData("/setup", "setup")]
    public async Task Forms_are_refused_without_their_token(string path, string handler)
    {
        using HttpResponseMessage response = await walk.People[Role.Viewer].Http.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = handler, ["Form.Password"] = "a long enough password" }));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_role_comes_as_far_as_the_matrix_says(string name)
    {
        DoorCase door = CaseOf(name);
        bool cookie = Endpoints().First(e => "/" + e.RoutePattern.RawText!.Trim('/') == door.Pattern).Metadata.GetMetadata<Door>()!.AllowCookie;
        foreach ((Role role, ConsoleClient person) in walk.People)
        {
            HttpStatusCode status = (await SendAsync(person.Http, door, Guid.NewGuid(), person.Token)).StatusCode;
            bool allowed = AccessMatrix.Of(role, door.Area).Level >= door.Level || (door.OrArea is { } other && AccessMatrix.Of(role, other).Level >= door.Level);
            if (!cookie)
                status.ShouldBe(HttpStatusCode.Unauthorized, $"{role}");
            else if (allowed)
                status.ShouldNotBeOneOf([HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden], $"{role}");
            else
                status.ShouldBe(HttpStatusCode.Forbidden, $"{role}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_session_changes_nothing_without_its_token_or_from_another_site(string name)
    {
        DoorCase door = CaseOf(name);
        if (door.Method == "GET" || door.Pattern.StartsWith("/v1/", StringComparison.Ordinal))
            return;
        ConsoleClient admin = walk.People[Role.Admin];
        (await SendAsync(admin.Http, door, Guid.NewGuid())).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "without the token");
        (await SendAsync(admin.Http, door, Guid.NewGuid(), admin.Token, "https://evil.example")).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "from another site");
    }

    [Fact]
    public async Task Pages_lead_strangers_to_the_sign_in()
    {
        using HttpClient stranger = ConsoleClient.Anonymous(App);
        foreach ((string page, string who) in DoorCases.Pages.Where(p => !p.Key.Contains('{')))
        {
            HttpResponseMessage response = await stranger.GetAsync(page);
            if (who == "anyone")
                continue;
            response.StatusCode.ShouldBe(HttpStatusCode.Found, page);
            response.Headers.Location!.OriginalString.ShouldContain("/account/sign-in", Case.Sensitive, page);
        }
    }

    private IEnumerable<RouteEndpoint> Endpoints() => ((IEndpointRouteBuilder)App.Application).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static async Task<HttpResponseMessage> PostAsync(ConsoleClient person, string path, string? token, string? origin = null, (string Name, string Value)? field = null)
    {
        var form = new Dictionary<string, string>();
        if (token is not null)
            form["__RequestVerificationToken"] = token;
        if (field is var (name, value))
            form[name] = value;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await person.Http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, DoorCase door, Guid id, string? token = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path.Replace("{id}", id.ToString()).Replace("{own}", Guid.NewGuid().ToString()));
        if (door.Body is { } body)
            request.Content = new StringContent(body.Replace("{id}", id.ToString()).Replace("{own}", Guid.NewGuid().ToString()), Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Add("RequestVerificationToken", token);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await client.SendAsync(request);
    }
}
