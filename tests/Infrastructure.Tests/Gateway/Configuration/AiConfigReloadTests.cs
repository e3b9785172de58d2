using Artisan.Core.Gateway.Configuration;
using Artisan.Infrastructure.Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.Configuration;

public class AiConfigReloadTests
{
    private static async Task UntilAsync(Func<bool> done)
    {
        for (int i = 0; i < 200 && !done(); i++)
            await Task.Delay(50);
        done().ShouldBeTrue();
    }

    [Fact]
    public async Task A_good_change_takes_effect()
    {
        using var file = new ConfigFile("limits: { max_tokens_per_request: 1 }");
        using AiConfigSource source = file.Open();
        int changes = 0;
        source.Changed += () => Interlocked.Increment(ref changes);
        AiConfig before = source.Current;

        file.Write("limits: { max_tokens_per_request: 22 }");
        await UntilAsync(() => source.Current.Limits.MaxTokensPerRequest == 22);
        source.Current.Version.ShouldBe(2);
        before.Limits.MaxTokensPerRequest.ShouldBe(1);
        await UntilAsync(() => changes > 0);
        source.ReloadFaults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_faulty_change_is_refused_told_and_mended()
    {
        using var file = new ConfigFile("limits: { max_tokens_per_request: 1 }");
        using AiConfigSource source = file.Open();
        int changes = 0;
        source.Changed += () => Interlocked.Increment(ref changes);

        file.Write("limits: { max_tokens_per_request: none }");
        await UntilAsync(() => source.ReloadFaults.Count == 1);
        source.Current.Version.ShouldBe(1);
        source.Current.Limits.MaxTokensPerRequest.ShouldBe(1);
        await UntilAsync(() => changes == 1);
        file.Log.Lines.ShouldContain(l => l.Level == LogLevel.Warning && l.Text.Contains("limits.max_tokens_per_request"));

        file.Write("limits: { max_tokens_per_request: 333 }");
        await UntilAsync(() => source.Current.Limits.MaxTokensPerRequest == 333);
        source.ReloadFaults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_vanishes_and_comes_back_does_no_harm()
    {
        using var file = new ConfigFile("limits: { max_tokens_per_request: 1 }");
        using AiConfigSource source = file.Open();
        File.Delete(file.Path);
        await UntilAsync(() => source.ReloadFaults.Count == 1);
        source.ReloadFaults[0].ShouldContain("cannot be read");
        file.Write("limits: { max_tokens_per_request: 1 }");
        await UntilAsync(() => source.ReloadFaults.Count == 0);
        source.Current.Limits.MaxTokensPerRequest.ShouldBe(1);
    }

    [Fact]
    public async Task A_swapped_symbolic_link_is_noticed()
    {
        // As container platforms do with mounted configuration: a folder behind a link is exchanged.
        using var file = new ConfigFile(null);
        string folder = Path.GetDirectoryName(file.Path)!;
        string one = Directory.CreateDirectory(Path.Combine(folder, "one")).FullName;
        string two = Directory.CreateDirectory(Path.Combine(folder, "two")).FullName;
        File.WriteAllText(Path.Combine(one, "c.yaml"), "limits: { max_tokens_per_request: 1 }");
        File.WriteAllText(Path.Combine(two, "c.yaml"), "limits: { max_tokens_per_request: 22 }");
        string data = Path.Combine(folder, "data");
        Directory.CreateSymbolicLink(data, one);
        File.CreateSymbolicLink(file.Path, Path.Combine(data, "c.yaml"));
        using AiConfigSource source = file.Open();
        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, two);
        await UntilAsync(() => source.Current.Limits.MaxTokensPerRequest == 22);
    }

    [Fact]
    public async Task A_failing_listener_does_not_end_the_watching()
    {
        using var file = new ConfigFile("limits: { max_tokens_per_request: 1 }");
        using AiConfigSource source = file.Open();
        source.Changed += () => throw new InvalidOperationException("listener");
        file.Write("limits: { max_tokens_per_request: 2 }");
        await UntilAsync(() => source.Current.Limits.MaxTokensPerRequest == 2);
        file.Write("limits: { max_tokens_per_request: 3 }");
        await UntilAsync(() => source.Current.Limits.MaxTokensPerRequest == 3);
    }

    [Fact]
    public void A_change_of_app_settings_takes_effect()
    {
        using var file = new ConfigFile("limits: { max_tokens_per_request: 1 }");
        IConfigurationRoot settings = new ConfigurationBuilder().AddInMemoryCollection().Build();
        using AiConfigSource source = file.Open(appSettings: settings);
        settings["Artisan:Limits:MaxTokensPerRequest"] = "9";
        settings.Reload();
        source.Current.Limits.MaxTokensPerRequest.ShouldBe(9);
    }

    [Fact]
    public void A_path_that_leads_nowhere_stops_the_start()
    {
        var options = new AiConfigOptions { Path = "/no/such/ai_config.yaml", Environment = new Dictionary<string, string>() };
        Should.Throw<AiConfigException>(() => new AiConfigSource(options, new ConfigurationBuilder().Build(), new LogCapture()))
            .Faults.Single().ShouldStartWith("/no/such/ai_config.yaml does not exist.");
    }
}
