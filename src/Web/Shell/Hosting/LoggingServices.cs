using Artisan.Core.Guardrails.Counts;
using Artisan.Core.Guardrails.Policy;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Artisan.Web.Shell.Hosting;

/// <summary>Structured logging: JSON lines in the data folder, warnings on standard error, all of it on standard output where that is wanted.</summary>
internal static class LoggingServices
{
    public static void AddArtisanLogging(this WebApplicationBuilder builder, HostSettings settings)
    {
        // What log lines may hold is the tenants' policy, which the control plane puts in here.
        var policies = new GuardrailPolicies();
        builder.Services.AddSingleton(policies);
        var tally = new PiiTally(TimeProvider.System);
        builder.Services.AddSingleton(tally);
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
            // What stops the start is thrown too, and told once, in words.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            // Failed commands throw, and whoever catches says what matters; the text of every command does not belong into logs.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Fatal)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .Enrich.FromLogContext();
        BatchedLog.To(configuration.WriteTo, to => to.File(new JsonLogFormatter(policies, tally), Path.Combine(settings.DataFolder, "logs", "artisan-.json"),
            rollingInterval: RollingInterval.Day, fileSizeLimitBytes: 100_000_000, rollOnFileSizeLimit: true, retainedFileCountLimit: 14, buffered: true, flushToDiskInterval: TimeSpan.FromSeconds(1)));
        if (settings.ConsoleLog)
            BatchedLog.To(configuration.WriteTo, to => to.Console(new JsonLogFormatter(policies)));
        else
            configuration.WriteTo.Console(new PlainLogFormatter(policies), LogEventLevel.Error, standardErrorFromLevel: LogEventLevel.Verbose);
        Logger logger = configuration.CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
    }
}
