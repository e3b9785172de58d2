using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Local;

public class LocalStructuredTests
{
    private static async Task<JsonElement> FillAsync(string schema, string text)
    {
        Said said = await Local.ChatAsync($$$"""
            "response_format":{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{{{schema}}}}}
            """, ("user", text));
        said.Method.ShouldBe("structured:rules");
        return JsonDocument.Parse(said.Text).RootElement;
    }

    [Fact]
    public async Task A_thread_fills_what_its_fields_mean()
    {
        JsonElement filled = await FillAsync("""
            {"type":"object","additionalProperties":false,
             "required":["subject","summary","participants","action_items","sentiment","decisions","open_questions","deadline","amount","follow_up_needed","customer_email","churn_reason"],
             "properties":{"subject":{"type":"string"},"summary":{"type":"string","maxLength":200},"participants":{"type":"array","items":{"type":"string"}},
              "action_items":{"type":"array","items":{"$ref":"#/$defs/item"}},"sentiment":{"enum":["positive","neutral","negative"]},
              "decisions":{"type":"array","items":{"type":"string"},"maxItems":1},"open_questions":{"type":"array","items":{"type":"string"}},
              "deadline":{"type":"string","format":"date"},"amount":{"type":"number"},"follow_up_needed":{"type":"boolean"},
              "customer_email":{"type":"string","format":"email"},"churn_reason":{"anyOf":[{"type":"string","enum":["price gone wild","bankruptcy"]},{"type":"null"}]}},
             "$defs":{"item":{"type":"object","additionalProperties":false,"required":["task","owner","due_date"],
              "properties":{"task":{"type":"string"},"owner":{"type":["string","null"]},"due_date":{"type":["string","null"],"format":"date"}}}}}
            """, Samples.Thread);
        filled.GetProperty("subject").GetString().ShouldBe("Renewal of our platform contract");
        filled.GetProperty("summary").GetString()!.Length.ShouldBeLessThanOrEqualTo(200);
        filled.GetProperty("participants").EnumerateArray().Select(p => p.GetString()).ShouldBe(["Anna Weber", "Tom Hill", "Li Chen"]);
        JsonElement[] items = [.. filled.GetProperty("action_items").EnumerateArray()];
        items.Length.ShouldBe(3);
        (items[0].GetProperty("owner").GetString(), items[0].GetProperty("due_date").GetString()).ShouldBe(("Li Chen", "2026-03-10"));
        (items[1].GetProperty("owner").GetString(), items[1].GetProperty("due_date").GetString()).ShouldBe(("Tom Hill", "2026-03-13"));
        filled.GetProperty("decisions").GetArrayLength().ShouldBe(1);
        filled.GetProperty("deadline").GetString().ShouldBe("2026-03-18");
        filled.GetProperty("amount").GetDecimal().ShouldBe(93840);
        filled.GetProperty("follow_up_needed").GetBoolean().ShouldBeTrue();
        filled.GetProperty("customer_email").GetString().ShouldBe("anna.weber@acme-logistics.example");
        filled.GetProperty("churn_reason").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private const string Offer = """
        From: Laura Chen <laura@acme.example>
        To: Jonas Falk <jonas@northwind.example>
        Date: Mon, 3 Nov 2025 09:12:00 +0000
        Subject: Pricing for 40 seats

        Hi Jonas, our board meets on December 14 and needs the final price for 40 seats.

        ---
        From: Jonas Falk <jonas@northwind.example>
        To: Laura Chen <laura@acme.example>
        Date: Tue, 4 Nov 2025 10:00:00 +0000
        Subject: Re: Pricing for 40 seats

        Hi Laura, the kickoff should be no later than November 20.
        """;

    [Theory]
    [InlineData("decision_date", "2025-12-14")]
    [InlineData("kickoff_date", "2025-11-20")]
    public async Task A_day_is_the_one_whose_sentence_speaks_of_it(string field, string day)
    {
        string schema = """{"type":"object","required":["DAY","contact_name"],"properties":{"DAY":{"type":"string","format":"date"},"contact_name":{"type":"string"}}}""".Replace("DAY", field, StringComparison.Ordinal);
        JsonElement filled = await FillAsync(schema, Offer);
        filled.GetProperty(field).GetString().ShouldBe(day);
        filled.GetProperty("contact_name").GetString().ShouldBe("Laura Chen");
    }

    [Fact]
    public async Task A_day_that_nothing_speaks_of_is_no_guess()
    {
        ProviderException e = await Should.ThrowAsync<ProviderException>(() => FillAsync("""{"type":"object","required":["invoice_date"],"properties":{"invoice_date":{"type":"string","format":"date"}}}""", Offer));
        e.Message.ShouldContain("invoice_date");
    }

    [Fact]
    public async Task A_lead_is_rated_by_its_signals()
    {
        JsonElement filled = await FillAsync("""
            {"type":"object","additionalProperties":false,"required":["lead_id","score","confidence","grade","factors","recommendation","priority"],
             "properties":{"lead_id":{"type":"string"},"score":{"type":"integer","minimum":0,"maximum":100},"confidence":{"type":"number","minimum":0,"maximum":1},
              "grade":{"enum":["A","B","C","D","F"]},"recommendation":{"type":"string"},"priority":{"enum":["low","medium","high"]},
              "factors":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["category","name","weight","value","impact"],
               "properties":{"category":{"type":"string"},"name":{"type":"string"},"weight":{"type":"number"},"value":{"type":"string"},"impact":{"type":"integer"}}}}}}
            """, "Score this lead.\n\nLead ID: lead_123\nCompany: Acme Corp\nIndustry: Manufacturing\nEngagement summary: 15 email opens, 3 website visits, downloaded whitepaper\nBuying signals: Asked about enterprise pricing, mentioned Q1 budget");
        filled.GetProperty("lead_id").GetString().ShouldBe("lead_123");
        filled.GetProperty("score").GetInt32().ShouldBeInRange(55, 95);
        filled.GetProperty("grade").GetString().ShouldBeOneOf("A", "B");
        filled.GetProperty("factors").EnumerateArray().Select(f => f.GetProperty("category").GetString()).ShouldBe(["engagement", "budget"]);
        filled.GetProperty("factors")[0].GetProperty("impact").GetInt32().ShouldBeGreaterThan(0);
        filled.GetProperty("priority").GetString().ShouldBeOneOf("medium", "high");
    }

    [Fact]
    public async Task A_better_lead_scores_higher()
    {
        const string schema = """{"type":"object","required":["score"],"properties":{"score":{"type":"integer"}}}""";
        int good = (await FillAsync(schema, "The budget is approved, they want to sign the contract this month and asked for a demo. They love the product.")).GetProperty("score").GetInt32();
        int bad = (await FillAsync(schema, "They are not interested, the price is too high and they are unhappy with the delays. There is no budget.")).GetProperty("score").GetInt32();
        good.ShouldBeGreaterThan(bad + 20);
    }

    [Fact]
    public async Task A_contact_is_picked_out()
    {
        JsonElement filled = await FillAsync("""
            {"type":"object","required":["name","email","phone","company","seats","meeting_date","website"],
             "properties":{"name":{"type":"string"},"first_name":{"type":"string"},"email":{"type":"string"},"phone":{"type":"string"},"company":{"type":"string"},
              "seats":{"type":"integer"},"meeting_date":{"type":"string","format":"date"},"website":{"type":["string","null"]},"shoe_colour":{"type":"string"}}}
            """, "Extract the contact: Hi, I'm Maria Lopez from Hafenbau GmbH. We need 40 seats. Call me at +49 40 1234567 or maria.lopez@hafenbau.example. Can we meet on 14 May 2026?");
        filled.GetRawText().ShouldBe("""{"name":"Maria Lopez","first_name":"Maria","email":"maria.lopez@hafenbau.example","phone":"+49 40 1234567","company":"Hafenbau GmbH","seats":40,"meeting_date":"2026-05-14","website":null}""");
    }

    [Theory]
    [InlineData("""{"type":"object","required":["name","date","participants"],"properties":{"name":{"type":"string"},"date":{"type":"string"},"participants":{"type":"array","items":{"type":"string"}}}}""",
        "Alice and Bob are going to a science fair on Friday.", """{"name":"Science fair","date":"Friday","participants":["Alice","Bob"]}""")]
    [InlineData("""{"type":"object","required":["category","is_urgent"],"properties":{"category":{"enum":["billing","technical","sales","other"]},"is_urgent":{"type":"boolean"}}}""",
        "I was charged twice on my billing statement and need this fixed immediately.", """{"category":"billing","is_urgent":true}""")]
    [InlineData("""{"type":"object","required":["category"],"properties":{"category":{"enum":["billing","technical","other"]}}}""",
        "The canteen was closed today.", """{"category":"other"}""")]
    [InlineData("""{"type":"object","required":["order_id","discount"],"properties":{"order_id":{"type":"string","pattern":"^[A-Z]{2}-\\d{5}$"},"discount":{"type":"number"}}}""",
        "Order AB-12345 came with a 12.5% discount.", """{"order_id":"AB-12345","discount":12.5}""")]
    [InlineData("""{"type":"object","required":["company","company_size","industry"],"properties":{"company":{"type":"string"},"company_size":{"type":"string"},"industry":{"type":"string"}}}""",
        "{\"company\":\"Acme\",\"details\":{\"companySize\":\"500-1000\",\"industry\":\"Manufacturing\"}}", """{"company":"Acme","company_size":"500-1000","industry":"Manufacturing"}""")]
    [InlineData("""{"type":"object","required":["kind"],"properties":{"kind":{"const":"note"}}}""", "Anything at all.", """{"kind":"note"}""")]
    public async Task Rules_fill_small_schemas(string schema, string text, string expected) =>
        (await FillAsync(schema, text)).GetRawText().ShouldBe(expected);

    [Fact]
    public async Task What_no_rule_can_fill_is_named_not_invented()
    {
        ProviderException fault = await Should.ThrowAsync<ProviderException>(FillAsync("""
            {"type":"object","required":["name","middle_name","address"],"properties":{"name":{"type":"string"},"middle_name":{"type":"string"},
             "address":{"type":"object","required":["postal_code"],"properties":{"postal_code":{"type":"string"}}}}}
            """, "Hi, I'm Maria Lopez."));
        fault.Fault.ShouldBe(ProviderFault.Unsupported);
        fault.Message.ShouldContain("`middle_name`, `address.postal_code`");
        fault.Message.ShouldNotContain("`name`");
    }

    [Fact]
    public async Task What_does_not_fit_the_schema_is_a_mismatch()
    {
        ProviderException fault = await Should.ThrowAsync<ProviderException>(FillAsync(
            """{"type":"object","required":["summary"],"properties":{"summary":{"type":"string","not":{"type":"string"}}}}""", "The board met. It decided to buy."));
        fault.Fault.ShouldBe(ProviderFault.SchemaMismatch);
    }

    [Fact]
    public async Task Without_a_schema_the_named_keys_are_filled()
    {
        Said said = await Local.ChatAsync("""
            "response_format":{"type":"json_object"}
            """, ("user", "Extract as JSON with keys name, email and order_id: Ticket from Peter Klein (peter.klein@web.example), order AB-12345 arrived broken."));
        said.Text.ShouldBe("""{"name":"Peter Klein","email":"peter.klein@web.example","order_id":"AB-12345"}""");
    }

    [Fact]
    public async Task Without_keys_it_tells_what_can_be_told_of_any_text()
    {
        Said said = await Local.ChatAsync("""
            "response_format":{"type":"json_object"}
            """, ("user", "Analyse this as JSON:\n\n" + Samples.Call));
        JsonElement filled = JsonDocument.Parse(said.Text).RootElement;
        filled.EnumerateObject().Select(p => p.Name).ShouldBe(["summary", "key_points", "action_items", "sentiment"]);
        filled.GetProperty("action_items")[0].GetProperty("owner").GetString().ShouldBe("Rep");
    }

    [Theory]
    [InlineData("Anna Weber at Acme Corp paid 5 € ")]
    [InlineData("1.1 ")]
    public async Task A_large_text_fills_a_schema_of_every_kind(string piece)
    {
        string[] names = ["name", "company", "email", "phone", "amount", "website", "role", "city", "order_id", "due_date", "topics", "people", "key_points"];
        string properties = string.Join(",", names.Select(n => $"\"{n}\":{{\"type\":[\"{(n.EndsWith('s') || n == "people" ? "array" : "string")}\",\"null\"]}}"));
        JsonElement filled = await FillAsync("{\"type\":\"object\",\"properties\":{" + properties + ",\"seats\":{\"type\":[\"integer\",\"null\"]}}}", string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length)));
        filled.EnumerateObject().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_recursive_schema_ends()
    {
        JsonElement filled = await FillAsync("""
            {"type":"object","required":["summary","children"],"properties":{"summary":{"type":"string"},"children":{"type":"array","items":{"$ref":"#"}}}}
            """, "The board met on Monday. It decided to buy the company. The lawyers will prepare the contract.");
        filled.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
    }
}
