using System.Text;

namespace GamAgent.Server.Commands;

/// <summary>The secrets of one command, as bytes to be found in its output. In memory only.</summary>
internal sealed class SecretSet
{
    // A command line and a few prompts; more than that is no use of a session that should cost every byte of output a search.
    private const int Most = 64;

    private readonly List<byte[]> _secrets = [];

    /// <summary>There is something to look for.</summary>
    public bool Any => _secrets.Count > 0;

    /// <summary>The longest one's bytes.</summary>
    public int Longest { get; private set; }

    /// <summary>Adds a secret, unless it is too short to be looked for.</summary>
    /// <returns>What is looked for from now on; null for nothing new.</returns>
    public string? Add(string secret)
    {
        var text = secret.TrimEnd('\r', '\n');
        if (text.Length < SecretArguments.ShortestInOutput || _secrets.Count == Most)
        {
            return null;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (_secrets.Any(s => s.AsSpan().SequenceEqual(bytes)))
        {
            return null;
        }

        _secrets.Add(bytes);
        Longest = Math.Max(Longest, bytes.Length);
        return text;
    }

    /// <summary>The first place of any secret, the longest one there; -1 when there is none.</summary>
    public (int Index, int Length) FindFirst(ReadOnlySpan<byte> bytes)
    {
        var (index, length) = (-1, 0);
        foreach (var secret in _secrets)
        {
            var found = bytes.IndexOf(secret);
            if (found >= 0 && (index < 0 || found < index || (found == index && secret.Length > length)))
            {
                (index, length) = (found, secret.Length);
            }
        }

        return (index, length);
    }

    /// <summary>How many bytes at the end may be the beginning of a secret.</summary>
    public int OpenTail(ReadOnlySpan<byte> bytes)
    {
        for (var length = Math.Min(bytes.Length, Longest - 1); length > 0; length--)
        {
            var tail = bytes[^length..];
            foreach (var secret in _secrets)
            {
                if (secret.Length > length && secret.AsSpan(0, length).SequenceEqual(tail))
                {
                    return length;
                }
            }
        }

        return 0;
    }
}
