using System.Globalization;

namespace StandInGam.Directory;

/// <summary>A person of the made-up domain.</summary>
internal sealed record Person(int Number, string First, string Last)
{
    public string Email { get; } =
        $"{First.ToLowerInvariant()}.{Last.ToLowerInvariant()}{Number.ToString("0000", CultureInfo.InvariantCulture)}@{People.Domain}";

    public bool Suspended => Number % 17 == 5;
}

/// <summary>
/// The people of example.com: as many as are asked for, always the same. For single commands every address exists, but those that
/// begin with ghost, nobody, missing or new.
/// </summary>
internal static class People
{
    public const string Domain = "example.com";

    private static readonly string[] Firsts =
        ["Ada", "Alan", "Amira", "Bela", "Bruno", "Carla", "Chen", "Dalia", "Dmitri", "Edith", "Emeka", "Farid", "Fiona", "Goran", "Zoë"];

    private static readonly string[] Lasts = ["Abbott", "Ivanov", "Rossi", "Hansen", "Yilmaz", "Petrov", "Garcia", "Xu", "Fischer", "Okafor", "Weber"];

    private static readonly string[] Absent = ["ghost", "nobody", "missing", "new", "nogroup"];

    public static IReadOnlyList<Person> First(int count) =>
        [.. Enumerable.Range(0, count).Select(At).OrderBy(person => person.Email, StringComparer.Ordinal)];

    public static bool Exists(string address) => !Absent.Any(word => address.StartsWith(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The person with that address, made up from the address where it isn't one of ours.</summary>
    public static Person Find(string address)
    {
        var local = address.Split('@')[0];
        var names = local.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').Split('.');
        return new Person(0, Capital(names[0]), names.Length > 1 ? Capital(names[1]) : "Doe");
    }

    /// <summary>Whether it is one of the first people, whom nobody can create again.</summary>
    public static bool IsTaken(string address) => Enumerable.Range(0, 500).Any(i => string.Equals(At(i).Email, address, StringComparison.OrdinalIgnoreCase));

    private static Person At(int number) => new(number, Firsts[number % Firsts.Length], Lasts[number % Lasts.Length]);

    private static string Capital(string name) => name.Length == 0 ? "X" : char.ToUpperInvariant(name[0]) + name[1..];
}
