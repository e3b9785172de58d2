using Artisan.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Testing;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task Databases_are_apart_and_copies_begin_as_their_template()
    {
        var prepared = 0;
        Task<string> TemplateAsync() => PostgresServer.TemplateAsync(nameof(PostgresServerTests), async connectionString =>
        {
            Interlocked.Increment(ref prepared);
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var command = source.CreateCommand("create table t (id int); insert into t values (1)");
            await command.ExecuteNonQueryAsync();
        });
        var templates = await Task.WhenAll(TemplateAsync(), TemplateAsync());
        prepared.ShouldBe(1);

        var copies = await Task.WhenAll(templates.Select(PostgresServer.CreateDatabaseAsync));
        (await CountAsync(copies[0], "insert into t values (2); select count(*) from t")).ShouldBe(2);
        (await CountAsync(copies[1], "select count(*) from t")).ShouldBe(1);

        await PostgresServer.DropDatabaseAsync(copies[0]);
        (await Should.ThrowAsync<PostgresException>(CountAsync(copies[0], "select 1"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidCatalogName);
        await PostgresServer.DropDatabaseAsync(copies[1]);
    }

    private static async Task<long> CountAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
