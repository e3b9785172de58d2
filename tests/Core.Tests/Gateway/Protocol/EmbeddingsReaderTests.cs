using System.Text;
using Artisan.Core.Gateway.Protocol;
using Artisan.Core.Kernel;
using Shouldly;
using Xunit;

namespace Artisan.Core.Tests.Gateway.Protocol;

public class EmbeddingsReaderTests
{
    private static EmbeddingsView Read(string json) => EmbeddingsReader.Read(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Reads_texts()
    {
        EmbeddingsView view = Read("""{"model":"text-embedding-3-small","input":["a","ü"],"encoding_format":"base64","dimensions":256,"x":1}""");
        view.Model.ShouldBe("text-embedding-3-small");
        view.Inputs.ShouldBe(["a", "ü"]);
        view.InputCount.ShouldBe(2);
        view.InputBytes.ShouldBe(3);
        view.EncodingFormat.ShouldBe("base64");
        view.Dimensions.ShouldBe(256);
        view.TopLevel.Find("x").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"input":"one"}""", 1, 1, 3)]
    [InlineData("""{"input":[1,2,3]}""", 0, 1, 3)]
    [InlineData("""{"input":[[1,2],[3]]}""", 0, 2, 3)]
    public void Counts_inputs_of_every_form(string json, int texts, int count, int bytes)
    {
        EmbeddingsView view = Read(json);
        view.Inputs.Count.ShouldBe(texts);
        view.InputCount.ShouldBe(count);
        view.InputBytes.ShouldBe(bytes);
        view.EncodingFormat.ShouldBe("float");
    }

    [Theory]
    [InlineData("""{}""", "input")]
    [InlineData("""{"input":null}""", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":""}""", "input")]
    [InlineData("""{"input":["a",""]}""", "input[1]")]
    [InlineData("""{"input":["a",2]}""", "input[1]")]
    [InlineData("""{"input":[1,"a"]}""", "input[1]")]
    [InlineData("""{"input":[[]]}""", "input[0]")]
    [InlineData("""{"input":[[1,"x"]]}""", "input[0][1]")]
    [InlineData("""{"input":"a","encoding_format":"hex"}""", "encoding_format")]
    [InlineData("""{"input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"input":"a","input":"b"}""", "input")]
    [InlineData("""{"input":"a" "b"}""", "body")]
    public void Names_the_field_at_fault(string json, string field) =>
        Should.Throw<ArtisanException>(() => Read(json)).Field.ShouldBe(field);
}
