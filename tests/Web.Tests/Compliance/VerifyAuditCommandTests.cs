using Artisan.Core.Compliance;
using Artisan.Core.Operations.Demo;
using Artisan.Testing;
using Artisan.Web.Shell.Hosting;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Compliance;

/// <summary>The operator verifies all chains at the command line, and learns of what was changed behind Artisan's back.</summary>
public sealed class VerifyAuditCommandTests
{
    [Fact]
    public async Task It_says_of_every_organisation_whether_its_chain_is_whole()
    {
        await using RunningArtisan app = await RunningArtisan.StartAsync();
        await app.Services.GetRequiredService<ChainAuditEntries>().ExecuteAsync(CancellationToken.None);
        string[] args = [VerifyAuditCommand.Option, $"--ARTISAN_DATA={app.DataFolder}", $"--ARTISAN_DATABASE={app.Database}"];
        (int code, string output) = await RunAsync(args);
        code.ShouldBe(0, output);
        foreach (DemoTenant tenant in app.Tenants)
            output.ShouldContain($"{tenant.Name}: whole");

        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(app.Database))
        {
            await using NpgsqlCommand change = source.CreateCommand("update audit_entries set actor = 'Nobody' where tenant_id = $1 and sequence = 3");
            change.Parameters.AddWithValue(app.Foreign.TenantId);
            (await change.ExecuteNonQueryAsync()).ShouldBe(1);
        }
        (code, output) = await RunAsync(args);
        code.ShouldBe(2, output);
        output.ShouldContain($"{app.Home.Name}: whole");
        output.ShouldContain($"{app.Foreign.Name}: 1 fault;");
        output.ShouldContain("entry 3", Case.Insensitive);
    }

    [Fact]
    public async Task A_folder_without_Artisan_is_said_to_be_none_and_nothing_is_made_in_it()
    {
        string folder = TestFolder.Create("artisan-verify-");
        InvalidOperationException refused = await Should.ThrowAsync<InvalidOperationException>(() => RunAsync([VerifyAuditCommand.Option, $"--ARTISAN_DATA={folder}"]));
        refused.Message.ShouldContain("ARTISAN_DATA");
        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        return (await VerifyAuditCommand.RunAsync(args, output), output.ToString());
    }
}
