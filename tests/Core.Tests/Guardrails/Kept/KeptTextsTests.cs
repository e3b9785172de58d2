using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Policy;
using Artisan.Core.Tests.Guardrails.Pii;
using Artisan.Core.Tests.Guardrails.Stages;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Guardrails.Kept;

public sealed class KeptTextsTests
{
    private const string Text = "Write to anna.weber@kestrel.example, card 4111 1111 1111 1111.";
    private readonly GuardCalls _guards = new();

    [Fact]
    public void Each_place_has_its_own_types()
    {
        Kept(KeptPlace.Requests).ShouldBe("Write to <EMAIL_ADDRESS_1>, card <CREDIT_CARD_1>.");
        Kept(KeptPlace.Interactions).ShouldBe("Write to <EMAIL_ADDRESS_1>, card <CREDIT_CARD_1>.");
        // An address is what a lead is; a card is nobody's fact.
        Kept(KeptPlace.Records).ShouldBe("Write to anna.weber@kestrel.example, card <CREDIT_CARD_1>.");
    }

    [Fact]
    public void A_place_can_be_switched_off_or_have_other_types()
    {
        Policy(new PersonalDataPolicy { Requests = new PlacePolicy { Enabled = false }, Interactions = new PlacePolicy { EntityTypes = ["EMAIL_ADDRESS"] } });
        Kept(KeptPlace.Requests).ShouldBe(Text);
        Kept(KeptPlace.Interactions).ShouldBe("Write to <EMAIL_ADDRESS_1>, card 4111 1111 1111 1111.");
        Policy(new PersonalDataPolicy { RedactionEnabled = false });
        Kept(KeptPlace.Interactions).ShouldBe(Text);
    }

    [Fact]
    public void A_text_without_findings_is_the_same_instance() => _guards.Kept.Text(GuardCalls.Tenant, KeptPlace.Requests, "Nothing here").ShouldBeSameAs("Nothing here");

    [Fact]
    public void Prompt_and_answer_share_their_placeholders()
    {
        (byte[] request, byte[] answer, bool cut) = _guards.Kept.Exchange(GuardCalls.Tenant,
            """{"messages":[{"content":"bob@x.example and anna@x.example"}]}"""u8, """{"content":"anna@x.example"}"""u8, 100_000);
        Encoding.UTF8.GetString(request).ShouldContain("<EMAIL_ADDRESS_1> and <EMAIL_ADDRESS_2>");
        Encoding.UTF8.GetString(answer).ShouldContain("<EMAIL_ADDRESS_2>");
        cut.ShouldBeFalse();
    }

    [Fact]
    public void A_long_text_that_held_nothing_is_looked_at_again_when_the_policy_looks_for_more()
    {
        string words = string.Concat(Enumerable.Repeat("The seats were counted again and the offer stands. ", 10));
        byte[] request = Encoding.UTF8.GetBytes($$"""{"messages":[{"content":"{{words}}Write to anna@x.example."}]}""");
        Policy(new PersonalDataPolicy { Requests = new PlacePolicy { EntityTypes = ["CREDIT_CARD"] } });
        string Request() => Encoding.UTF8.GetString(_guards.Kept.Exchange(GuardCalls.Tenant, request, "{}"u8, 100_000).Request);
        Request().ShouldContain("anna@x.example");
        Request().ShouldContain("anna@x.example");
        Policy(new PersonalDataPolicy { Requests = new PlacePolicy { EntityTypes = ["EMAIL_ADDRESS"] } });
        Request().ShouldContain("Write to <EMAIL_ADDRESS_1>.");
    }

    [Fact]
    public void Places_move_with_what_they_point_to()
    {
        int[] places = [Text.IndexOf("card", StringComparison.Ordinal), Text.Length, 0, Text.IndexOf("weber", StringComparison.Ordinal)];
        string kept = _guards.Kept.Text(GuardCalls.Tenant, KeptPlace.Requests, Text, places);
        kept[places[0]..].ShouldStartWith("card <");
        places[1].ShouldBe(kept.Length);
        places[2].ShouldBe(0);
        // Inside of what went: behind what stands there now.
        kept[..places[3]].ShouldEndWith("<EMAIL_ADDRESS_1>");
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("redact")]
    [InlineData("mask")]
    [InlineData("hash")]
    [InlineData("token")]
    public void What_was_kept_once_stays_as_it_is(string with)
    {
        Policy(new PersonalDataPolicy { Operator = with });
        Prop.ForAll(PiiTexts.Sentences.ToArbitrary(), text =>
        {
            string once = _guards.Kept.Text(GuardCalls.Tenant, KeptPlace.Requests, text);
            _guards.Kept.Text(GuardCalls.Tenant, KeptPlace.Requests, once).ShouldBe(once);
            string json = JsonSerializer.Serialize(text);
            JsonNode.Parse(_guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, json))!.GetValue<string>().ShouldBe(once);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Images_are_left_alone()
    {
        string json = $$"""{"url":"data:image/png;base64,{{Convert.ToBase64String([0x89, (byte)'P', (byte)'N', (byte)'G', 0, .. Encoding.UTF8.GetBytes(Text)])}}"}""";
        _guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, json).ShouldBeSameAs(json);
    }

    [Theory]
    [InlineData("data:application/pdf;base64,", "%PDF-1.7\n")]
    [InlineData("data:image/png;base64,", "%PDF-1.7\n")]
    [InlineData("", "PK\u0003\u0004\u0000\u0000")]
    public void Documents_that_nothing_can_be_taken_out_of_are_not_kept(string head, string mark)
    {
        string written = head + Convert.ToBase64String([.. Encoding.Latin1.GetBytes(mark), 0, .. Enumerable.Repeat(Encoding.UTF8.GetBytes(Text), 10).SelectMany(b => b)]);
        string kept = _guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, JsonSerializer.Serialize(new { file_data = written }));
        JsonNode.Parse(kept)!["file_data"]!.GetValue<string>().ShouldStartWith("[A document of");
    }

