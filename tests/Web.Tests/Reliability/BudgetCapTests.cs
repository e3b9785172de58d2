using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Artisan.Core.Operations.Demo;
using Artisan.Testing;
using Artisan.Testing.Vendors;
using Artisan.Web.Tests.Hosting;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Reliability;

/// <summary>A cap holds for many callers on several nodes, also when one of them is killed.</summary>
public sealed class BudgetCapTests
{
    private const int PromptTokens = 4, AnswerTokens = 20, Calls = 1000;
    // What one call costs at the catalogue's price of gpt-4o-mini, in USD.
    private const decimal CallUsd = (PromptTokens * 0.15m + AnswerTokens * 0.6m) / 1_000_000m;

    [Fact]
    public async Task A_thousand_calls_on_two_nodes_with_one_killed_never_pass_the_cap_and_nothing_stays_reserved()
    {
        await using MockOpenAiVendor vendor = await MockOpenAiVendor.StartAsync();
        vendor.Reply = _ => string.Join(' ', Enumerable.Repeat("word", AnswerTokens));
        string first = TestFolder.Create("artisan-cap-a-"), second = TestFolder.Create("artisan-cap-b-");
        (string database, IReadOnlyList<DemoTenant> tenants) = await RunningArtisan.CopyAsync(first);
        File.Copy(Path.Combine(first, "master.key"), Path.Combine(second, "master.key"));
        const long capTokens = 400 * (PromptTokens + AnswerTokens);
        const decimal capUsd = 300 * CallUsd;
        using (ArtisanProcess one = await ArtisanProcess.StartAsync(first, database, vendor.BaseUrl))
        {
            ArtisanProcess two = await ArtisanProcess.StartAsync(second, database, vendor.BaseUrl);
            string budget = FormattableString.Invariant($$"""{"name":"Cap","subject":"tenant","window":"month","limit_tokens":{{capTokens}},"limit_usd":{{capUsd}},"steps":[]}""");
            using (HttpResponseMessage made = await PostAsync(one.Url, tenants[0].ApiKey, "/api/v1/admin/budgets", budget))
                made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
            // Every node knows it within seconds.
            await Task.Delay(TimeSpan.FromSeconds(3));
            int answered = 0, refused = 0;
            Task[] calls = [.. Enumerable.Range(0, Calls).Select(i => CallAsync(i % 2 == 0 ? one.Url : two.Url))];
            while (Volatile.Read(ref answered) < 60 && calls.Any(c => !c.IsCompleted))
                await Task.Delay(5);
            two.Kill();
            two.Dispose();
            await Task.WhenAll(calls);
            answered.ShouldBeGreaterThan(60);
            refused.ShouldBeGreaterThan(100);
            // Also those that the killed node had asked for and never recorded.
            int billed = vendor.Requests.Count;
            (billed * (PromptTokens + AnswerTokens)).ShouldBeLessThanOrEqualTo((int)capTokens);
            (billed * CallUsd).ShouldBeLessThanOrEqualTo(capUsd);

            using ArtisanProcess again = await ArtisanProcess.StartAsync(second, database, vendor.BaseUrl);
            (long tokens, decimal usd, long leased, decimal leasedUsd, long leases) = await UntilGivenBackAsync(database);
            (leased, leasedUsd, leases).ShouldBe((0, 0m, 0), "what the killed node had booked is given back after its journal is in the ledger, what lies idle on the other too");
            tokens.ShouldBeInRange((long)answered * (PromptTokens + AnswerTokens), capTokens);
            usd.ShouldBeInRange(answered * CallUsd, capUsd);

            async Task CallAsync(string url)
            {
                try
                {
                    using HttpResponseMessage response = await PostAsync(url, tenants[0].ApiKey, "/v1/chat/completions", $$"""{"model":"gpt-4o-mini","max_tokens":{{AnswerTokens}},"messages":[{"role":"user","content":"one two three four"}]}""");
                    if (response.StatusCode == HttpStatusCode.OK)
                        Interlocked.Increment(ref answered);
                    else if (response.StatusCode == HttpStatusCode.PaymentRequired)
                        Interlocked.Increment(ref refused);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
                {
                    // the node was killed
                }
            }
        }
        await PostgresServer.DropDatabaseAsync(database);
    }

    private static async Task<HttpResponseMessage> PostAsync(string url, string key, string path, string body)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    private static async Task<(long Tokens, decimal Usd, long Leased, decimal LeasedUsd, long Leases)> UntilGivenBackAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        for (int i = 0; ; i++)
        {
            await using var read = new NpgsqlCommand("""
                select c.used_tokens, c.used_usd, c.leased_tokens, c.leased_usd, (select coalesce(sum(l.tokens), 0)::bigint from budget_leases l where l.tenant_id = c.tenant_id and l.count_id = c.id)
                from budget_counts c join budgets b on b.tenant_id = c.tenant_id and b.id = c.budget_id
                """, connection);
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync();
            (await row.ReadAsync()).ShouldBeTrue();
            var state = (row.GetInt64(0), row.GetDecimal(1), row.GetInt64(2), row.GetDecimal(3), row.GetInt64(4));
            if (state is { Item3: 0, Item4: 0, Item5: 0 } || i == 80)
                return state;
            await Task.Delay(500);
        }
    }
}
