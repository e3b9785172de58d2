using System.Diagnostics.Metrics;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Operations;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Artisan.Web.Features.Operations;

/// <summary>Traces and metrics by OpenTelemetry: the GenAI conventions' and Artisan's own, to OTLP where an endpoint is set, and to <c>/metrics</c>.</summary>
internal static class ObservabilityServices
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 60];

    // The boundaries that the GenAI conventions lay down, so that dashboards made for them fit.
    private static readonly Dictionary<string, double[]> Conventional = new()
    {
        ["gen_ai.client.token.usage"] = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
        ["ai_gateway_overhead_seconds"] = [0.0001, 0.0002, 0.0003, 0.0004, 0.0005, 0.00075, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.02, 0.05, 0.1, 0.5, 1],
        ["gen_ai.client.operation.duration"] = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
        ["gen_ai.server.time_to_first_token"] = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    public static IServiceCollection AddObservability(this IServiceCollection services, IConfiguration configuration)
    {
        // The standard names of the OpenTelemetry specification, so that every collector's guide applies.
        string? endpoint = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("artisan", serviceVersion: typeof(ObservabilityServices).Assembly.GetName().Version?.ToString(3));
        services.AddSingleton<MetricsScrape>();
        services.AddSingleton(provider =>
        {
            MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter(GatewayTelemetry.Name, ProcessMeters.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "Npgsql")
                .AddView(instrument => BucketsOf(instrument) is { } buckets ? new ExplicitBucketHistogramConfiguration { Boundaries = buckets } : null)
                .AddReader(provider.GetRequiredService<MetricsScrape>().Reader);
            if (endpoint is { Length: > 0 })
                metrics.AddReader(new PeriodicExportingMetricReader(new OtlpMetricExporter(Options(endpoint, "/v1/metrics")), 15_000));
            return metrics.Build();
        });
        services.AddSingleton(_ =>
        {
            TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource);
            if (endpoint is { Length: > 0 })
            {
                traces.AddSource(GatewayTelemetry.Name, "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
                    .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(Options(endpoint, "/v1/traces"))));
            }
            return traces.Build();
        });
        services.AddSingleton<ProcessMeters>();
        services.AddHostedService<StartObservability>();
        return services;
    }

    private static double[]? BucketsOf(Instrument instrument) =>
        Conventional.GetValueOrDefault(instrument.Name) ?? (instrument.Unit == "s" || instrument.Name.EndsWith("_seconds", StringComparison.Ordinal) ? Seconds : null);

    private static OtlpExporterOptions Options(string endpoint, string path) =>
        new() { Protocol = OtlpExportProtocol.HttpProtobuf, Endpoint = new Uri(endpoint.TrimEnd('/') + path) };

    // Providers exist only once asked for.
    private sealed class StartObservability(MeterProvider meters, TracerProvider tracers, ProcessMeters process) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            _ = (meters, tracers, process);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Gauges of the process's own stores.</summary>
internal sealed class ProcessMeters
{
    public const string Name = "Artisan.Process";

    public ProcessMeters(IMeterFactory meters, ISystemStatus system)
    {
        Meter meter = meters.Create(Name);
        meter.CreateObservableGauge("artisan_journal_pending_bytes", () => system.JournalPendingBytes, "By", "Journal bytes that wait for the database.");
        meter.CreateObservableGauge("artisan_ledger_healthy", () => system.LedgerUpToDate ? 1 : 0, null, "1 when the database took the last batch of the ledger.");
        meter.CreateObservableGauge("artisan_process_resident_bytes", () => Environment.WorkingSet, "By", "Resident memory of the process.");
    }
}
