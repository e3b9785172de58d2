using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm.Imports;

/// <summary>An application that takes files of 3 MB at most.</summary>
public sealed class SmallImportsFixture : IAsyncLifetime
{
    /// <summary>The application.</summary>
    public RunningArtisan App { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => App = await RunningArtisan.StartAsync(settings: ["Artisan:Imports:max_file_mb=3"]);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();
}

/// <summary>Files and forms that cannot be imported are refused with the way out, and leave nothing behind.</summary>
public sealed class ImportRefusalTests(SmallImportsFixture fixture) : IClassFixture<SmallImportsFixture>
{
    private readonly HttpClient _client = fixture.App.Client(fixture.App.Home.ApiKey);

    private RunningArtisan App => fixture.App;

    private Task<HttpResponseMessage> PostAsync(string file, params (string, string)[] fields) => _client.PostAsync("/api/v1/crm/leads/import", ImportHarness.Form(Encoding.UTF8.GetBytes(file), "leads.csv", fields));

    public static TheoryData<string, string> Refused => new()
    {
        { "", "The file is empty" },
        { "\r\n\r\n", "blank lines only" },
        { "Email,Name\n", "no leads below it" },
        { "Email,Name\nann@x.example,\"never closed\nbob@x.example,Bob\n", "opens in line 2 is never closed" },
        { "Email,Name\nann@x.example,A\0nn\n", "NUL bytes in the file, the first in line 2" },
        { "PK\u0003\u0004xxxxxxxxxxxxxxxx[Content_Types].xml\0\0\0", "a spreadsheet (.xlsx" },
        { "%PDF-1.7 and more", "a PDF document" },
        { "Shoe size,Colour\n42,red\n", "No column is taken for the e-mail, the name or the company" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_that_cannot_be_imported_is_refused_and_leaves_nothing(string file, string words)
    {
        HttpResponseMessage refused = await PostAsync(file);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningArtisan.JsonAsync(refused)).GetProperty("detail").GetString()!.ShouldContain(words);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("mapping", "{", "mapping")]
    [InlineData("mapping", """{"Nothing":"email"}""", "mapping")]
    [InlineData("mapping", """{"Email":"shoe_size"}""", "mapping")]
    [InlineData("on_match", "perhaps", "on_match")]
    [InlineData("owner_id", "5", "owner_id")]
    [InlineData("owner_id", "0193e4a4-0000-7000-8000-000000000000", "owner_id")]
    [InlineData("encoding", "ebcdic", "encoding")]
    [InlineData("delimiter", "ab", "delimiter")]
    [InlineData("has_header", "maybe", "has_header")]
    public async Task A_wrong_choice_is_named_and_leaves_nothing(string field, string value, string fault)
    {
        HttpResponseMessage refused = await PostAsync("Email\nann@x.example\n", (field, value));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningArtisan.JsonAsync(refused)).GetProperty("field").GetString().ShouldBe(fault);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused_with_413_whether_its_size_is_told_or_not()
    {
        byte[] row = "ann@x.example,Ann\n"u8.ToArray();
        byte[] big = [.. "Email,Name\n"u8, .. Enumerable.Repeat(row, 3 * 1024 * 1024 / row.Length + 5).SelectMany(r => r)];
        foreach (bool told in (bool[])[true, false])
        {
            using MultipartFormDataContent form = ImportHarness.Form(big);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/crm/leads/import") { Content = form };
            if (!told)
                request.Headers.TransferEncodingChunked = true;
            HttpResponseMessage refused = await _client.SendAsync(request);
            refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            JsonElement problem = await RunningArtisan.JsonAsync(refused);
            problem.GetProperty("code").GetString().ShouldBe("payload_too_large");
            problem.GetProperty("detail").GetString()!.ShouldContain("3 MB");
        }
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/form-data", "no boundary")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nEmail\nann@cut.example\n")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nhello\r\n--x--\r\n")]
    public async Task A_form_that_is_none_is_refused(string type, string body)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        HttpResponseMessage refused = await _client.PostAsync("/api/v1/crm/leads/import", content);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await NothingIsLeftAsync();
    }

    private async Task NothingIsLeftAsync()
    {
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().Open(App.ScopeOf(Role.Admin));
        (await db.LeadImports.CountAsync(), await db.Blobs.CountAsync(), await db.BlobChunks.CountAsync(), await db.Leads.CountAsync()).ShouldBe((0, 0, 0, 0));
    }
}
