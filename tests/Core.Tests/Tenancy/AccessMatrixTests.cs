using Artisan.Core.Tenancy;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Tenancy;

/// <summary>The access matrix, cell by cell, in the words of the design: a change of rights has to be made here too, and is seen in review.</summary>
public sealed class AccessMatrixTests
{
    // –: nothing; see: look at all; edit: change all; a word after it narrows the reach.
    private const string Matrix = """
        area                | Admin | Compliance | Manager   | Rep       | Viewer
        Leads               | edit  | see        | edit      | edit own  | see
        AiUse               | edit  | –          | edit      | edit      | –
        RequestFigures      | see   | see        | see       | see own   | see
        RequestContent      | see   | see        | see team  | see own   | –
        AiControl           | edit  | see        | see       | –         | see
        Knowledge           | edit  | see        | edit      | see       | see
        Memory              | edit  | edit       | edit team | edit own  | –
        MemoryPurge         | –     | edit       | –         | –         | –
        Compliance          | see   | edit       | –         | –         | –
        Guardrails          | edit  | edit       | –         | –         | –
        Usage               | see   | see        | see team  | see own   | see
        Billing             | edit  | –          | see       | –         | –
        Settings            | edit  | see        | –         | –         | –
        Approvals           | edit  | –          | edit team | edit own  | –
        ComplianceApprovals | edit  | edit       | –         | –         | –
        Jobs                | edit  | see        | –         | –         | –
        """;

    // What a program may do with one scope alone; a program acts for its workspace.
    private const string Scopes = """
        area                | Gateway | Ai        | Crm  | Voice | Admin
        Leads               | –       | see       | edit | –     | –
        AiUse               | edit    | edit      | –    | –     | –
        RequestFigures      | –       | see team  | –    | –     | –
        RequestContent      | –       | see team  | –    | –     | –
        AiControl           | –       | see       | –    | –     | edit
        Knowledge           | –       | edit team | –    | –     | –
        Memory              | –       | edit team | –    | –     | –
        MemoryPurge         | –       | –         | –    | –     | edit
        Compliance          | –       | –         | –    | –     | edit
        Guardrails          | –       | –         | –    | –     | edit
        Usage               | –       | see team  | –    | –     | –
        Billing             | –       | –         | –    | –     | edit
        Settings            | –       | –         | –    | –     | edit
        Approvals           | –       | edit team | –    | –     | –
        ComplianceApprovals | –       | –         | –    | –     | edit
        Jobs                | –       | –         | –    | –     | edit
        """;

    public static TheoryData<Area> Areas => new(Enum.GetValues<Area>());

    [Theory]
    [MemberData(nameof(Areas))]
    public void Each_role_may_what_the_matrix_says(Area area)
    {
        foreach ((Role role, Access access) in RowOf<Role>(Matrix, area))
            AccessMatrix.Of(role, area).ShouldBe(access, $"{role}");
    }

    [Theory]
    [MemberData(nameof(Areas))]
    public void Each_key_scope_may_what_the_table_says(Area area)
    {
        foreach ((KeyScopes scope, Access access) in RowOf<KeyScopes>(Scopes, area))
            AccessMatrix.Of(scope, area).ShouldBe(access, $"{scope}");
    }

    [Fact]
    public void The_tables_know_every_role_and_every_scope()
    {
        RowOf<Role>(Matrix, Area.Leads).Keys.Order().ShouldBe(Enum.GetValues<Role>().Order());
        RowOf<KeyScopes>(Scopes, Area.Leads).Keys.Order().ShouldBe(Enum.GetValues<KeyScopes>().Where(s => s != KeyScopes.None && int.IsPow2((int)s)).Order());
    }

    private static Dictionary<T, Access> RowOf<T>(string table, Area area) where T : struct, Enum
    {
        string[][] rows = table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToArray();
        string[] row = rows.SingleOrDefault(r => r[0] == area.ToString()) ?? throw new InvalidOperationException($"The table has no row for {area}.");
        return rows[0].Skip(1).Zip(row.Skip(1)).ToDictionary(cell => Enum.Parse<T>(cell.First), cell => AccessOf(cell.Second));
    }

    private static Access AccessOf(string cell) => cell.Split(' ') switch
    {
        ["–"] => Access.Nothing,
        [var level] => new Access(Enum.Parse<Level>(level, ignoreCase: true), Reach.All),
        [var level, var reach] => new Access(Enum.Parse<Level>(level, ignoreCase: true), Enum.Parse<Reach>(reach, ignoreCase: true)),
        _ => throw new InvalidOperationException($"'{cell}' is no cell."),
    };
}
