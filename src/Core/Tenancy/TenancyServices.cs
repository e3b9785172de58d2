using Microsoft.Extensions.DependencyInjection;

namespace Artisan.Core.Tenancy;

/// <summary>Registers the feature.</summary>
public static class TenancyServices
{
    /// <summary>Adds the use cases of tenants, workspaces, members, keys, features and settings.</summary>
    public static IServiceCollection AddTenancy(this IServiceCollection services) => services
        .AddSingleton<CreateTenant>().AddSingleton<RecordSignIn>()
        .AddSingleton<ListApiKeys>().AddSingleton<CreateApiKey>().AddSingleton<RevokeApiKey>().AddSingleton<RecordKeyUses>()
        .AddSingleton<ListMembers>().AddSingleton<AddMember>().AddSingleton<ChangeMember>().AddSingleton<RemoveMember>().AddSingleton<ResetMemberPassword>()
        .AddSingleton<ListWorkspaces>().AddSingleton<SaveWorkspace>()
        .AddSingleton<GetTenantOptions>().AddSingleton<ListTenants>().AddSingleton<CreateOrganisation>()
        .AddSingleton<ChangeOrganisation>().AddSingleton<SwitchFeature>().AddSingleton<ChangeSetting>();
}
