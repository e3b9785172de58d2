using System.Text;
using Artisan.Core.Crm;
using Artisan.Core.Crm.Fields;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Crm.Leads;
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

namespace Artisan.Web.Tests.Crm.Imports;

/// <summary>What imports do to leads, against the real database.</summary>
public sealed class LeadImportTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ImportHarness _imports = new(fixture.App);

    private RunningArtisan App => fixture.App;

    private TenantScope Manager => App.ScopeOf(Role.Manager);

    private TenantScope Rep => App.ScopeOf(Role.Rep);

    private static (int Created, int Updated, int Skipped, int Failed) Figures(LeadImportRow row) => (row.Created, row.Updated, row.Skipped, row.Failed);

    [Fact]
    public async Task Leads_are_created_with_their_accounts_and_tell_of_it()
    {
        const string file = "E-Mail;Vorname;Nachname;Firma;Telefon;Land\r\nANN@Create-One.example;Ann;Ärmel;Create One GmbH;'+49 30 1;DE\r\nbob@create-one.example;Bob;\"von \"\"B\"\"\";;;\r\ncarl@gmail.com;Carl;C;Carl's;;\r\n";
        LeadImportRow row = await _imports.ImportAsync(Manager, file, o => o with { Source = "fair", Stage = LeadStage.Contacted, OwnerId = Rep.ActorId });
        (row.Status, Figures(row)).ShouldBe((ImportStatus.Completed, (3, 0, 0, 0)));
        Lead[] leads = await _imports.LeadsAsync(Manager, "@create-one.example");
        (leads[0].FirstName, leads[0].LastName, leads[0].Email, leads[0].Phone, leads[0].Source, leads[0].Stage, leads[0].OwnerId, leads[0].ImportId).ShouldBe(("Ann", "Ärmel", "ANN@Create-One.example", "+49 30 1", "fair", LeadStage.Contacted, Rep.ActorId, row.Id));
        leads[1].LastName.ShouldBe("von \"B\"");
        leads[1].AccountId.ShouldBe(leads[0].AccountId.ShouldNotBeNull());
        (await _imports.LeadsAsync(Manager, "carl@gmail.com"))[0].AccountId.ShouldBeNull("a public mailbox says nothing about the company");
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().Open(Manager);
        (await db.Accounts.SingleAsync(a => a.Domain == "create-one.example")).Name.ShouldBe("Create One GmbH");
        LeadEvent told = await db.LeadEvents.SingleAsync(e => e.LeadId == leads[0].Id);
        (told.Kind, told.Title, told.ReferenceId).ShouldBe((LeadEventKind.Imported, "Imported from leads.csv, line 2", row.Id));
        (await db.AuditEntries.CountAsync(a => a.Action == "leads.imported" && a.DetailsJson!.Contains(row.Id.ToString()))).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_is_recognised()
    {
        const string file = "Name,Email,Company,Seats\nAnn A,ann@again.example,Again,12\nBob B,bob@again.example,Again,\nNo Mail,,Again,3\n";
        await EnsureFieldAsync("seats", CustomFieldType.Number);
        (await _imports.ImportAsync(Manager, file)).Created.ShouldBe(3);
        Guid second = await _imports.UploadAsync(Manager, file, "other name.csv");
        (await _imports.ReadAsync(Manager, second)).Before!.FileName.ShouldBe("leads.csv");
        ImportPreview preview = await _imports.Get<PreviewLeadImport>().ExecuteAsync(Manager, second, None);
        (preview.Created, preview.Updated, preview.Skipped, preview.Failed, preview.IsWhole).ShouldBe((0, 0, 3, 0, true));
        await _imports.Get<StartLeadImport>().ExecuteAsync(Manager, second, None);
        Figures(await _imports.EndAsync(Manager, second)).ShouldBe((0, 0, 3, 0));
        foreach (NoEmail choice in (NoEmail[])[NoEmail.Create, NoEmail.Skip])
            Figures(await _imports.ImportAsync(Manager, file, o => o with { NoEmail = choice })).ShouldBe((0, 0, 3, 0), choice.ToString());
    }

    [Fact]
    public async Task Filled_cells_replace_empty_ones_take_nothing_away_and_matches_are_skipped_by_choice()
    {
        await _imports.ImportAsync(Manager, "Email,First name,Title,City\nann@update.example,Ann,Head,Berlin\n");
        const string file = "Email,First name,Title,City\n ANN@UPDATE.example ,,CEO,\n";
        Figures(await _imports.ImportAsync(Manager, file, o => o with { OnMatch = OnMatch.Skip })).ShouldBe((0, 0, 1, 0));
        Figures(await _imports.ImportAsync(Manager, file)).ShouldBe((0, 1, 0, 0));
        Lead lead = (await _imports.LeadsAsync(Manager, "@update.example")).ShouldHaveSingleItem();
        (lead.FirstName, lead.Title, lead.City, lead.Email, lead.Version).ShouldBe(("Ann", "CEO", "Berlin", "ann@update.example", 2));
        (await App.Services.GetRequiredService<GetLeadTimeline>().ExecuteAsync(Manager, lead.Id, new PageRequest(), None)).Items[0].Title.ShouldBe("Changed title by leads.csv, line 2");
    }

    [Fact]
    public async Task Rows_without_e_mail_are_matched_by_name_and_account_or_flagged()
    {
        await _imports.ImportAsync(Manager, "Name,Email,Company\nAnn Match,ann@nomail.example,Nomail AG\n");
        const string file = "Name,Email,Company,Title\nANN MATCH,,nomail ag,CTO\nNew One,,Nomail AG,CFO\n";
        Figures(await _imports.ImportAsync(Manager, file)).ShouldBe((1, 1, 0, 0));
        (await _imports.LeadsAsync(Manager, "@nomail.example"))[0].Title.ShouldBe("CTO");
        Page<LeadRow> flagged = await App.Services.GetRequiredService<ListLeads>().ExecuteAsync(Manager, new LeadFilter { Query = "new one nomail", Flag = "no_email" }, new PageRequest(), None);
        flagged.Items.ShouldHaveSingleItem().AccountId.ShouldNotBeNull("the account is found by its name");
        Figures(await _imports.ImportAsync(Manager, "Name,Company\nANN MATCH,Nomail AG\nNew One,Nomail AG\n", o => o with { NoEmail = NoEmail.Create })).ShouldBe((1, 0, 1, 0));
        Figures(await _imports.ImportAsync(Manager, "Name,Company\nAnn Match,Nomail AG\n")).ShouldBe((0, 0, 0, 1), "two leads have this name there now");
    }

    [Fact]
    public async Task Errors_name_line_column_and_the_way_out_and_the_rest_is_taken()
    {
        await EnsureFieldAsync("size", CustomFieldType.Number);
        const string file = "Email,Name,Stage,Owner,Size\n"
            + "good@errors.example,Good,qualified,,5\n"
            + "no address,Bad,,,\n"
            + "stage@errors.example,\"Two\nlines\",sideways,,many\n"
            + "owner@errors.example,Own,,nobody@example.com,\n"
            + "wide@errors.example,Wide,,,1,2,3\n"
            + "quote@errors.example,\"Bad\"quote,,,\n"
            + ",,,,\n"
            + ",,won,,\n"
            + "good@errors.example,Other,,,\n"
            + "good@errors.example,Good,qualified,,5\n";
        Guid import = await _imports.UploadAsync(Manager, file);
        ImportPreview preview = await _imports.Get<PreviewLeadImport>().ExecuteAsync(Manager, import, None);
        (preview.Created, preview.Updated, preview.Skipped, preview.Failed).ShouldBe((1, 0, 1, 7));
        await _imports.Get<StartLeadImport>().ExecuteAsync(Manager, import, None);
        Figures(await _imports.EndAsync(Manager, import)).ShouldBe((1, 0, 1, 7), "the preview said so");
        IReadOnlyList<ImportErrorRow> errors = await _imports.ErrorsAsync(Manager, import);
        errors.Select(e => (e.Line, e.Column)).ShouldBe([(3, "Email"), (4, "Stage, Size"), (6, "Owner"), (7, null), (8, null), (10, null), (11, null)]);
        errors[0].Message.ShouldContain("'no address' is no e-mail address");
        errors[1].Message.ShouldContain("'sideways' is no stage");
        errors[1].Message.ShouldContain("'many' is no number");
        errors[3].Message.ShouldContain("7 values, but the file 5 columns");
        errors[4].Message.ShouldContain("behind a closing quote");
        errors[5].Message.ShouldContain("neither a name nor an e-mail nor a company");
        errors[6].Message.ShouldContain("Line 2 has the same e-mail");
        errors[1].Cells.ShouldBe(["stage@errors.example", "Two\nlines", "sideways", "", "many"]);
    }

    [Fact]
    public async Task A_rep_imports_own_leads_and_changes_no_colleagues()
    {
        Guid colleague = App.Home.People.Last(p => p.Role == Role.Rep).MembershipId;
        await _imports.ImportAsync(Manager, "Email,Title\nfree@rep.example,Old\n");
        await _imports.ImportAsync(Manager, "Email,Title\ntheirs@rep.example,Old\n", o => o with { OwnerId = colleague });
        string file = $"Email,Title,Owner\nmine@rep.example,New,\nfree@rep.example,New,\ntheirs@rep.example,New,\nelse@rep.example,New,{App.Home.People.Last(p => p.Role == Role.Rep).Email}\n";
        LeadImportRow row = await _imports.ImportAsync(Rep, file);
        Figures(row).ShouldBe((1, 1, 0, 2));
        Lead[] leads = await _imports.LeadsAsync(Manager, "@rep.example");
        leads.Select(l => (l.Email, l.OwnerId, l.Title)).ShouldBe([("free@rep.example", null, "New"), ("mine@rep.example", Rep.ActorId, "New"), ("theirs@rep.example", colleague, "Old")], ignoreOrder: true);
        (await _imports.ErrorsAsync(Rep, row.Id))[0].Message.ShouldContain("belongs to a colleague");
        Guid other = await _imports.UploadAsync(Rep, file);
        (await Should.ThrowAsync<ArtisanException>(() => _imports.ChooseAsync(Rep, other, o => o with { OwnerId = colleague }))).Field.ShouldBe("owner_id");
        Guid managers = await _imports.UploadAsync(Manager, file);
        (await Should.ThrowAsync<ArtisanException>(() => _imports.ReadAsync(Rep, managers))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<ArtisanException>(() => _imports.UploadAsync(App.ScopeOf(Role.Viewer), file))).Code.ShouldBe(ErrorCode.Forbidden);
    }

    [Fact]
    public async Task An_import_that_was_stopped_in_the_middle_goes_on_without_doubling_anything()
    {
        const int rows = 2300;
        var file = new StringBuilder("Email,Name,Company\n");
        for (int i = 0; i < rows; i++)
            file.Append(i % 100 == 7 ? "broken,Bad,X\n" : i % 500 == 11 ? $"p0@resume.example,Twice {i},Resume\n" : $"p{i}@resume.example,Person {i},Resume\n");
        Guid import = await _imports.UploadAsync(Manager, file.ToString());
        JobRun job = await _imports.QueueByHandAsync(Manager, import);
        var handler = new ImportLeadsJob(_imports.Get<IArtisanDbFactory>(), _imports.Get<IBlobStore>(), _imports.Get<LiveFeed>());
        using var dying = new CancellationTokenSource();
        int pieces = 0;
        // The node dies after its second piece.
        var context = new JobContext(job, (_, _) => { if (++pieces == 2) dying.Cancel(); });
        await Should.ThrowAsync<OperationCanceledException>(() => handler.RunAsync(context, dying.Token));
        LeadImportRow stopped = (await _imports.ReadAsync(Manager, import)).Row;
        (stopped.Status, stopped.Done, stopped.Total).ShouldBe((ImportStatus.Running, 1000, rows));
        (await _imports.LeadsAsync(Manager, "@resume.example")).Length.ShouldBe(stopped.Created);

        // Another node takes over, and so does a third, which finds nothing left to do.
        var result = (ImportLeadsJob.Result)(await handler.RunAsync(new JobContext(job, (_, _) => { }), None))!;
        ((ImportLeadsJob.Result)(await handler.RunAsync(new JobContext(job, (_, _) => { }), None))!).ShouldBe(result);
        LeadImportRow ended = (await _imports.ReadAsync(Manager, import)).Row;
        (ended.Status, ended.Done, ended.Created + ended.Failed).ShouldBe((ImportStatus.Completed, rows, rows));
        ended.Failed.ShouldBe(23 + 5, "each broken row, and each second row of the first e-mail, also behind the place where it stopped");
        (await _imports.LeadsAsync(Manager, "@resume.example")).Length.ShouldBe(ended.Created);
        (await _imports.ErrorsAsync(Manager, import)).Count.ShouldBe(ended.Failed);
    }

    [Fact]
    public async Task A_cancelled_import_keeps_what_is_done_and_goes_on_later()
    {
        Guid import = await _imports.UploadAsync(Manager, "Email\n" + string.Concat(Enumerable.Range(0, 1200).Select(i => $"c{i}@cancel.example\n")));
        JobRun job = await _imports.QueueByHandAsync(Manager, import);
        var handler = new ImportLeadsJob(_imports.Get<IArtisanDbFactory>(), _imports.Get<IBlobStore>(), _imports.Get<LiveFeed>());
        using var cancel = new CancellationTokenSource();
        await _imports.Get<CancelLeadImport>().ExecuteAsync(Manager, import, None);
        (await _imports.ReadAsync(Manager, import)).Row.Cancelling.ShouldBeTrue();
        await Should.ThrowAsync<OperationCanceledException>(() => handler.RunAsync(new JobContext(job, (_, _) => cancel.Cancel()), cancel.Token));
        LeadImportRow row = (await _imports.ReadAsync(Manager, import)).Row;
        (row.Status, row.Done, row.Created, row.FinishedAt is not null).ShouldBe((ImportStatus.Cancelled, 500, 500, true));
        await _imports.Get<StartLeadImport>().ExecuteAsync(Manager, import, None);
        row = await _imports.EndAsync(Manager, import);
        (row.Status, row.Created, row.Skipped).ShouldBe((ImportStatus.Completed, 1200, 0));
        (await Should.ThrowAsync<ArtisanException>(() => _imports.Get<StartLeadImport>().ExecuteAsync(Manager, import, None))).Code.ShouldBe(ErrorCode.Conflict);
        (await Should.ThrowAsync<ArtisanException>(() => _imports.Get<CancelLeadImport>().ExecuteAsync(Manager, import, None))).Code.ShouldBe(ErrorCode.Conflict);
    }

    [Fact]
    public async Task Another_tenants_imports_do_not_exist_and_its_leads_are_not_matched()
    {
        TenantScope foreign = App.ScopeOf(Role.Admin, App.Foreign);
        const string file = "Email,Name\nshared@wall.example,Shared\n";
        LeadImportRow row = await _imports.ImportAsync(Manager, file);
        foreach (Func<Task> attempt in (Func<Task>[])
        [
            () => _imports.ReadAsync(foreign, row.Id), () => _imports.ErrorsAsync(foreign, row.Id), () => _imports.Get<StartLeadImport>().ExecuteAsync(foreign, row.Id, None),
            () => _imports.Get<CancelLeadImport>().ExecuteAsync(foreign, row.Id, None), () => _imports.Get<PreviewLeadImport>().ExecuteAsync(foreign, row.Id, None),
            () => _imports.Get<DiscardLeadImport>().ExecuteAsync(foreign, row.Id, None), () => _imports.Get<ConfigureLeadImport>().ReadAsync(foreign, row.Id, ',', null, null, None),
        ])
            (await Should.ThrowAsync<ArtisanException>(attempt)).Code.ShouldBe(ErrorCode.NotFound);
        LeadImportRow theirs = await _imports.ImportAsync(foreign, file);
        (Figures(theirs), (await _imports.ReadAsync(foreign, theirs.Id)).Before).ShouldBe(((1, 0, 0, 0), null));
        (await _imports.Get<ListLeadImports>().ExecuteAsync(foreign, new PageRequest(), None)).Items.ShouldNotContain(i => i.Id == row.Id);
    }

    [Fact]
    public async Task A_draft_is_read_another_way_and_discarded_with_its_file()
    {
        Guid import = await _imports.UploadAsync(Manager, "Email;Note\nann@draft.example;a,b\n");
        (await _imports.ReadAsync(Manager, import)).Plan.File.Delimiter.ShouldBe(';');
        await _imports.Get<ConfigureLeadImport>().ReadAsync(Manager, import, ',', "windows-1252", false, None);
        ImportFile file = (await _imports.ReadAsync(Manager, import)).Plan.File;
        (file.Delimiter, file.Encoding, file.HasHeader, file.Rows, file.Columns[0].Name).ShouldBe((',', "windows-1252", false, 2, "Column 1"));
        await _imports.Get<DiscardLeadImport>().ExecuteAsync(Manager, import, None);
        await using ArtisanDb db = App.Services.GetRequiredService<IArtisanDbFactory>().Open(Manager);
        (await db.LeadImports.AnyAsync(i => i.Id == import)).ShouldBeFalse();
    }

    private async Task EnsureFieldAsync(string key, CustomFieldType type)
    {
        TenantScope admin = App.ScopeOf(Role.Admin);
        if ((await _imports.Get<ListCustomFields>().ExecuteAsync(admin, CrmRecord.Lead, None)).All(f => f.Key != key))
            await _imports.Get<SaveCustomField>().ExecuteAsync(admin, new SaveCustomField.Request(null, CrmRecord.Lead, key, key, type), None);
    }
}
