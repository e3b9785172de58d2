using System.Net;
using System.Text.RegularExpressions;
using Artisan.Core.Operations.Demo;
using Artisan.Web.Tests.Hosting;
using Shouldly;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>A browser without scripts: signs in by the form and keeps the cookies.</summary>
internal sealed partial class ConsoleClient : IDisposable
{
    private ConsoleClient(HttpClient http) => Http = http;

    internal HttpClient Http { get; }

    /// <summary>The antiforgery token that the console's pages carry.</summary>
    internal string Token { get; private set; } = "";

    internal static async Task<ConsoleClient> SignInAsync(RunningArtisan app, DemoPerson person)
    {
        var client = new ConsoleClient(Anonymous(app));
        HttpResponseMessage response = await client.TryAsync(person.Email, person.Password);
        response.StatusCode.ShouldBe(HttpStatusCode.Found, await response.Content.ReadAsStringAsync());
        client.Token = TokenIn(await client.Http.GetStringAsync("/account/password"));
        return client;
    }

    internal static HttpClient Anonymous(RunningArtisan app) => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(app.Url) };

    internal static async Task<HttpResponseMessage> TrySignInAsync(HttpClient http, string email, string password) => await new ConsoleClient(http).TryAsync(email, password);

    private async Task<HttpResponseMessage> TryAsync(string email, string password)
    {
        string token = TokenIn(await Http.GetStringAsync("/account/sign-in"));
        return await Http.PostAsync("/account/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = token,
            ["Form.Email"] = email,
            ["Form.Password"] = password,
        }));
    }

    private static string TokenIn(string html) => WebUtility.HtmlDecode(AntiforgeryField().Match(html).Groups[1].Value);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();

    public void Dispose() => Http.Dispose();
}
