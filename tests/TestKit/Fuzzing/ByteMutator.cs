namespace TestKit;

/// <summary>
/// Changes bytes at random, decided by a seed: flips, replaces, removes, doubles, inserts, cuts, splices two samples. Own code, since a fuzzer
/// that is steered by coverage needs an instrumented build, and this one has to run within a few seconds of every test run.
/// </summary>
public sealed class ByteMutator(int seed)
{
    private static readonly byte[] Telling = [0, 1, (byte)'\n', (byte)'"', (byte)'\'', (byte)'\\', (byte)'{', (byte)'}', (byte)'[', (byte)',', (byte)':', 0x7F, 0x80, 0xC3, 0xF0, 0xFF];

    private readonly Random _random = new(seed);

    /// <summary>One to six changes to one of the samples.</summary>
    public byte[] Next(IReadOnlyList<byte[]> samples)
    {
        var bytes = samples[_random.Next(samples.Count)].ToList();
        for (var changes = _random.Next(1, 7); changes > 0; changes--)
        {
            Change(bytes, samples);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> samples)
    {
        var at = _random.Next(bytes.Count + 1);
        var count = Math.Min(bytes.Count - at, 1 << _random.Next(7));
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Telling[_random.Next(Telling.Length)];
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 3:
                bytes.RemoveRange(at, count);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 5:
                bytes.Insert(at, Telling[_random.Next(Telling.Length)]);
                break;
            case 6 when _random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                var other = samples[_random.Next(samples.Count)];
                var from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 64)).ToArray());
                break;
        }
    }
}