    [Theory]
    [InlineData("data:text/plain;base64,")]
    [InlineData("data:image/png;base64,")]
    [InlineData("")]
    public void A_file_of_text_is_kept_without_what_the_policy_takes_out_of_it(string head)
    {
        string kept = _guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, $$"""{"url":"{{head}}{{Convert.ToBase64String(Encoding.UTF8.GetBytes(Text))}}"}""");
        string written = JsonNode.Parse(kept)!["url"]!.GetValue<string>();
        written.ShouldStartWith(head);
        Encoding.UTF8.GetString(Convert.FromBase64String(written[head.Length..])).ShouldBe(_guards.Kept.Text(GuardCalls.Tenant, KeptPlace.Requests, Text));
    }

    [Theory]
    [InlineData("data: anna.weber@kestrel.example;base64, is hers")]
    [InlineData("data:text/plain;base64,anna.weber@kestrel.example")]
    public void A_sentence_that_looks_like_an_image_is_read(string text) =>
        _guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, JsonSerializer.Serialize(text)).ShouldNotContain("anna.weber");

    [Fact]
    public void Values_in_the_escapes_of_JSON_inside_a_string_are_found()
    {
        Policy(new PersonalDataPolicy { EntityTypes = ["EMAIL_ADDRESS", "PHONE_NUMBER"] });
        string arguments = """{"body":"Hi\nanna.weber@kestrel.example","phone":"\u002b49 30 90182077"}""";
        string kept = JsonNode.Parse(_guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, JsonSerializer.Serialize(new { arguments })))!["arguments"]!.GetValue<string>();
        JsonNode inner = JsonNode.Parse(kept)!;
        inner["body"]!.GetValue<string>().ShouldBe("Hi\n<EMAIL_ADDRESS_1>");
        inner["phone"]!.GetValue<string>().ShouldBe("<PHONE_NUMBER_1>");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(90)]
    public void What_is_cut_was_looked_at_and_ends_with_a_whole_character(int longest)
    {
        byte[] json = Encoding.UTF8.GetBytes($$"""{"a":"{{Text}}","b":"üüü 😀 {{Text}} {{new string('ü', 200)}}"}""");
        byte[] kept = _guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, json, longest, out bool cut);
        cut.ShouldBeTrue();
        kept.Length.ShouldBeLessThanOrEqualTo(longest);
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(kept);
        text.ShouldNotContain("anna");
        text.ShouldNotContain("4111");
    }

    [Fact]
    public void What_was_cut_before_is_no_JSON_any_more_and_is_looked_at_all_the_same()
    {
        byte[] kept = _guards.Kept.Json(GuardCalls.Tenant, KeptPlace.Requests, Encoding.UTF8.GetBytes($$"""{"a":"{{Text}}","b":"anna.we"""), int.MaxValue, out _);
        Encoding.UTF8.GetString(kept).ShouldBe("""{"a":"Write to <EMAIL_ADDRESS_1>, card <CREDIT_CARD_1>.","b":"anna.we""");
    }

    [Fact]
    public void Values_of_tokens_go_to_the_vault_once()
    {
        Policy(new PersonalDataPolicy { Operator = "token" });
        string kept = Kept(KeptPlace.Requests);
        Kept(KeptPlace.Requests).ShouldBe(kept);
        kept.ShouldNotContain("anna.weber");
        _guards.Tokens.Count.ShouldBe(2);
        _guards.Tokens.ShouldAllBe(t => kept.Contains(t.Token, StringComparison.Ordinal) && t.EncryptedValue.Length > 0);
    }

    private string Kept(KeptPlace place) => _guards.Kept.Text(GuardCalls.Tenant, place, Text);

    private void Policy(PersonalDataPolicy policy) => _guards.Policies.Set(GuardCalls.Tenant, new TenantGuardrails(new GuardrailPolicy { Pii = policy }, 1, new byte[32]));
}
