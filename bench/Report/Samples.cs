namespace Bench.Report;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public void Add(double value) => _values.Add(value);

    public double Median => Percentile(50);

    public double Least => _values.Min();

    public double Most => _values.Max();

    public int Count => _values.Count;

    /// <summary>The value that so many in a hundred do not pass.</summary>
    public double Percentile(double percent)
    {
        var sorted = _values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100) - 1, 0, sorted.Length - 1)];
    }
}
