using System.Buffers;
using System.Text;
using System.Text.Unicode;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Commands;

/// <summary>
/// Turns the bytes of one stream into text that the journal can hold: checked once, never cut inside a code point, what is not UTF-8 replaced
/// and flagged, secrets masked across pieces. Keeps what cannot be decided yet; that part counts as not journaled, so the runner sends it again
/// after a restart. Each stream has its own.
/// </summary>
internal sealed class StreamText(long journaled)
{
    /// <summary>The largest piece of text, in raw bytes: as a record, and as a frame, it fits 64 KiB, beyond which shared buffers double and become large objects.</summary>
    public const int PieceBytes = 60 << 10;

    /// <summary>How much of a secret's beginning may be shown when nothing follows it for a while.</summary>
    public const int ShownTail = SecretArguments.ShortestInOutput - 1;

    private readonly ArrayBufferWriter<byte> _text = new();
    private byte[] _open = [];
    private byte[] _shown = [];

    /// <summary>Takes a piece of text for the journal.</summary>
    public delegate void Emit(ReadOnlySpan<byte> text, RecordFlags flags, long endOffset);

    /// <summary>How many raw bytes the journal has.</summary>
    public long Journaled { get; private set; } = journaled;

    /// <summary>How many raw bytes arrived.</summary>
    public long Received => Journaled + _open.Length;

    /// <summary>What is kept back is short and may be shown after a pause.</summary>
    public bool HoldsShortTail => _open.Length is > 0 and <= ShownTail;

    /// <summary>Forgets what is kept back; the next bytes begin at <see cref="Journaled"/>, or later when nothing came yet.</summary>
    public void Restart(long? from = null)
    {
        _open = [];
        Journaled = from ?? Journaled;
    }

    /// <summary>Text that the journal has, found after a restart of this program: a secret may have begun in it.</summary>
    public void Recall(ReadOnlySpan<byte> text)
    {
        byte[] all = [.. _shown, .. text[Math.Max(0, text.Length - ShownTail)..]];
        _shown = all[Math.Max(0, all.Length - ShownTail)..];
    }

    /// <summary>Takes the next raw bytes.</summary>
    public void Accept(ReadOnlySpan<byte> bytes, SecretSet secrets, Emit emit)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, PieceBytes - Math.Min(_open.Length, PieceBytes / 2))];
            bytes = bytes[piece.Length..];
            if (_open.Length == 0 && !secrets.Any)
            {
                Pass(piece, secrets, hold: true, emit);
                continue;
            }

            var joined = ArrayPool<byte>.Shared.Rent(_open.Length + piece.Length);
            _open.CopyTo(joined, 0);
            piece.CopyTo(joined.AsSpan(_open.Length));
            Pass(joined.AsSpan(0, _open.Length + piece.Length), secrets, hold: true, emit);
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>Shows what may only be the beginning of a secret; half a code point stays.</summary>
    public void Release(SecretSet secrets, Emit emit) => Pass(_open, secrets, hold: false, emit);

    /// <summary>The stream has ended: what is left is all there is.</summary>
    public void Finish(SecretSet secrets, Emit emit)
    {
        Pass(_open, secrets, hold: false, emit);
        if (_open.Length > 0)
        {
            Journaled += _open.Length;
            _open = [];
            emit("\uFFFD"u8, RecordFlags.Lossy, Journaled);
        }
    }

    private void Pass(ReadOnlySpan<byte> bytes, SecretSet secrets, bool hold, Emit emit)
    {
        var tail = OpenCodePoint(bytes);
        if (secrets.Any)
        {
            PassMasked(bytes, tail, secrets, hold, emit);
            return;
        }

        var text = bytes[..^tail];
        Journaled += text.Length;
        _open = bytes[text.Length..].ToArray();
        EmitText(text, RecordFlags.None, emit);
    }

    // What was shown already counts as context: a secret that began in it is masked from here on.
    private void PassMasked(ReadOnlySpan<byte> bytes, int tail, SecretSet secrets, bool hold, Emit emit)
    {
        var shown = _shown.Length;
        byte[] all = [.. _shown, .. bytes];
        var flags = RecordFlags.None;
        _text.ResetWrittenCount();
        var position = 0;
        while (secrets.FindFirst(all.AsSpan(position)) is { Index: >= 0 } found)
        {
            var start = position + found.Index;
            Copy(all, Math.Max(position, shown), start);
            position = start + found.Length;
            if (position > shown)
            {
                _text.Write("***"u8);
                flags = RecordFlags.Redacted;
            }
        }

        position = Math.Max(position, shown);
        if (hold)
        {
            tail = Math.Max(tail, secrets.OpenTail(all.AsSpan(position)));
        }

        tail = Math.Min(tail, all.Length - position);
        var end = all.Length - tail;
        Copy(all, position, end);
        Journaled += end - shown;
        _open = all[end..];
        var context = Math.Min(end, secrets.Longest - 1);
        _shown = all[(end - context)..end];
        EmitText(_text.WrittenSpan, flags, emit);
    }

    private void Copy(byte[] from, int start, int end)
    {
        if (end > start)
        {
            _text.Write(from.AsSpan(start, end - start));
        }
    }

    private void EmitText(ReadOnlySpan<byte> text, RecordFlags flags, Emit emit)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (Utf8.IsValid(text))
        {
            emit(text, flags, Journaled);
        }
        else
        {
            emit(Replace(text), flags | RecordFlags.Lossy, Journaled);
        }
    }

    private static int OpenCodePoint(ReadOnlySpan<byte> bytes)
    {
        for (var length = 1; length <= Math.Min(3, bytes.Length); length++)
        {
            if (bytes[^length] is >= 0x80 and < 0xC0)
            {
                continue;
            }

            return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
        }

        return 0;
    }

    private static byte[] Replace(ReadOnlySpan<byte> bytes)
    {
        var replaced = new ArrayBufferWriter<byte>(bytes.Length + 16);
        while (!bytes.IsEmpty)
        {
            var valid = ValidPrefix(bytes);
            replaced.Write(bytes[..valid]);
            bytes = bytes[valid..];
            if (!bytes.IsEmpty)
            {
                Rune.DecodeFromUtf8(bytes, out _, out var consumed);
                replaced.Write("\uFFFD"u8);
                bytes = bytes[consumed..];
            }
        }

        return replaced.WrittenSpan.ToArray();
    }

    private static int ValidPrefix(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        while (length < bytes.Length && Rune.DecodeFromUtf8(bytes[length..], out _, out var consumed) == OperationStatus.Done)
        {
            length += consumed;
        }

        return length;
    }
}
