using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Architecture;

/// <summary>
/// Which feature knows which, and which reads another's tables. Both are declared here, so that a new edge is a decision seen in review and one that
/// has gone is struck out.
/// </summary>
public sealed partial class FeatureTests
{
    /// <summary>Every feature may know these: who calls, what is written down about it, and how work is queued.</summary>
    private static readonly string[] Foundations = ["Tenancy", "Compliance", "Operations"];

    // In Core, features meet through small public types.
    private static readonly Dictionary<string, string[]> Knows = new()
    {
        ["Crm"] = ["Gateway"],
        ["Gateway"] = ["Guardrails", "Memory", "Usage"],
        ["Insights"] = ["Crm", "Gateway"],
        ["Memory"] = ["Crm", "Gateway", "Guardrails"],
        ["Scoring"] = ["Crm", "Gateway"],
        ["Usage"] = ["Crm", "Gateway"],
        ["Voice"] = ["Crm", "Gateway"],
    };

    // Tables of another feature that a feature reads or writes itself, each with its reason.
    private static readonly Dictionary<string, string> ReadsTablesOf = new()
    {
        ["Crm Blobs"] = "an import's file is stored with it, and an import that is discarded takes it along",
        ["Crm JobRuns"] = "an import and its job end in one transaction",
        ["Scoring Interactions"] = "the demonstration scores its most active leads",
        ["Scoring Memberships"] = "the hottest leads name their owners",
        ["Crm Memberships"] = "leads, accounts, campaigns and tasks show their owners' names, and an owner must be a member",
        ["Crm LeadScores"] = "a merge moves what belongs to a lead, in one transaction",
        ["Crm Memories"] = "a merge moves what belongs to a lead, in one transaction",
        ["Compliance JobRuns"] = "a purge shows how far its job is, and an erasure deletes ended ones that name the person",
        ["Compliance Tenants"] = "the command line verifies the chains of all organisations, and names them",
        ["Compliance Blobs"] = "an erasure deletes the archives that were made of the person's data, in one transaction with their jobs",
        ["Guardrails Requests"] = "about whom a finding is says the request that it was found in",
        ["Crm LegalHolds"] = "a lead stays as long as a hold keeps what is remembered of it",
        ["Memory Leads"] = "a rep sees what is remembered of the own leads",
        ["Memory Tenants"] = "what has expired is deleted tenant by tenant",
        ["Memory Interactions"] = "the demonstration remembers what was said with its most active leads",
        ["Memory Campaigns"] = "the demonstration remembers what its campaigns brought",
        ["Crm ConversationSessions"] = "a merge moves what belongs to a lead, in one transaction",
        ["Scoring Leads"] = "a score stands on its lead, in one transaction",
        ["Scoring LeadEvents"] = "a score stands in the lead's timeline, in one transaction",
        ["Gateway TenantSettings"] = "how long requests are kept is a setting",
        ["Gateway Tenants"] = "the control plane holds tenants in memory, and what is old is deleted tenant by tenant",
        ["Gateway Workspaces"] = "lists of requests name the workspace",
        ["Gateway ControlVersions"] = "the control plane asks it what has changed",
        ["Gateway UsageRecords"] = "what a price would have meant is told from the ledger's records",
        ["Gateway UsageAdjustments"] = "a request's page and the preview of a price tell corrections",
        ["Gateway UsageHours"] = "filters and the search offer what was used lately, from the sums of the ledger",
        ["Usage Leads"] = "the breakdown by lead shows the names of leads",
        ["Usage Requests"] = "only the request log knows which lead a call was for",
        ["Usage ApiKeys"] = "the breakdown by actor shows the names of keys",
        ["Usage Memberships"] = "the breakdown by actor shows the names of members",
        ["Usage Workspaces"] = "the breakdown by workspace shows names",
        ["Guardrails Tenants"] = "what is kept is looked at tenant by tenant",
        ["Operations AuditEntries"] = "a change and its audit entry are saved in one transaction",
        ["Crm Blobs"] = "an import's file is stored with it, and an import that is discarded takes it along",
        ["Crm JobRuns"] = "an import and its job end in one transaction",
        ["Scoring Interactions"] = "the demonstration scores its most active leads",
        ["Scoring Memberships"] = "the hottest leads name their owners",
        ["Crm Memberships"] = "owners are members, and lists name them",
        ["Crm LeadScores"] = "scores move with a lead that is merged",
        ["Crm ConversationSessions"] = "conversations move with a lead that is merged",
        ["Scoring Leads"] = "the latest score stands on its lead, so that lists are sorted by it",
        ["Scoring LeadEvents"] = "a score is an entry of the lead's timeline, saved with it",
        ["Tenancy AuditEntries"] = "a change and its audit entry are saved in one transaction",
    };

