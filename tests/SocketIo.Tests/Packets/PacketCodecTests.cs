using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SocketIo.Engine;
using SocketIo.Packets;

namespace SocketIo.Tests.Packets;

public sealed class PacketCodecTests
{
    [Theory]
    [InlineData("0", "Connect", "/", null, null)]
    [InlineData("""0{"token":"123"}""", "Connect", "/", null, """{"token":"123"}""")]
    [InlineData("0/admin,", "Connect", "/admin", null, null)]
    [InlineData("0/admin", "Connect", "/admin", null, null)]
    [InlineData("""0/ws/session/a-1/,{"after":0}""", "Connect", "/ws/session/a-1/", null, """{"after":0}""")]
    [InlineData("1", "Disconnect", "/", null, null)]
    [InlineData("1/admin,", "Disconnect", "/admin", null, null)]
    [InlineData("""2["foo"]""", "Event", "/", null, """["foo"]""")]
    [InlineData("""212["foo"]""", "Event", "/", 12L, """["foo"]""")]
    [InlineData("""2/admin,13["foo","a,b"]""", "Event", "/admin", 13L, """["foo","a,b"]""")]
    [InlineData("""2[7,1.50,1e3]""", "Event", "/", null, "[7,1.50,1e3]")]
    [InlineData("312[]", "Ack", "/", 12L, "[]")]
    [InlineData("""3/admin,13["bar"]""", "Ack", "/admin", 13L, """["bar"]""")]
    [InlineData("""50-["foo"]""", "Event", "/", null, """["foo"]""")]
    public void Texts_are_read(string text, string type, string name, long? id, string? data)
    {
        var packet = new PacketDecoder(10).Take(EngineMessage.FromText(text));

        Assert.NotNull(packet);
        Assert.Equal(type, packet.Type.ToString());
        Assert.Equal(name, packet.Namespace);
        Assert.Equal(id, packet.Id);
        Assert.Equal(data, packet.Data?.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("7")]
    [InlineData("2")]
    [InlineData("2{}")]
    [InlineData("2[]")]
    [InlineData("2[null]")]
    [InlineData("2[true]")]
    [InlineData("""2["connect"]""")]
    [InlineData("""2["disconnecting"]""")]
    [InlineData("""2abc["foo"]""")]
    [InlineData("""2["foo"]x""")]
    [InlineData("""2["foo""")]
    [InlineData("""299999999999999999999["foo"]""")]
    [InlineData("0[]")]
    [InlineData("""0"text" """)]
    [InlineData("1{}")]
    [InlineData("3[]")]
    [InlineData("31{}")]
    [InlineData("4")]
    [InlineData("5[]")]
    [InlineData("""5["foo"]""")]
    [InlineData("""51["foo",{"_placeholder":true,"num":0}]""")]
    [InlineData("""5-1-["foo"]""")]
    [InlineData("""511-["foo"]""")]
    public void What_is_no_packet_is_refused(string text) =>
        Assert.Throws<PacketFormatException>(() => new PacketDecoder(10).Take(EngineMessage.FromText(text)));

    [Fact]
    public void Attachments_come_to_stand_where_their_placeholders_are()
    {
        var decoder = new PacketDecoder(10);
        Assert.Null(decoder.Take(EngineMessage.FromText(
            """52-/admin,15["baz",{"a":[{"_placeholder":true,"num":1}]},{"_placeholder":true,"num":0}]""")));
        Assert.Null(decoder.Take(EngineMessage.FromBinary(new byte[] { 1, 2 })));

        var packet = decoder.Take(EngineMessage.FromBinary(new byte[] { 3 }));

        Assert.Equal((SocketPacketType.Event, "/admin", 15L), (packet!.Type, packet.Namespace, packet.Id!.Value));
        Assert.Equal([3], packet.Data![1]!["a"]![0]!.GetValue<byte[]>());
        Assert.Equal([1, 2], packet.Data[2]!.GetValue<byte[]>());
        Assert.NotNull(decoder.Take(EngineMessage.FromText("""2["next"]""")));
    }

    [Theory]
    [InlineData("""51-["foo",{"_placeholder":true,"num":1}]""")]
    [InlineData("""51-["foo",{"_placeholder":true,"num":-1}]""")]
    [InlineData("""51-["foo",{"_placeholder":true,"num":"0"}]""")]
    [InlineData("""51-["foo",{"_placeholder":true}]""")]
    public void A_placeholder_of_no_attachment_is_refused(string text)
    {
        var decoder = new PacketDecoder(10);
        decoder.Take(EngineMessage.FromText(text));

        Assert.Throws<PacketFormatException>(() => decoder.Take(EngineMessage.FromBinary(new byte[] { 1 })));
    }

    [Fact]
    public void Text_and_attachments_are_not_mixed_up()
    {
        Assert.Throws<PacketFormatException>(() => new PacketDecoder(10).Take(EngineMessage.FromBinary(new byte[] { 1 })));
        var decoder = new PacketDecoder(10);
        decoder.Take(EngineMessage.FromText("""51-["foo",{"_placeholder":true,"num":0}]"""));
        Assert.Throws<PacketFormatException>(() => decoder.Take(EngineMessage.FromText("""2["foo"]""")));
    }

    [Fact]
    public void Halves_of_surrogate_pairs_are_taken_as_JavaScript_sends_them()
    {
        var packet = new PacketDecoder(10).Take(EngineMessage.FromText("""2["foo","\ud834","\\\u0041\n"]"""));

        Assert.Equal("\ud834", packet!.Data![1]!.GetValue<string>());
        Assert.Equal("\\A\n", packet.Data[2]!.GetValue<string>());
    }

    [Fact]
    public void Of_a_key_that_comes_twice_the_last_counts()
    {
        var packet = new PacketDecoder(10).Take(EngineMessage.FromText("""2["foo",{"a":1,"a":2}]"""));

        Assert.Equal(2, packet!.Data![1]!["a"]!.GetValue<int>());
    }

    [Fact]
    public void Events_are_written_with_what_is_binary_apart()
    {
        var messages = PacketEncoder.EncodeEvent("/admin", 13, "foo", ["é\"", new byte[] { 1 }, new { Deep = new { Bytes = new byte[] { 2 } } }, null, 1.5]);

        Assert.Equal(
            """52-/admin,13["foo","é\"",{"_placeholder":true,"num":0},{"deep":{"bytes":{"_placeholder":true,"num":1}}},null,1.5]""", messages[0].Text);
        Assert.Equal([1], messages[1].Data.ToArray());
        Assert.Equal([2], messages[2].Data.ToArray());
        Assert.Equal("312[]", PacketEncoder.EncodeAck("/", 12, [])[0].Text);
        Assert.Equal("1/admin,", PacketEncoder.Encode(SocketPacketType.Disconnect, "/admin").Text);
    }

    [Fact]
    public void Whatever_is_written_is_read_the_same() => Prop.ForAll<NonNull<string>, byte[], int>((text, bytes, number) =>
    {
        var payload = new JsonObject { [text.Get] = JsonValue.Create(bytes ?? []), ["n"] = number };
        var decoder = new PacketDecoder(10);
        SocketPacket? packet = null;
        foreach (var message in PacketEncoder.EncodeEvent("/x", 5, "e", [text.Get, payload]))
        {
            packet = decoder.Take(message);
        }

        var again = string.Join("", PacketEncoder.EncodeEvent("/x", 5, "e", [.. packet!.Data!.AsArray().Skip(1).Select(n => (object?)n)]).Select(m => m.Text));
        var once = string.Join("", PacketEncoder.EncodeEvent("/x", 5, "e", [text.Get, payload]).Select(m => m.Text));
        Assert.Equal(once, again);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bytes_bring_the_decoder_down() => Prop.ForAll<byte[], byte[]>((start, rest) =>
    {
        foreach (var head in (string[])["", "2", "51-", "2/a,1", "0{", "2[\"a\","])
        {
            try
            {
                new PacketDecoder(10).Take(EngineMessage.FromUtf8(new byte[][] { Encoding.UTF8.GetBytes(head), start ?? [], rest ?? [] }.SelectMany(b => b).ToArray()));
            }
            catch (PacketFormatException)
            {
                // The one way to say no.
            }
        }
    }).QuickCheckThrowOnFailure();
}
