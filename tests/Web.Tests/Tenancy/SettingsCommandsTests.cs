using Artisan.Core.Tenancy;
using Artisan.Web.Features.Tenancy.Settings;
using Artisan.Web.Shell.Commands;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Tenancy;

/// <summary>What the palette offers of the settings, by right.</summary>
public sealed class SettingsCommandsTests
{
    [Fact]
    public async Task An_admin_finds_tabs_and_what_can_be_added()
    {
        IReadOnlyList<Command> found = await FindAsync("key", Role.Admin);
        found.Select(c => (c.Title, c.Href)).ShouldBe([("API keys", "/settings?tab=keys"), ("Create API key", "/settings?tab=keys&key=new")]);
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_nothing_to_add() =>
        (await FindAsync("key", Role.Compliance)).Select(c => c.Title).ShouldBe(["API keys"]);

    [Fact]
    public async Task Who_may_not_open_the_settings_finds_nothing_of_them() =>
        (await FindAsync("key", Role.Rep)).Concat(await FindAsync("about", Role.Rep)).ShouldBeEmpty();

    [Fact]
    public async Task Without_a_text_nothing_is_pushed_between_the_pages() => (await FindAsync("", Role.Admin)).ShouldBeEmpty();

    private static async Task<IReadOnlyList<Command>> FindAsync(string text, Role role) => await new SettingsCommands().FindAsync(text, new TenantScope
    {
        TenantId = Guid.CreateVersion7(),
        WorkspaceId = Guid.CreateVersion7(),
        ActorKind = ActorKind.Member,
        ActorId = Guid.CreateVersion7(),
        ActorName = "Ada",
        Role = role,
    }, CancellationToken.None);
}
