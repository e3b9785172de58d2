using Artisan.Core.Gateway;
using Artisan.Core.Gateway.Pipeline;
using Artisan.Core.Gateway.Requests;
using Artisan.Web.Features.Gateway.Requests;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Gateway.Requests;

public sealed class RequestCurlTests
{
    [Fact]
    public void Nothing_in_the_body_means_anything_to_the_shell()
    {
        string curl = RequestCurl.Of(Detail(new RequestContentView("""{"messages":[{"content":"it's $HOME `id`"}]}""", "", false)), "http://localhost:5080/").ShouldNotBeNull();
        curl.ShouldStartWith("curl http://localhost:5080/v1/chat/completions \\");
        curl.ShouldContain("<<'BODY'\n{");
        curl.ShouldContain("it's $HOME `id`");
        curl.ShouldEndWith("}\nBODY");
    }

    [Fact]
    public void A_cut_or_absent_body_is_not_offered()
    {
        RequestCurl.Of(Detail(null), "http://localhost/").ShouldBeNull();
        RequestCurl.Of(Detail(new RequestContentView("{}", "", true)), "http://localhost/").ShouldBeNull();
        RequestCurl.Of(Detail(new RequestContentView("{\"a\":", "", false)), "http://localhost/").ShouldBeNull();
    }

    private static RequestDetail Detail(RequestContentView? content) => new(
        new RequestRow(Guid.NewGuid(), DateTimeOffset.UtcNow, Guid.NewGuid(), "Ada", "chat", "chat", "gpt-4o", "openai", "gpt-4o", RequestStatus.Ok, null, 200, false, "off", 1, 1, 1, 0, 1, null, false),
        null, "", "openai", null, new RequestTrace(), [], content, null);
}
