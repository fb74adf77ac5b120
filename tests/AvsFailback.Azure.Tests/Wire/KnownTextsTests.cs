using System.Collections.Generic;
using System.IO;
using System.Linq;
using AvsFailback.Azure.Tests.Fakes;
using AvsFailback.Azure.Wire;
using CsCheck;
using Newtonsoft.Json;
using Xunit;

namespace AvsFailback.Azure.Tests.Wire;

/// <summary>Texts that are read over and over are kept once, and none is ever taken for another.</summary>
public sealed class KnownTextsTests
{
    [Fact]
    public void Whatever_was_read_before_each_text_is_read_as_it_is_written() =>
        Gen.OneOf(Gen.String[0, 40], Gen.String[Gen.Char["ab/é\u00C3\u00A9\"\\"], 0, 12], Gen.String[Gen.Char['a', 'c'], 500, 520]).List[1, 20].Sample(texts =>
        {
            // Half a surrogate pair can't be written as UTF-8.
            string[] written = [.. texts.Where(text => !text.Any(char.IsSurrogate))];
            string json = JsonConvert.SerializeObject(written);
            Assert.Equal(written, Read(json));
            Assert.Equal(written, Read(json));
        });

    [Fact]
    public void What_lists_repeat_is_kept_once()
    {
        string json = $"""["{Vaults.ItemText}","Windows"]""";

        // Another test may just have driven one of them away.
        Assert.Contains(Enumerable.Range(0, 5), _ => Read(json).Zip(Read(json), ReferenceEquals).All(same => same) && ReferenceEquals(ReadId(), ReadId()));

        static ArmId ReadId()
        {
            var reader = new WireReader(new StringReader($"\"{Vaults.ItemText}\""));
            return reader.Root((ref r) => r.Id()!);
        }
    }

    private static IReadOnlyList<string> Read(string json)
    {
        var reader = new WireReader(new StringReader(json));
        return reader.Root((ref r) => r.Texts());
    }
}
