using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GamSessions.Tests.Records;

/// <summary>
/// Every rule of the format document of asciicast, version 2 (https://docs.asciinema.org/manual/asciicast/v2/), and that times don't go
/// back, which players rely on.
/// </summary>
internal static partial class AsciicastRules
{
    /// <summary>Fails when a recording breaks one; gives the texts of its output events with their times.</summary>
    public static IReadOnlyList<(double Time, string Text)> Check(byte[] recording)
    {
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(recording);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text[..^1].Split('\n');
        Assert.All(lines, line => Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF'));
        CheckHeader(Parse(lines[0]));
        var last = 0.0;
        List<(double, string)> output = [];
        foreach (var line in lines.Skip(1))
        {
            var e = Parse(line);
            Assert.Equal((JsonValueKind.Array, 3), (e.ValueKind, e.GetArrayLength()));
            Assert.Equal(JsonValueKind.Number, e[0].ValueKind);
            Assert.True(e[0].GetDouble() >= last, line);
            last = e[0].GetDouble();
            var code = e[1].GetString();
            Assert.Contains(code, (string[])["o", "i", "m", "r"]);
            Assert.Equal(JsonValueKind.String, e[2].ValueKind);
            if (code == "r")
            {
                Assert.Matches(Size(), e[2].GetString()!);
            }

            if (code == "o")
            {
                output.Add((last, e[2].GetString()!));
            }
        }

        return output;
    }

    private static JsonElement Parse(string line) => JsonElement.Parse(line);

    private static void CheckHeader(JsonElement header)
    {
        Assert.Equal(JsonValueKind.Object, header.ValueKind);
        Assert.Equal(2, header.GetProperty("version").GetInt32());
        Assert.True(header.GetProperty("width").GetInt32() > 0);
        Assert.True(header.GetProperty("height").GetInt32() > 0);
        foreach (var field in header.EnumerateObject())
        {
            switch (field.Name)
            {
                case "version" or "width" or "height":
                    break;
                case "timestamp":
                    Assert.True(field.Value.GetInt64() > 0);
                    break;
                case "duration" or "idle_time_limit":
                    Assert.True(field.Value.GetDouble() >= 0);
                    break;
                case "command" or "title":
                    Assert.Equal(JsonValueKind.String, field.Value.ValueKind);
                    break;
                case "env":
                    Assert.All(field.Value.EnumerateObject(), v => Assert.Equal(JsonValueKind.String, v.Value.ValueKind));
                    break;
                case "theme":
                    Assert.Matches(Colour(), field.Value.GetProperty("fg").GetString()!);
                    Assert.Matches(Colour(), field.Value.GetProperty("bg").GetString()!);
                    var palette = field.Value.GetProperty("palette").GetString()!.Split(':');
                    Assert.Contains(palette.Length, (int[])[8, 16]);
                    Assert.All(palette, colour => Assert.Matches(Colour(), colour));
                    break;
                default:
                    Assert.Fail($"The document knows no '{field.Name}'.");
                    break;
            }
        }
    }

    [GeneratedRegex(@"^\d+x\d+$")]
    private static partial Regex Size();

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Colour();
}
