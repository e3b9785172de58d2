using Artisan.Core.Crm;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Crm;

/// <summary>Keys by which records are matched.</summary>
public sealed class CrmKeysTests
{
    [Theory]
    [InlineData(" Ann.Lee@Example.COM ", "ann.lee@example.com")]
    [InlineData("<ann@example.com>", "ann@example.com")]
    [InlineData("mailto:ann@example.com", "ann@example.com")]
    [InlineData("ann+list@example.com", "ann+list@example.com")]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("Ann Lee <ann@example.com>", null)]
    [InlineData("ann@", null)]
    [InlineData("@example.com", null)]
    [InlineData("ann@localhost", null)]
    [InlineData("ann example.com", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_has_one_key(string? text, string? key) => CrmKeys.Email(text).ShouldBe(key);

    [Theory]
    [InlineData("https://www.Example.com:8443/path?q=1#x", "example.com")]
    [InlineData("example.com.", "example.com")]
    [InlineData("someone@mail.example.com", "mail.example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("no domain", null)]
    [InlineData("localhost", null)]
    [InlineData("-", null)]
    public void A_domain_is_read_from_what_people_write(string text, string? domain) => CrmKeys.Domain(text).ShouldBe(domain);

    [Theory]
    [InlineData("  ACME,  Inc. ", "acme inc")]
    [InlineData("Müller & Söhne GmbH", "müller söhne gmbh")]
    [InlineData("ＡＣＭＥ", "acme")]
    [InlineData("…", "")]
    public void A_name_is_compared_without_its_dress(string text, string key) => CrmKeys.Name(text).ShouldBe(key);
}
