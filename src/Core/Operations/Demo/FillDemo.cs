using System.Security.Cryptography;
using Artisan.Core.Tenancy;

namespace Artisan.Core.Operations.Demo;

/// <summary>Fills an empty installation with two tenants that look like real ones. Names and companies are invented; passwords are random.</summary>
public sealed class FillDemo(IAccounts accounts, CreateTenant createTenant, SaveWorkspace saveWorkspace, AddMember addMember, CreateApiKey createApiKey, IEnumerable<IDemoSource> sources)
{
    private static readonly (string Tenant, string Domain, string TimeZone, string Second, (string Name, Role Role)[] People)[] Plan =
    [
        ("Northwind Robotics", "northwind-robotics.example", "Europe/Berlin", "Inside sales",
            [("Mara Lindqvist", Role.Admin), ("Tobias Renner", Role.Compliance), ("Aylin Demir", Role.Manager), ("Jonas Falk", Role.Rep), ("Sofia Marques", Role.Rep), ("Henrik Paulsen", Role.Viewer)]),
        ("Harbor & Finch Logistics", "harborfinch.example", "America/New_York", "Field team",
            [("Grace Okafor", Role.Admin), ("Daniel Weiss", Role.Compliance), ("Priya Raman", Role.Manager), ("Luke Morgan", Role.Rep), ("Elena Petrova", Role.Rep), ("Sam Whitfield", Role.Viewer)]),
    ];

    /// <summary>Fills. Does nothing and returns nothing when there are accounts already.</summary>
    public async Task<IReadOnlyList<DemoTenant>> ExecuteAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        if (await accounts.AnyAsync(cancellationToken))
            return [];
        var tenants = new List<DemoTenant>();
        for (int i = 0; i < Plan.Length; i++)
        {
            progress($"Filling the demonstration tenant {Plan[i].Tenant}");
            DemoTenant tenant = await CreateAsync(i, cancellationToken);
            foreach (IDemoSource source in sources)
                await source.FillAsync(tenant, cancellationToken);
            tenants.Add(tenant);
        }
        return tenants;
    }

    private async Task<DemoTenant> CreateAsync(int number, CancellationToken cancellationToken)
    {
        var plan = Plan[number];
        var people = new List<DemoPerson>();
        string EmailOf(string name) => $"{name.Split(' ')[0].ToLowerInvariant()}@{plan.Domain}";
        (string adminName, _) = plan.People[0];
        string adminPassword = NewPassword();
        AccountInfo admin = await accounts.CreateAsync(EmailOf(adminName), adminName, adminPassword, isOperator: number == 0, cancellationToken);
        CreateTenant.Created created = await createTenant.ExecuteAsync("Demo data", new CreateTenant.Request(plan.Tenant, plan.TimeZone, admin), cancellationToken);
        people.Add(new DemoPerson(created.MembershipId!.Value, adminName, admin.Email, adminPassword, Role.Admin));
        TenantScope scope = TenantScope.System(created.TenantId, created.WorkspaceId, "Demo data");
        Guid second = await saveWorkspace.ExecuteAsync(scope, new SaveWorkspace.Request(null, plan.Second.ToLowerInvariant().Replace(' ', '-'), plan.Second, AllowNamedModels: number == 0), cancellationToken);
        foreach ((string name, Role role) in plan.People.Skip(1))
        {
            string password = NewPassword();
            // The second rep works in the second workspace, so that "team" shows.
            Guid[] workspaces = role == Role.Rep && people.Any(p => p.Role == Role.Rep) ? [second] : role == Role.Manager ? [created.WorkspaceId] : [created.WorkspaceId, second];
            (Guid membershipId, _) = await addMember.ExecuteAsync(scope, new AddMember.Request(EmailOf(name), name, role, workspaces, password), cancellationToken);
            people.Add(new DemoPerson(membershipId, name, EmailOf(name), password, role));
        }
        CreateApiKey.Created key = await createApiKey.ExecuteAsync(scope, new CreateApiKey.Request("Demo key", created.WorkspaceId, KeyScopes.All), cancellationToken);
        CreateApiKey.Created sync = await createApiKey.ExecuteAsync(scope, new CreateApiKey.Request("CRM sync", second, KeyScopes.Gateway | KeyScopes.Crm), cancellationToken);
        return new DemoTenant(created.TenantId, plan.Tenant, created.WorkspaceId, second, key.Id, key.Key, sync.Id, people, 7 + number);
    }

    private static string NewPassword() => string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetHexString(5, lowercase: true)));
}
