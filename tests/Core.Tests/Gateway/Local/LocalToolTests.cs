using System.Text.Json;
using Artisan.Core.Gateway.Providers;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Local;

public class LocalToolTests
{
    private const string Weather = """{"type":"function","function":{"name":"get_current_weather","description":"Get the current weather in a given location","parameters":{"type":"object","properties":{"location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},"unit":{"type":"string","enum":["celsius","fahrenheit"]}},"required":["location"]}}}""";
    private const string Mail = """{"type":"function","function":{"name":"send_email","description":"Send an e-mail","parameters":{"type":"object","properties":{"to":{"type":"string","format":"email"},"subject":{"type":"string"}},"required":["to"]}}}""";
    private const string Lead = """{"type":"function","function":{"name":"get_lead","description":"Look up a lead of the CRM by its id","parameters":{"type":"object","properties":{"lead_id":{"type":"string"}},"required":["lead_id"]}}}""";
    private const string Search = """{"type":"function","function":{"name":"search_knowledge","description":"Searches the knowledge base","parameters":{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}},"required":["query"]}}}""";
    private const string All = $"\"tools\":[{Weather},{Mail},{Lead},{Search}]";

    private static string Demanding(string name) => All + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\"}}";

    [Theory]
    [InlineData("What's the weather like in Paris today? Use celsius.", "get_current_weather", """{"location":"Paris","unit":"celsius"}""")]
    [InlineData("How hot is it in New York?", "get_current_weather", """{"location":"New York"}""")]
    [InlineData("Wie ist das Wetter in Hamburg?", "get_current_weather", """{"location":"Hamburg"}""")]
    [InlineData("Send an email to maria@hafenbau.example please", "send_email", """{"to":"maria@hafenbau.example"}""")]
    [InlineData("Show me the lead LD-4711", "get_lead", """{"lead_id":"LD-4711"}""")]
    [InlineData("Search the knowledge base for our refund policy", "search_knowledge", """{"query":"our refund policy"}""")]
    [InlineData("What is our notice period?", "search_knowledge", """{"query":"What is our notice period?"}""")]
    public async Task Calls_the_function_that_the_words_mean(string request, string name, string arguments)
    {
        Said said = await Local.ChatAsync(All, ("user", request));
        said.FinishReason.ShouldBe("tool_calls");
        said.Calls.ShouldBe([(name, arguments)]);
        said.Root.GetProperty("choices")[0].GetProperty("message").GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("Please create a task to call Laura about pricing due 2026-12-01", """{"title":"call Laura about pricing","due_date":"2026-12-01"}""")]
    [InlineData("Create a task to send the offer to Hafenbau.", """{"title":"send the offer to Hafenbau"}""")]
    public async Task A_task_is_made_and_not_listed(string request, string arguments)
    {
        const string create = """{"type":"function","function":{"name":"create_task","description":"Create a follow-up task in the CRM","parameters":{"type":"object","properties":{"title":{"type":"string"},"due_date":{"type":"string","format":"date"}},"required":["title"]}}}""";
        Said said = await Local.ChatAsync($"\"tools\":[{Weather},{create}]", ("user", request));
        said.Calls.ShouldBe([("create_task", arguments)]);
    }

    [Fact]
    public async Task Two_places_are_two_calls()
    {
        Said said = await Local.ChatAsync(All, ("user", "What's the weather in Paris and Rome?"));
        said.Calls.Select(c => c.Arguments).ShouldBe(["""{"location":"Paris"}""", """{"location":"Rome"}"""]);
        said.Root.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(c => c.GetProperty("id").GetString()).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Earlier_words_fill_what_the_last_ones_leave_open()
    {
        Said said = await Local.ChatAsync($"\"tools\":[{Weather}]", ("user", "I am travelling to Lisbon tomorrow."), ("assistant", "Have a good trip."), ("user", "What will the weather be?"));
        said.Calls.ShouldBe([("get_current_weather", """{"location":"Lisbon"}""")]);
    }

    [Theory]
    [InlineData("Summarise in one sentence: The board met on Monday. It decided to buy Hafenbau. The contract is signed in May.")]
    [InlineData("Hello!")]
    public async Task Calls_nothing_that_was_not_meant(string request)
    {
        Said said = await Local.ChatAsync(All, ("user", request));
        said.Calls.ShouldBeEmpty();
        said.FinishReason.ShouldBe("stop");
    }

    [Fact]
    public async Task Asks_for_what_is_missing()
    {
        Said said = await Local.ChatAsync($"\"tools\":[{Weather}]", ("user", "How is the weather?"));
        said.Method.ShouldBe("tools:missing-arguments");
        said.Text.ShouldBe("To call `get_current_weather` I need: `location`.");
    }

    [Fact]
    public async Task The_callers_choice_holds()
    {
        (await Local.ChatAsync($"{All},\"tool_choice\":\"none\"", ("user", "Weather in Paris?"))).Calls.ShouldBeEmpty();
        (await Local.ChatAsync(Demanding("search_knowledge"), ("user", "Weather in Paris?"))).Calls.Single().Name.ShouldBe("search_knowledge");
        ProviderException fault = await Should.ThrowAsync<ProviderException>(Local.ChatAsync($"\"tools\":[{Weather}],\"tool_choice\":\"required\"", ("user", "Tell me something nice")));
        fault.Fault.ShouldBe(ProviderFault.Unsupported);
        fault.Message.ShouldContain("`location` of `get_current_weather`");
        (await Should.ThrowAsync<ProviderException>(Local.ChatAsync(Demanding("nothing"), ("user", "x")))).Fault.ShouldBe(ProviderFault.BadRequest);
    }

    [Theory]
    [InlineData("""{"temperature":21,"unit":"celsius","condition":"sunny"}""", "According to `get_weather` (city Bonn): temperature 21, unit celsius, condition sunny.")]
    [InlineData("21 degrees and sunny", "According to `get_weather` (city Bonn): 21 degrees and sunny")]
    [InlineData("[]", "According to `get_weather` (city Bonn): it found nothing.")]
    [InlineData("""{"items":[{"day":"Mon","high":20},{"day":"Tue","high":22}]}""", "According to `get_weather` (city Bonn): \n- day Mon, high 20\n- day Tue, high 22")]
    public async Task Tells_what_a_function_answered(string result, string expected)
    {
        Said said = Local.Read(await Local.SendAsync($$$"""
            {"model":"x","tools":[{{{Weather}}}],"messages":[{"role":"user","content":"Weather in Bonn?"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Bonn\"}"}}]},
             {"role":"tool","tool_call_id":"call_1","content":{{{Local.Quote(result)}}}}]}
            """));
        said.Method.ShouldBe("tool-results");
        said.Text.ShouldBe(expected);
    }
}
