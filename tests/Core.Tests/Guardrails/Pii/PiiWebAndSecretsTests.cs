using Artisan.Core.Guardrails.Pii;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Pii;

public sealed class PiiWebAndSecretsTests
{
    [Theory]
    [InlineData("Write to ada.lovelace+news@mail.example.co.uk.", "EMAIL_ADDRESS ada.lovelace+news@mail.example.co.uk")]
    [InlineData("mailto:o'brien@example.com", "EMAIL_ADDRESS o'brien@example.com")]
    [InlineData("<yulan@example.com>", "EMAIL_ADDRESS yulan@example.com")]
    [InlineData("it is yulan dot wong at example dot com", "EMAIL_ADDRESS yulan dot wong at example dot com")]
    [InlineData("see https://example.com/a(b)?q=1, then", "URL https://example.com/a(b)?q=1")]
    [InlineData("(http://www.example.org/)", "URL http://www.example.org/")]
    [InlineData("visit www.example.org now", "DOMAIN_NAME www.example.org")]
    [InlineData("visit example.com now", "DOMAIN_NAME example.com")]
    [InlineData("visit example.com/pricing now", "URL example.com/pricing")]
    [InlineData("postgres://admin:s3cret@db.local:5432/app", "URL_WITH_CREDENTIALS postgres://admin:s3cret@db.local:5432/app")]
    [InlineData("from 192.168.1.10 only", "IP_ADDRESS 192.168.1.10")]
    [InlineData("from 2001:db8::ff00:42:8329 only", "IP_ADDRESS 2001:db8::ff00:42:8329")]
    [InlineData("from 4f8a:c99e:dc86:faf9:5988:5f63:375e:8a2a.", "IP_ADDRESS 4f8a:c99e:dc86:faf9:5988:5f63:375e:8a2a")]
    [InlineData("card 00:1A:2b:3C:4d:5E is up", "MAC_ADDRESS 00:1A:2b:3C:4d:5E")]
    [InlineData("card 00-1A-2B-3C-4D-5E is up", "MAC_ADDRESS 00-1A-2B-3C-4D-5E")]
    public void Addresses_of_the_net_are_found(string text, string found) => Found.In(text).ShouldBe([found]);

    [Theory]
    [InlineData("a@b")]
    [InlineData("@example.com")]
    [InlineData("user@@example.com")]
    [InlineData("It is done.It works.")]
    [InlineData("Open Program.cs and main.py, please")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.1.1.1")]
    [InlineData("version 1.2.3.4")]
    [InlineData("at 10:30:15 sharp")]
    [InlineData("std::vector")]
    [InlineData("e.g. this, i.e. that")]
    public void What_only_looks_like_one_is_not(string text) =>
        Found.In(text).Where(f => !f.StartsWith("DATE_TIME", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [InlineData("key sk-abcdefghijklmnopqrstuvwx1234 works", "sk-abcdefghijklmnopqrstuvwx1234")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE")]
    [InlineData("token=ghp_16C7e42F292c6912E7710c838347Ae178B4a", "ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("xoxb-123456789012-abcdefghij", "xoxb-123456789012-abcdefghij")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P")]
    [InlineData("password: hunter2", "hunter2")]
    [InlineData("my password is hunter2!", "hunter2!")]
    [InlineData("Server=db;User Id=app;Password=Tr0ub4dor&3;Timeout=5", "Tr0ub4dor&3")]
    [InlineData("\"client_secret\": \"a8f5f167f44f4964e6c998dee827110c\"", "a8f5f167f44f4964e6c998dee827110c")]
    [InlineData("DB_PASSWORD=correct-horse", "correct-horse")]
    [InlineData("Authorization: Bearer abcDEF123456ghiJKL", "abcDEF123456ghiJKL")]
    [InlineData("The PIN is 4821.", "4821")]
    [InlineData("Passwort: Geheim123", "Geheim123")]
    public void Secrets_are_found(string text, string secret) => Found.Of(PiiType.Secret, text).ShouldBe([secret]);

    [Theory]
    [InlineData("The password is required.")]
    [InlineData("Forgot your password? Reset it.")]
    [InlineData("password: ********")]
    [InlineData("password=${DB_PASSWORD}")]
    [InlineData("The key is to listen.")]
    [InlineData("A token is a word.")]
    [InlineData("The secret: work hard.")]
    public void Talk_of_secrets_is_none(string text) => Found.Of(PiiType.Secret, text).ShouldBeEmpty();

    [Fact]
    public void A_private_key_is_one_secret()
    {
        const string Key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA75\nabc+def/ghi==\n-----END RSA PRIVATE KEY-----";
        Found.In($"Here:\n{Key}\nThanks").ShouldBe([$"SECRET {Key}"]);
    }

    [Fact]
    public void A_public_certificate_is_none() => Found.Of(PiiType.Secret, "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA75\n-----END CERTIFICATE-----").ShouldBeEmpty();
}
