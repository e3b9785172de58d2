using System.Net;
using System.Text;
using System.Text.Json;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Crm.Imports;

/// <summary>Import and export over HTTP, as programs use them.</summary>
public sealed class ImportsApiTests : IAsyncLifetime
{
    private RunningArtisan _app = null!;
    private HttpClient _client = null!;
    private ImportHarness _imports = null!;

    public async Task InitializeAsync()
    {
        _app = await RunningArtisan.StartAsync();
        _client = _app.Client(_app.Home.ApiKey);
        _imports = new ImportHarness(_app);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string file, params (string, string)[] fields) => _client.PostAsync("/api/v1/crm/leads/import", ImportHarness.Form(Encoding.UTF8.GetBytes(file), "leads.csv", fields));

    private async Task<JsonElement> EndAsync(HttpResponseMessage accepted)
    {
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        Guid id = (await RunningArtisan.JsonAsync(accepted)).GetProperty("import_id").GetGuid();
        await _imports.EndAsync(_app.ScopeOf(Role.Admin), id);
        return await RunningArtisan.JsonAsync(await _client.GetAsync($"/api/v1/crm/imports/{id}"));
    }

    [Fact]
    public async Task A_file_with_faults_is_imported_its_error_file_corrected_and_imported_again()
    {
        JsonElement first = await EndAsync(await PostAsync("Mail address,Whole name,Remark\nann@api.example,Ann Api,x\nbroken,Bob Api,=1+1\n", ("mapping", """{"Mail address":"email","whole NAME":"full_name","Remark":"title"}"""), ("source", "api"), ("on_match", "skip")));
        (first.GetProperty("status").GetString(), first.GetProperty("total").GetInt32(), first.GetProperty("created").GetInt32(), first.GetProperty("failed").GetInt32()).ShouldBe(("completed", 2, 1, 1));
        HttpResponseMessage errors = await _client.GetAsync(first.GetProperty("errors_url").GetString());
        errors.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        byte[] bytes = await errors.Content.ReadAsByteArrayAsync();
        bytes.AsSpan(0, 3).SequenceEqual(Encoding.UTF8.GetPreamble()).ShouldBeTrue();
        string text = Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3);
        text.ShouldStartWith("Mail address,Whole name,Remark,line,column,message\r\nbroken,Bob Api,");
        text.ShouldContain("'=1+1");
        text.ShouldContain(",3,Mail address,");

        JsonElement second = await EndAsync(await _client.PostAsync("/api/v1/crm/leads/import", ImportHarness.Form(Encoding.UTF8.GetBytes(text.Replace("broken,", "bob@api.example,")), "corrected.csv", ("mapping", """{"Mail address":"email","Whole name":"full_name","Remark":"title"}"""))));
        (second.GetProperty("created").GetInt32(), second.TryGetProperty("errors_url", out _)).ShouldBe((1, false));
        (await _imports.LeadsAsync(_app.ScopeOf(Role.Admin), "bob@api.example"))[0].Title.ShouldBe("=1+1", "the apostrophe is the export's, not the value's");
    }

    [Fact]
    public async Task What_is_exported_is_read_again_and_changes_nothing()
    {
        await EndAsync(await PostAsync("Email,First name,Last name,Phone,Company,Title\nx@export.example,Xenia,=cmd(),+49 1 234567,\"A, \"\"B\"\"\",-dash\n,No,Mail,,Export Co,\n"));
        HttpResponseMessage export = await _client.GetAsync("/api/v1/crm/leads/export?sort=name&descending=false");
        string text = await export.Content.ReadAsStringAsync();
        export.Content.Headers.ContentDisposition!.FileName.ShouldStartWith("leads-");
        text.ShouldContain("'=cmd()");
        text.ShouldContain("'+49 1 234567");
        text.ShouldContain("'-dash");
        JsonElement again = await EndAsync(await PostAsync(text));
        (again.GetProperty("created").GetInt32(), again.GetProperty("updated").GetInt32(), again.GetProperty("failed").GetInt32(), again.GetProperty("skipped").GetInt32()).ShouldBe((0, 0, 0, again.GetProperty("total").GetInt32()));
        string one = await _client.GetStringAsync("/api/v1/crm/leads/export?query=xenia");
        one.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await _client.GetStringAsync("/api/v1/crm/leads/export?created_to=2020-01-01T00:00:00Z")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        (await _client.GetAsync("/api/v1/crm/leads/export?sort=nothing")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_draft_waits_until_it_is_started()
    {
        HttpResponseMessage taken = await _client.PostAsync("/api/v1/crm/leads/import?draft=true", ImportHarness.Form("Email\nann@later.example\n"u8.ToArray()));
        string path = taken.Headers.Location!.OriginalString;
        (await RunningArtisan.JsonAsync(await _client.GetAsync(path))).GetProperty("status").GetString().ShouldBe("draft");
        (await _client.PostAsync(path + "/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _client.PostAsync(path + "/start", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _imports.EndAsync(_app.ScopeOf(Role.Admin), Guid.Parse(path.Split('/')[^1]))).Created.ShouldBe(1);
        (await RunningArtisan.JsonAsync(await _client.GetAsync("/api/v1/crm/imports"))).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

}
