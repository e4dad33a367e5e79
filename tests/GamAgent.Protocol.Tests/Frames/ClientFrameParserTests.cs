using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GamAgent.Protocol.Frames;

namespace GamAgent.Protocol.Tests.Frames;

public sealed class ClientFrameParserTests
{
    [Theory]
    [InlineData("gam info domain\r\n", "gam info domain")]
    [InlineData("  \t", "  \t")]
    [InlineData("", "")]
    [InlineData("[1]", "[1]")]
    [InlineData("""{"event":"input","data":"gam info domain"}""", "gam info domain")]
    public void Plain_text_and_input_are_lines(string text, string line) => Assert.Equal(new InputFrame(line), Parse(text).Frame);

    [Fact]
    public void Exec_carries_all_of_its_fields()
    {
        var frame = Assert.IsType<ExecFrame>(
            Parse("""  {"event":"exec","data":{"args":["info","a b",""],"id":"c1","timeoutSeconds":30,"queue":true}}""").Frame);
        Assert.Equal(["info", "a b", ""], frame.Args!);
        Assert.Equal(("c1", 30, true, null), (frame.Id, frame.TimeoutSeconds, frame.Queue, frame.Command));
    }

    [Fact]
    public void Stdin_takes_text_bytes_and_the_end()
    {
        var bytes = Assert.IsType<StdinFrame>(Parse("""{"event":"stdin","data":{"base64":"AP8=","eof":true}}""").Frame);
        Assert.Equal([0, 255], bytes.Bytes.ToArray());
        Assert.True(bytes.Eof);
        var secret = Assert.IsType<StdinFrame>(Parse("""{"event":"stdin","data":{"text":"é","secret":true,"id":"c1"}}""").Frame);
        Assert.Equal("é"u8.ToArray(), secret.Bytes.ToArray());
        Assert.Equal((true, "c1", null), (secret.Secret, secret.Id, bytes.Id));
    }

    [Theory]
    [InlineData("""{"event":"exec","data":{"args":["x"],"idd":"c"}}""", "data.idd")]
    [InlineData("""{"event":"exec","data":{"args":["x",1]}}""", "data.args[1]")]
    [InlineData("""{"event":"exec","data":{"args":"x"}}""", "data.args")]
    [InlineData("""{"event":"exec","data":{"args":["a\u0000b"]}}""", "data.args[0]")]
    [InlineData("""{"event":"exec","data":{}}""", "data.args")]
    [InlineData("""{"event":"exec","data":{"args":[],"command":"x"}}""", "data.command")]
    [InlineData("""{"event":"exec","data":[]}""", "data")]
    [InlineData("""{"event":"exec"}""", "data")]
    [InlineData("""{"event":"exec","data":{"command":"x","id":""}}""", "data.id")]
    [InlineData("""{"event":"exec","data":{"command":"x","id":7}}""", "data.id")]
    [InlineData("""{"event":"exec","data":{"command":"x","timeoutSeconds":0}}""", "data.timeoutSeconds")]
    [InlineData("""{"event":"exec","data":{"command":"x","timeoutSeconds":1.5}}""", "data.timeoutSeconds")]
    [InlineData("""{"event":"exec","data":{"command":"x","queue":"yes"}}""", "data.queue")]
    [InlineData("""{"event":"exec","data":{"command":"x","command":"y"}}""", "data.command")]
    [InlineData("""{"event":"input","event":"input","data":"x"}""", "event")]
    [InlineData("""{"event":"input","data":5}""", "data")]
    [InlineData("""{"event":"input"}""", "data")]
    [InlineData("""{"data":"x"}""", "event")]
    [InlineData("""{"event":5}""", "event")]
    [InlineData("""{"event":"nonsense"}""", "event")]
    [InlineData("""{"event":"ping","extra":1}""", "extra")]
    [InlineData("""{"event":"signal","data":{"name":"HUP"}}""", "data.name")]
    [InlineData("""{"event":"stdin","data":{}}""", "data.text")]
    [InlineData("""{"event":"stdin","data":{"base64":"%"}}""", "data.base64")]
    [InlineData("""{"event":"cancel","data":{"id":null}}""", "data.id")]
    [InlineData("""{"event":"end","data":{"reason":"bored","graceSeconds":1}}""", "data.reason")]
    [InlineData("""{"event":"end","data":{"reason":"idle"}}""", "data.graceSeconds")]
    [InlineData("""{"event":"kick","data":{"subject":""}}""", "data.subject")]
    [InlineData("""{"event":"keys","data":{"jwks":1}}""", "data.jwks")]
    [InlineData("""{"event":"closing","data":{"reason":"idle","at":"soon"}}""", "data.at")]
    [InlineData("""{"event":"note","data":{"reason":"idle","message":"x"}}""", "data.reason")]
    [InlineData("""{"event":"note","data":{"reason":"pod-lost","message":""}}""", "data.message")]
    public void A_frame_of_the_wrong_shape_names_the_field(string text, string field)
    {
        var error = Parse(text).Error;
        Assert.Equal(ErrorCode.BadFrame, error?.Code);
        Assert.Contains($"'{field}'", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("""{"event":"ping","data":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}""")]
    [InlineData("""{"event":"input","data":"\ud800"}""")]
    [InlineData("""{"event":"ping",}""")]
    public void What_is_no_json_object_is_bad_frame(string text) => Assert.Equal(ErrorCode.BadFrame, Parse(text).Error?.Code);

    [Fact]
    public void Any_bytes_give_a_frame_or_an_error_and_never_an_exception() =>
        Prop.ForAll<byte[], bool>((bytes, brace) =>
        {
            var text = brace ? [(byte)'{', .. bytes] : bytes;
            var result = ClientFrameParser.Parse(text);
            return (result.Frame is null) != (result.Error is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Frames_with_a_piece_cut_out_or_changed_give_a_frame_or_an_error()
    {
        const string whole = """{"event":"exec","data":{"args":["info","d\u00e9"],"id":"c1","timeoutSeconds":30,"queue":true}}""";
        Prop.ForAll<int, int, byte>((start, length, other) =>
        {
            var bytes = Encoding.UTF8.GetBytes(whole);
            var from = Math.Abs(start % bytes.Length);
            var count = Math.Abs(length % (bytes.Length - from + 1));
            byte[] changed = [.. bytes[..from], other, .. bytes[(from + count)..]];
            var result = ClientFrameParser.Parse(changed);
            return (result.Frame is null) != (result.Error is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static FrameResult Parse(string text) => ClientFrameParser.Parse(Encoding.UTF8.GetBytes(text));
}
