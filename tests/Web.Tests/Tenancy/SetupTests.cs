using System.Net;
using System.Text.RegularExpressions;
using Artisan.Testing;
using Artisan.Web.Shell.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>An empty installation is set up once, by whoever has the token of the terminal.</summary>
public sealed partial class SetupTests
{
    [Fact]
    public async Task An_empty_installation_is_set_up_once_with_the_printed_token()
    {
        string database = await PostgresServer.CreateDatabaseAsync();
        var said = new List<string>();
        await using (ArtisanHost host = await ArtisanHost.StartAsync([$"--ARTISAN_DATA={TestFolder.Create("artisan-setup-")}", $"--ARTISAN_DATABASE={database}", "--ARTISAN_PORT=0"], said.Add))
        {
            string token = OneTimeToken().Match(string.Join('\n', said)).Groups[1].Value;
            said[^1].ShouldBe($"Artisan is ready at {host.Url}");
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(host.Url) };
            (await http.GetAsync("/account/sign-in")).Headers.Location!.ToString().ShouldEndWith("/setup");

            (await SetUpAsync(http, "wrong", "a long enough password")).ShouldContain("The token is wrong");
            (await SetUpAsync(http, token, "short")).ShouldContain("at least 12 characters");
            (await SetUpAsync(http, token, "a long enough password")).ShouldBe("302");
            (await http.GetAsync("/api/ai-advanced/usage/quota")).StatusCode.ShouldBe(HttpStatusCode.OK, "the admin is signed in");
            (await http.GetStringAsync("/setup")).ShouldContain("Set up already");
        }
        await PostgresServer.DropDatabaseAsync(database);
    }

    private static async Task<string> SetUpAsync(HttpClient http, string token, string password)
    {
        string antiforgery = WebUtility.HtmlDecode(AntiforgeryField().Match(await http.GetStringAsync("/setup")).Groups[1].Value);
        HttpResponseMessage response = await http.PostAsync("/setup", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "setup",
            ["__RequestVerificationToken"] = antiforgery,
            ["Form.Token"] = token,
            ["Form.Organisation"] = "First & only",
            ["Form.Name"] = "Ada Lovelace",
            ["Form.Email"] = "ada@example.com",
            ["Form.Password"] = password,
        }));
        return response.StatusCode == HttpStatusCode.Found ? "302" : await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("one-time token ([0-9a-f]{32})")]
    private static partial Regex OneTimeToken();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
