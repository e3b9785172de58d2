using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Operations.Jobs;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Operations;

/// <summary>Files are stored whole or not at all, read from anywhere, and exist only for their tenant.</summary>
public sealed class BlobTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private readonly byte[] _content = Random(2_500_000);

    private IBlobStore Blobs => fixture.App.Services.GetRequiredService<IBlobStore>();

    private TenantScope Admin => fixture.App.ScopeOf(Role.Admin);

    [Fact]
    public async Task A_file_comes_back_as_it_went_in_and_only_for_its_tenant()
    {
        BlobInfo stored = await StoreAsync(new MemoryStream(_content));
        stored.Length.ShouldBe(_content.Length);
        var read = new MemoryStream();
        await Blobs.CopyToAsync(Admin, stored.Id, read, CancellationToken.None);
        read.ToArray().ShouldBe(_content);

        TenantScope foreign = fixture.App.ScopeOf(Role.Admin, fixture.App.Foreign);
        (await Blobs.FindAsync(foreign, stored.Id, CancellationToken.None)).ShouldBeNull();
        (await Should.ThrowAsync<ArtisanException>(() => Blobs.OpenAsync(foreign, stored.Id, CancellationToken.None))).Code.ShouldBe(ErrorCode.NotFound);
        (await Blobs.DeleteAsync(foreign, stored.Id, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_part_of_a_file_is_read_without_the_rest()
    {
        BlobInfo stored = await StoreAsync(new MemoryStream(_content));
        await using Stream stream = await Blobs.OpenAsync(Admin, stored.Id, CancellationToken.None);
        byte[] part = new byte[100_000];
        foreach (int from in (int[])[1_048_500, 0, 2_400_000])
        {
            stream.Position = from;
            await stream.ReadExactlyAsync(part);
            part.ShouldBe(_content[from..(from + part.Length)]);
        }
        (await stream.ReadAsync(part)).ShouldBe(0, "this was the end");
    }

    [Fact]
    public async Task Of_a_file_that_is_too_large_or_breaks_off_nothing_is_left()
    {
        int before = await ChunksAsync();
        (await Should.ThrowAsync<ArtisanException>(() => Blobs.StoreAsync(Admin, "big", "x/y", new MemoryStream(_content), 2_000_000, null, CancellationToken.None))).Code.ShouldBe(ErrorCode.PayloadTooLarge);
        await Should.ThrowAsync<IOException>(() => StoreAsync(new BrokenStream(_content)));
        (await ChunksAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_a_crash_left_and_what_has_expired_is_deleted_and_the_rest_is_kept()
    {
        BlobInfo kept = await StoreAsync(new MemoryStream([1])), expired = await StoreAsync(new MemoryStream([2]), DateTimeOffset.UtcNow.AddDays(-1));
        Guid broken = Guid.CreateVersion7(), young = Guid.CreateVersion7();
        await using ArtisanDb db = fixture.App.Services.GetRequiredService<IArtisanDbFactory>().Open(Admin);
        db.Blobs.Add(new Blob { Id = broken, Name = "broken", CreatedAt = DateTimeOffset.UtcNow.AddDays(-2) });
        db.Blobs.Add(new Blob { Id = young, Name = "arriving", CreatedAt = DateTimeOffset.UtcNow });
        await db.SaveChangesAsync();
        (await Blobs.FindAsync(Admin, young, CancellationToken.None)).ShouldBeNull("it is not whole yet");

        await fixture.App.Services.GetServices<IJobHandler>().Single(h => h.Kind == PruneJobsAndBlobs.JobKind).RunAsync(new JobContext(new JobRun(), (_, _) => { }), CancellationToken.None);

        Guid[] left = await db.Blobs.Select(b => b.Id).ToArrayAsync();
        left.ShouldContain(kept.Id);
        left.ShouldContain(young);
        left.ShouldNotContain(expired.Id);
        left.ShouldNotContain(broken);
    }

    private Task<BlobInfo> StoreAsync(Stream content, DateTimeOffset? expiresAt = null) =>
        Blobs.StoreAsync(Admin, "leads.csv", "text/csv", content, 10_000_000, expiresAt, CancellationToken.None);

    private async Task<int> ChunksAsync()
    {
        await using ArtisanDb db = fixture.App.Services.GetRequiredService<IArtisanDbFactory>().Open(Admin);
        return await db.BlobChunks.CountAsync();
    }

    private static byte[] Random(int length)
    {
        byte[] content = new byte[length];
        System.Random.Shared.NextBytes(content);
        return content;
    }

    /// <summary>A sender that goes away before the end.</summary>
    private sealed class BrokenStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 2_000_000 ? throw new IOException("The sender went away.") : base.ReadAsync(buffer, cancellationToken);
    }
}
