using System.Net;
using System.Reflection;
using System.Text;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Access;
using Artisan.Web.Shell.Doors;
using Artisan.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
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
    public void Every_endpoint_has_a_door_and_a_case()
    {
        var uncovered = new List<string>();
        foreach (RouteEndpoint endpoint in Endpoints())
        {
            string pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<OpenDoor>() is not null)
            {
                if (!DoorCases.Open.Contains(pattern))
                    uncovered.Add($"open to all, but not in the list: {pattern}");
                continue;
            }
            if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || pattern.StartsWith("/_blazor", StringComparison.Ordinal) || pattern.StartsWith("/_framework", StringComparison.Ordinal) || pattern == "/{**path:file}" || IsAsset(endpoint))
                continue;
            if (pattern.StartsWith("/account/", StringComparison.Ordinal))
            {
                endpoint.Metadata.GetMetadata<IAuthorizeData>().ShouldNotBeNull(pattern);
                continue;
            }
            if (endpoint.Metadata.GetMetadata<Door>() is null)
                uncovered.Add($"no door: {pattern}");
            foreach (string method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])
            {
                if (!DoorCases.All.Any(c => c.Method == method && c.Pattern == pattern))
                    uncovered.Add($"no case: {method} {pattern}");
            }
        }
        uncovered.ShouldBeEmpty();
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
        KeyScopes needed = Endpoints().First(e => "/" + e.RoutePattern.RawText!.Trim('/') == door.Pattern).Metadata.GetMetadata<Door>()!.Scope;
        foreach ((KeyScopes scope, string key) in walk.Keys)
        {
            using HttpClient client = App.Client(key);
            HttpStatusCode status = (await SendAsync(client, door, Guid.NewGuid())).StatusCode;
            if (scope == needed)
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
        (await SendAsync(client, door, id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await walk.FingerprintAsync()).ShouldBe(before);
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

    private static bool IsAsset(Endpoint endpoint) => endpoint.Metadata.Any(m => m.GetType().Name is "StaticAssetDescriptor");

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, DoorCase door, Guid id, string? token = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path.Replace("{id}", id.ToString()));
        if (door.Body is { } body)
            request.Content = new StringContent(body.Replace("{id}", id.ToString()), Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Add("RequestVerificationToken", token);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await client.SendAsync(request);
    }
}
