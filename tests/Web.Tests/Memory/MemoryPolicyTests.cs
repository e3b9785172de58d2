using Artisan.Core.Gateway.Control;
using Artisan.Core.Kernel;
using Artisan.Core.Memory;
using Artisan.Core.Memory.Governance;
using Artisan.Core.Tenancy;
using Artisan.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Memory;

/// <summary>A policy on memory that contradicts itself, or the law that it names, is refused with all its faults, and what holds stays.</summary>
public sealed class MemoryPolicyTests(ArtisanFixture fixture) : IClassFixture<ArtisanFixture>
{
    private RunningArtisan App => fixture.App;

    private static readonly Dictionary<string, (MemoryGovernance Policy, string Field, string Says)> Wrong = new()
    {
        ["five seconds"] = (Rules(new MemoryTypeRules { TtlSeconds = 5 }), "types.email_thread.ttl_seconds", "between 60 seconds"),
        ["no kind to take out"] = (Rules(new MemoryTypeRules { PiiEntityTypes = [] }), "types.email_thread.pii_entity_types", "at least one kind"),
        ["an unknown kind"] = (Rules(new MemoryTypeRules { PiiEntityTypes = ["SHOE_SIZE"] }), "types.email_thread.pii_entity_types", "SHOE_SIZE"),
        ["for ever under GDPR"] = (Rules(new MemoryTypeRules { Retention = MemoryRetention.Permanent }) with { ComplianceMode = ComplianceMode.Gdpr }, "types.email_thread.ttl_seconds", "Art. 5"),
        ["personal data under GDPR"] = (Rules(new MemoryTypeRules { PiiScrubbing = false }) with { ComplianceMode = ComplianceMode.Gdpr }, "types.email_thread.pii_scrubbing", "Art. 5"),
        ["own kinds under HIPAA"] = (Rules(new MemoryTypeRules { PiiEntityTypes = ["PERSON"] }) with { ComplianceMode = ComplianceMode.Hipaa, Providers = [] }, "types.email_thread.pii_entity_types", "45 CFR"),
        ["all providers under HIPAA"] = (new MemoryGovernance { ComplianceMode = ComplianceMode.Hipaa }, "providers", "agreement"),
        ["an unknown provider"] = (new MemoryGovernance { Providers = [new MemorySharing("acme-ai")] }, "providers", "acme-ai"),
        ["a provider twice"] = (new MemoryGovernance { Providers = [new MemorySharing("openai", "eu"), new MemorySharing("openai", "us")] }, "providers", "named twice"),
        ["originals for a century"] = (new MemoryGovernance { KeepOriginalsDays = 36_500 }, "keep_originals_days", "3,650"),
    };

    public static TheoryData<string> Faults => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task It_is_refused_by_field(string fault)
    {
        (MemoryGovernance policy, string field, string says) = Wrong[fault];
        SetMemoryPolicy set = App.Services.GetRequiredService<SetMemoryPolicy>();
        ArtisanException refused = await Should.ThrowAsync<ArtisanException>(() => set.ExecuteAsync(App.ScopeOf(Role.Compliance), policy, null, CancellationToken.None));
        refused.Code.ShouldBe(ErrorCode.InvalidInput);
        refused.Faults!.Keys.ShouldBe([field]);
        refused.Faults[field].ShouldContain(message => message.Contains(says, StringComparison.Ordinal));
        App.Services.GetRequiredService<ControlPlane>().TenantOf(App.Home.TenantId)!.Memory.ShouldBe(MemoryGovernance.Default);
    }

    private static MemoryGovernance Rules(MemoryTypeRules rules) => new() { Types = new Dictionary<MemoryType, MemoryTypeRules> { [MemoryType.EmailThread] = rules } };
}
