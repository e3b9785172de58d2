using Artisan.Core.Crm;
using Artisan.Core.Data;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Data;

/// <summary>Many rows at once arrive as if each had been saved, and only in their own tenant.</summary>
public sealed class BulkInsertTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private RunningArtisan App => fixture.App;

    private IBulkInsert Bulk => App.Services.GetRequiredService<IBulkInsert>();

    private ArtisanDb Open() => App.Services.GetRequiredService<IArtisanDbFactory>().OpenTenant(App.Home.TenantId);

    private Lead NewLead(string last) => new() { TenantId = App.Home.TenantId, Id = Guid.CreateVersion7(), LastName = last, Stage = LeadStage.Proposal, CreatedAt = At, UpdatedAt = At };

    [Fact]
    public async Task Rows_of_several_kinds_come_back_as_they_were()
    {
        Lead lead = NewLead("Bulk \"quoted\"\tand\nbroken – ü");
        (lead.Score, lead.Grade, lead.ScoredAt, lead.OwnerId) = (77, "B", At, App.Person(Role.Rep).MembershipId);
        var campaign = new Campaign { TenantId = App.Home.TenantId, Id = Guid.CreateVersion7(), Name = "Bulk", Status = CampaignStatus.Completed, StartsOn = new DateOnly(2026, 2, 28), BudgetUsd = 1234.5678m, CreatedAt = At, UpdatedAt = At };
        var interaction = new Interaction { TenantId = App.Home.TenantId, Id = Guid.CreateVersion7(), LeadId = lead.Id, Kind = InteractionKind.Demo, At = At, Subject = "Demo", DurationSeconds = 90, CreatedAt = At };

        await Bulk.InsertAsync(App.Home.TenantId, [lead, campaign, interaction], CancellationToken.None);

        await using ArtisanDb db = Open();
        (await db.Leads.AsNoTracking().SingleAsync(l => l.Id == lead.Id)).ShouldBeEquivalentTo(lead);
        (await db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == campaign.Id)).ShouldBeEquivalentTo(campaign);
        (await db.Interactions.AsNoTracking().SingleAsync(i => i.Id == interaction.Id)).ShouldBeEquivalentTo(interaction);
    }

    [Fact]
    public async Task One_row_that_does_not_fit_leaves_none()
    {
        Lead lead = NewLead("Alone");
        var orphan = new Interaction { TenantId = App.Home.TenantId, Id = Guid.CreateVersion7(), LeadId = Guid.CreateVersion7(), Kind = InteractionKind.Note, At = At, Subject = "Nobody's", CreatedAt = At };
        (await Should.ThrowAsync<PostgresException>(() => Bulk.InsertAsync(App.Home.TenantId, [lead, orphan], CancellationToken.None))).SqlState.ShouldBe(PostgresErrorCodes.ForeignKeyViolation);
        await using ArtisanDb db = Open();
        (await db.Leads.AnyAsync(l => l.Id == lead.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_row_of_another_tenant_is_stopped_before_anything_is_written()
    {
        Lead own = NewLead("Own"), foreign = NewLead("Foreign");
        foreign.TenantId = App.Foreign.TenantId;
        await Should.ThrowAsync<TenantIsolationException>(() => Bulk.InsertAsync(App.Home.TenantId, [own, foreign], CancellationToken.None));
        await Should.ThrowAsync<TenantIsolationException>(() => Bulk.InsertAsync(Guid.Empty, [new Lead { Id = Guid.CreateVersion7() }], CancellationToken.None));
        await using ArtisanDb db = Open();
        (await db.Leads.AnyAsync(l => l.Id == own.Id)).ShouldBeFalse();
    }
}
