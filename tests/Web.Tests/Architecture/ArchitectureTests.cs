using System.Reflection;
using System.Runtime.CompilerServices;
using Artisan.Core.Data;
using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Caching;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Pipeline.Stages;
using Artisan.Infrastructure;
using Artisan.Jobs;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Architecture;

/// <summary>The rules of the house: who may know whom.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Source = Path.Combine(Root(), "src");

    [Fact]
    public void Core_knows_no_web_no_vendor_no_database_driver()
    {
        string[] forbidden = ["Microsoft.AspNetCore", "Npgsql", "Quartz", "Radzen", "YamlDotNet", "Serilog", "OpenTelemetry", "Artisan.Infrastructure", "Artisan.Jobs", "Artisan.Web", "Microsoft.Data.SqlClient", "Microsoft.EntityFrameworkCore.SqlServer"];
        References(typeof(ArtisanDb).Assembly, forbidden).ShouldBeEmpty();
    }

    [Fact]
    public void Jobs_know_core_only() => References(typeof(JobsServices).Assembly, ["Artisan.Infrastructure", "Artisan.Web", "Npgsql"]).ShouldBeEmpty();

    [Fact]
    public void Infrastructure_knows_core_only() => References(typeof(InfrastructureServices).Assembly, ["Artisan.Web", "Artisan.Jobs", "Radzen", "Quartz"]).ShouldBeEmpty();

    [Fact]
    public void Only_the_composition_root_and_the_sign_in_name_infrastructure() =>
        Mentions(Path.Combine(Source, "Web"), "Artisan.Infrastructure", except: ["Shell/Hosting/", "Shell/Account/"]).ShouldBeEmpty();

    [Fact]
    public void No_page_and_no_job_touches_a_context()
    {
        foreach (string word in (string[])["IArtisanDbFactory", "ArtisanDb ", "DbContext"])
        {
            Mentions(Path.Combine(Source, "Web"), word, except: []).ShouldBeEmpty();
            Mentions(Path.Combine(Source, "Jobs"), word, except: []).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Core_holds_no_sql_text() =>
        Mentions(Path.Combine(Source, "Core"), "FromSql", except: []).Concat(Mentions(Path.Combine(Source, "Core"), "ExecuteSql", except: [])).ShouldBeEmpty();

    [Fact]
    public void No_feature_reads_into_another_features_namespace_upwards()
    {
        // The kernel knows no feature.
        Mentions(Path.Combine(Source, "Core", "Kernel"), "using Artisan.Core.", except: []).ShouldBeEmpty();
    }

    [Fact]
    public void Only_pages_take_parameters_from_the_address()
    {
        // In a part that comes and goes with the address the framework's own list of such parts changes while it walks it, which ends the circuit.
        typeof(App).Assembly.GetTypes()
            .Where(t => t.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Any(p => p.IsDefined(typeof(SupplyParameterFromQueryAttribute))))
            .Where(t => !t.IsDefined(typeof(RouteAttribute)))
            .Select(t => t.Name).ShouldBeEmpty();
    }

    [Fact]
    public void The_pipelines_stages_stand_in_the_designs_order()
    {
        Type?[] stages = new ServiceCollection().AddGateway().Where(d => d.ServiceType == typeof(IAiStage)).Select(d => d.ImplementationType).ToArray();
        stages.ShouldBe([typeof(TelemetryStage), typeof(GuardInputStage), typeof(GuardOutputStage), typeof(PlanStage), typeof(DescentStage), typeof(Artisan.Core.Memory.EnrichStage), typeof(ContextStage), typeof(GuardContextStage), typeof(StructuredOutputStage), typeof(CacheStage), typeof(AdmissionStage), typeof(DispatchStage)]);
    }

    private static IEnumerable<string> References(Assembly assembly, string[] forbidden) =>
        assembly.GetReferencedAssemblies().Select(r => r.Name!).Where(name => forbidden.Any(f => name.StartsWith(f, StringComparison.Ordinal)));

    private static IEnumerable<string> Mentions(string folder, string text, string[] except) =>
        Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Select(f => (Path: f, Relative: Path.GetRelativePath(folder, f).Replace('\\', '/')))
            .Where(f => !f.Relative.StartsWith("obj/", StringComparison.Ordinal) && !f.Relative.StartsWith("bin/", StringComparison.Ordinal) && !except.Any(e => f.Relative.StartsWith(e, StringComparison.Ordinal)))
            .Where(f => File.ReadAllText(f.Path).Contains(text, StringComparison.Ordinal))
            .Select(f => f.Relative);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