    private static readonly string Core = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src", "Core"));

    [Fact]
    public void Features_know_only_the_features_that_they_may()
    {
        string[] features = Features();
        var edges = Sources(Core).Where(s => features.Contains(s.Feature))
            .SelectMany(s => CoreNamespace().Matches(s.Text).Select(m => (s.Feature, Other: m.Groups[1].Value)))
            .Where(e => e.Other != e.Feature && features.Contains(e.Other) && !Foundations.Contains(e.Other))
            .Select(e => $"{e.Feature} → {e.Other}").Distinct().Order().ToArray();
        edges.ShouldBe(Knows.SelectMany(k => k.Value.Select(other => $"{k.Key} → {other}")).Order().ToArray(), customMessage: "declare a new edge in Knows, or strike out one that has gone");
    }

    [Fact]
    public void The_foundations_know_no_feature_that_stands_on_them()
    {
        string[] features = Features();
        Sources(Core).Where(s => Foundations.Contains(s.Feature))
            .SelectMany(s => CoreNamespace().Matches(s.Text).Select(m => (s.Path, Other: m.Groups[1].Value)))
            .Where(e => features.Contains(e.Other) && !Foundations.Contains(e.Other)).Select(e => $"{e.Path} knows {e.Other}").ShouldBeEmpty();
    }

    [Fact]
    public void No_feature_reaches_into_anothers_tables_but_where_it_is_declared()
    {
        Dictionary<string, string> ownerOf = typeof(ArtisanDb).GetProperties()
            .Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(DbSet<>))
            .ToDictionary(p => p.Name, p => FeatureOf(p.PropertyType.GetGenericArguments()[0]));
        Dictionary<string, string> setOf = typeof(ArtisanDb).GetProperties().Where(p => ownerOf.ContainsKey(p.Name)).ToDictionary(p => p.PropertyType.GetGenericArguments()[0].Name, p => p.Name);
        var uses = Sources(Core).Where(s => s.Feature != "Data")
            .SelectMany(s => SetUse().Matches(s.Text).Select(m => m.Groups[1].Success ? m.Groups[1].Value : setOf.GetValueOrDefault(m.Groups[2].Value, "")).Select(set => (s.Feature, Set: set)))
            .Where(u => ownerOf.TryGetValue(u.Set, out string? owner) && owner != u.Feature)
            .Select(u => $"{u.Feature} {u.Set}").Distinct().Order().ToArray();
        uses.ShouldBe(ReadsTablesOf.Keys.Order().ToArray(), customMessage: "declare it in ReadsTablesOf with its reason, or better, ask the other feature");
    }

    [Fact]
    public void In_infrastructure_and_jobs_and_pages_a_feature_stands_in_the_folder_of_its_name()
    {
        string[] known = [.. Features(), "Crm", "Scoring", "Insights", "Workflows", "Voice", "Memory", "Knowledge", "Billing", "Data", "Home", "Properties"];
        foreach (string project in (string[])["Infrastructure", "Jobs", "Web/Features"])
        {
            Directory.EnumerateDirectories(Path.Combine(Core, "..", project)).Select(d => Path.GetFileName(d)!).Where(d => d is not ("bin" or "obj"))
                .Except(known).ShouldBeEmpty(project);
        }
    }

    private static string FeatureOf(Type entity) => entity.Namespace!.Split('.')[2];

    private static string[] Features() => Directory.EnumerateDirectories(Core).Select(d => Path.GetFileName(d)!).Where(d => d is not ("bin" or "obj" or "Data" or "Kernel")).ToArray();

    private static IEnumerable<(string Path, string Feature, string Text)> Sources(string project) =>
        Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Select(f => (File: f, Relative: Path.GetRelativePath(project, f).Replace('\\', '/')))
            .Where(f => !f.Relative.StartsWith("obj/", StringComparison.Ordinal) && !f.Relative.StartsWith("bin/", StringComparison.Ordinal))
            .Select(f => (f.Relative, f.Relative.Split('/')[0], File.ReadAllText(f.File)));

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [GeneratedRegex(@"\bArtisan\.Core\.(\w+)")]
    private static partial Regex CoreNamespace();

    [GeneratedRegex(@"\b[dD]b\.([A-Z]\w+)|\bOfAllTenants<(\w+)>")]
    private static partial Regex SetUse();
}
