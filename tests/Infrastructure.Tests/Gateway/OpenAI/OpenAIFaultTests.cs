using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Artisan.Core.Gateway.Configuration;
using Artisan.Core.Gateway.Providers;
using Artisan.Infrastructure.Gateway.OpenAI;
using Artisan.Infrastructure.Gateway.Vendors;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Artisan.Infrastructure.Tests.Gateway.OpenAI;

public sealed class OpenAIFaultTests : IDisposable
{
    private readonly OpenAIProvider _provider = new();

    public void Dispose() => _provider.Dispose();

    private async Task<ProviderException> FaultAsync(int status, string body, string contentType = "application/json", Action<IHeaderDictionary>? headers = null, string request = Calls.Hello)
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(status, body, contentType, headers);
        return await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(vendor.Instance(), request), default));
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-test-*****8Vw1.","code":"invalid_api_key"}}""", ProviderFault.Credential)]
    [InlineData(403, """{"error":{"message":"Country not supported","code":"unsupported_country_region_territory"}}""", ProviderFault.Credential)]
    [InlineData(403, """{"error":{"message":"Project does not have access to model","code":"model_not_found"}}""", ProviderFault.ModelNotFound)]
    [InlineData(404, """{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}""", ProviderFault.ModelNotFound)]
    [InlineData(404, """{"error":"model 'x' not found"}""", ProviderFault.ModelNotFound)]
    [InlineData(408, "", ProviderFault.Server)]
    [InlineData(409, "{}", ProviderFault.Server)]
    [InlineData(429, """{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}""", ProviderFault.RateLimited)]
    [InlineData(500, """{"error":{"message":"boom"}}""", ProviderFault.Server)]
    [InlineData(503, "upstream connect error", ProviderFault.Server)]
    [InlineData(529, "{}", ProviderFault.Server)]
    [InlineData(400, """{"error":{"message":"too long","code":"context_length_exceeded","param":"messages"}}""", ProviderFault.ContextTooLong)]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400}""", ProviderFault.ContextTooLong)]
    [InlineData(400, """{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""", ProviderFault.ContextTooLong)]
    [InlineData(400, """{"error":{"message":"filtered","code":"content_filter","param":"prompt","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", ProviderFault.ContentRefused)]
    [InlineData(400, """{"error":{"message":"no","code":"content_policy_violation"}}""", ProviderFault.ContentRefused)]
    [InlineData(400, """{"error":{"message":"Unknown parameter: 'x'","param":"x","code":"unknown_parameter"}}""", ProviderFault.BadRequest)]
    [InlineData(422, """{"detail":[{"loc":["body","n"],"msg":"value is not an integer"}]}""", ProviderFault.BadRequest)]
    [InlineData(413, "<html>too large</html>", ProviderFault.BadRequest)]
    [InlineData(301, "", ProviderFault.Malformed)]
    public async Task Status_and_body_tell_the_fault(int status, string body, ProviderFault expected)
    {
        ProviderException fault = await FaultAsync(status, body);
        fault.Fault.ShouldBe(expected);
        fault.Status.ShouldBe(status);
        fault.VendorBody.ShouldBe(body.Length == 0 ? null : body.Replace("sk-test-*****8Vw1.", "[credential]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bad_request_carries_what_the_vendor_said()
    {
        ProviderException fault = await FaultAsync(400, """{"error":{"message":"Unknown parameter: 'x'","param":"x","code":"unknown_parameter","type":"invalid_request_error"}}""");
        fault.VendorCode.ShouldBe("unknown_parameter");
        fault.VendorField.ShouldBe("x");
        fault.Message.ShouldContain("Unknown parameter: 'x'");
        fault.IsTransient.ShouldBeFalse();
        (await FaultAsync(422, """{"detail":[{"loc":["body","n"],"msg":"value is not an integer"}]}""")).Message.ShouldContain("body.n: value is not an integer");
    }

    [Theory]
    [InlineData("retry-after", "7", 7.0)]
    [InlineData("retry-after", "1.5", 1.5)]
    [InlineData("retry-after-ms", "250", 0.25)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "-5", 0.0)]
    public async Task The_vendors_wait_is_read(string header, string value, double? seconds)
    {
        ProviderException fault = await FaultAsync(429, "{}", headers: h => h[header] = value);
        fault.RetryAfter.ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        fault.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task The_vendors_wait_may_be_a_date()
    {
        string date = DateTimeOffset.UtcNow.AddSeconds(90).ToString("r", CultureInfo.InvariantCulture);
        ProviderException fault = await FaultAsync(503, "{}", headers: h => h["retry-after"] = date);
        fault.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(91));
    }

    [Theory]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""")]
    [InlineData(402, """{"error":{"message":"Insufficient credits"}}""")]
    public async Task A_spent_quota_is_told_from_a_rate_limit(int status, string body)
    {
        ProviderException fault = await FaultAsync(status, body);
        fault.Fault.ShouldBe(ProviderFault.RateLimited);
        fault.VendorCode.ShouldBe("insufficient_quota");
        fault.Message.ShouldContain("quota");
        fault.IsTransient.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Incorrect API key provided: {0}. Find yours at the site.")]
    [InlineData("Incorrect API key provided: sk-test-***************8Vw1.")]
    [InlineData("Header was Authorization: Bearer {0}")]
    [InlineData("key begins {1}... and ends {2}")]
    public async Task No_part_of_the_credential_comes_back(string message)
    {
        const string key = HandVendor.Key;
        string body = $$$"""{"error":{"message":"{{{string.Format(CultureInfo.InvariantCulture, message, key, key[..12], key[^10..])}}}","code":"x"}}""";
        foreach (int status in new[] { 401, 403, 400, 500, 429 })
        {
            ProviderException fault = await FaultAsync(status, body);
            foreach (string text in new[] { fault.Message, fault.VendorBody!, fault.ToString() })
            {
                for (int i = 8; i + 8 <= key.Length; i++)
                    text.ShouldNotContain(key.Substring(i, 8));
                text.ShouldNotContain("8Vw1");
            }
            if (status is 401 or 403)
                fault.Message.ShouldBe($"Provider `vendor` refused Artisan's credential ({status}). Check the key under Settings → Providers.");
        }
    }

    [Fact]
    public async Task A_credential_that_no_header_can_carry_is_refused_without_being_shown()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(vendor.Instance(key: "sk-secret\nX-Evil: 1")), default));
        fault.Fault.ShouldBe(ProviderFault.Credential);
        fault.ToString().ShouldNotContain("secret");
        await using ProviderReply trimmed = await _provider.SendAsync(Calls.Chat(vendor.Instance(key: HandVendor.Key + "\n")), default);
        vendor.Received.Last().Headers.Authorization.ToString().ShouldBe("Bearer " + HandVendor.Key);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>Login</html>", "text/html", "web page")]
    [InlineData("not json", "application/json", "not a JSON object")]
    [InlineData("[1]", "application/json", "not a JSON object")]
    [InlineData("{\"choices\":[]}", "application/json", "no choices")]
    [InlineData("{\"hello\":1}", "application/json", "no choices")]
    [InlineData("{\"choices\":[{\"mess", "application/json", "not a JSON object")]
    [InlineData("", "application/json", "not a JSON object")]
    public async Task A_good_status_with_nonsense_is_malformed(string body, string contentType, string says)
    {
        ProviderException fault = await FaultAsync(200, body, contentType);
        fault.Fault.ShouldBe(ProviderFault.Malformed);
        fault.Message.ShouldContain(says);
    }

    [Fact]
    public async Task An_error_under_a_good_status_is_that_error() =>
        (await FaultAsync(200, """{"error":{"message":"Rate limited","code":429}}""")).Fault.ShouldBe(ProviderFault.RateLimited);

    [Fact]
    public async Task An_answer_that_stops_halfway_is_broken_off()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"choices\":");
            await context.Response.Body.FlushAsync();
            await Task.Delay(200);
            context.Abort();
        });
        (await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(vendor.Instance()), default))).Fault.ShouldBe(ProviderFault.BrokenOff);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused_before_it_is_read()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = VendorHttp.MaxAnswer + 1L;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(200);
        });
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(vendor.Instance()), default));
        fault.Fault.ShouldBe(ProviderFault.Malformed);
        fault.Message.ShouldContain("64 MB");
    }

    [Fact]
    public async Task Nobody_listening_is_a_connection_fault()
    {
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var instance = new ProviderInstance { Name = "lab", Kind = ProviderKinds.OpenAICompatible, BaseUrl = new Uri($"http://127.0.0.1:{port}/v1") };
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(instance), default));
        fault.Fault.ShouldBe(ProviderFault.Connection);
        fault.Message.ShouldContain("`lab`");
        fault.Message.ShouldNotContain(port.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("http://no-such-host.invalid/v1", "resolved")]
    public async Task No_such_host_is_a_connection_fault(string address, string says)
    {
        var instance = new ProviderInstance { Name = "lab", Kind = ProviderKinds.OpenAICompatible, BaseUrl = new Uri(address) };
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(instance), default));
        fault.Fault.ShouldBe(ProviderFault.Connection);
        fault.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Plain_HTTP_where_TLS_is_expected_is_a_connection_fault()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        var instance = new ProviderInstance { Name = "lab", Kind = ProviderKinds.OpenAICompatible, BaseUrl = new Uri($"https://127.0.0.1:{vendor.Address.Port}/v1") };
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(instance), default));
        fault.Fault.ShouldBe(ProviderFault.Connection);
        fault.Message.ShouldContain("TLS");
    }

    [Fact]
    public async Task No_answer_in_time_is_a_timeout()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
            await Task.Delay(TimeSpan.FromSeconds(10), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var timeouts = Calls.Patient with { FirstByte = TimeSpan.FromMilliseconds(200) };
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(vendor.Instance(), timeouts: timeouts), default));
        fault.Fault.ShouldBe(ProviderFault.Timeout);
        fault.Message.ShouldContain("0.2 s");
    }

    [Fact]
    public async Task An_answer_that_drips_is_cut_by_the_total()
    {
        await using HandVendor vendor = await HandVendor.StartAsync(async (context, _) =>
        {
            context.Response.ContentType = "application/json";
            for (int i = 0; i < 100 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.WriteAsync(" ");
                await context.Response.Body.FlushAsync();
                await Task.Delay(50);
            }
        });
        var timeouts = Calls.Patient with { Total = TimeSpan.FromMilliseconds(400) };
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(vendor.Instance(), timeouts: timeouts), default));
        fault.Fault.ShouldBe(ProviderFault.Timeout);
        fault.Message.ShouldContain("no complete answer");
    }

    [Fact]
    public async Task A_server_that_never_accepts_is_a_timeout_of_the_connection()
    {
        // A listener whose backlog is full leaves further connections unanswered.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var endpoint = (IPEndPoint)full.LocalEndPoint!;
        var fillers = new List<Socket>();
        for (int i = 0; i < 4; i++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _ = filler.ConnectAsync(endpoint);
            fillers.Add(filler);
        }
        await Task.Delay(100);
        var instance = new ProviderInstance { Name = "lab", Kind = ProviderKinds.OpenAICompatible, BaseUrl = new Uri($"http://{endpoint}/v1") };
        var timeouts = Calls.Patient with { Connect = TimeSpan.FromMilliseconds(300) };
        ProviderException fault = await Should.ThrowAsync<ProviderException>(_provider.SendAsync(Calls.Chat(instance, timeouts: timeouts), default));
        fillers.ForEach(f => f.Dispose());
        fault.Fault.ShouldBe(ProviderFault.Timeout);
        fault.Message.ShouldContain("no connection within 0.3 s");
    }

    [Fact]
    public async Task A_caller_who_left_before_is_no_fault_of_the_vendor()
    {
        await using HandVendor vendor = await HandVendor.AnswersAsync(200, Calls.Answer);
        await Should.ThrowAsync<OperationCanceledException>(_provider.SendAsync(Calls.Chat(vendor.Instance()), new CancellationToken(true)));
        vendor.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_error_body_is_kept_in_part()
    {
        ProviderException fault = await FaultAsync(400, "{\"error\":{\"message\":\"" + new string('m', 20_000) + "\"}}");
        Encoding.UTF8.GetByteCount(fault.VendorBody!).ShouldBeLessThanOrEqualTo(4096);
        fault.Message.Length.ShouldBeLessThan(1000);
    }
}
