using StandInGam.Directory;
using StandInGam.Running;

namespace StandInGam.Commands;

/// <summary><c>info …</c>: text on standard output, a missing entity on standard error with 56.</summary>
internal static class InfoCommands
{
    private const int DoesNotExist = 56;

    public static readonly Command[] All =
    [
        new("info domain", "", "the made-up domain", Domain),
        new("info user", "ADDRESS [quick]", "one user; 56 when the address does not exist", User),
        new("info users", "ADDRESS,… [quick]", "several users; the code is the last one's", Users),
        new("info group", "ADDRESS", "one group; 56 when the address does not exist", Group),
    ];

    private static async Task<int> Domain(GamRun run, CommandLine line)
    {
        line.End();
        run.RequireCredentials();
        await run.Pause(150);
        run.Out.Write("Customer ID: C00rig000\nPrimary Domain: example.com\n");
        run.Out.Write("Customer Creation Time: 2020-02-03T10:20:30Z\n");
        await run.Pause(150);
        run.Out.Write("Primary Domain Verified: True\nDefault Language: en\n");
        run.Out.Write("Address:\n  Locality: Zürich\n  Country: CH\nAdmin Secondary Email: owner@example.net\n");
        await run.Pause(150);
        run.Out.Write($"User counts as of 2026-01-05:\n  Total Users: {run.Config.Rows}\n  Google Workspace Enterprise Plus Licenses: 400\n");
        return 0;
    }

    private static Task<int> User(GamRun run, CommandLine line)
    {
        var address = line.Next("UserItem");
        TakeQuick(line);
        return Show(run, [address]);
    }

    private static Task<int> Users(GamRun run, CommandLine line)
    {
        var addresses = line.Next("UserTypeEntity").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        TakeQuick(line);
        return Show(run, addresses);
    }

    private static void TakeQuick(CommandLine line)
    {
        line.TryTake("quick");
        line.End();
    }

    private static async Task<int> Show(GamRun run, string[] addresses)
    {
        run.RequireCredentials();
        var code = 0;
        for (var i = 0; i < addresses.Length; i++)
        {
            var of = addresses.Length > 1 ? $" ({i + 1}/{addresses.Length})" : "";
            await run.Pause(200);
            if (!People.Exists(addresses[i]))
            {
                run.Err.WriteLine($"User: {addresses[i]}, Does not exist{of}");
                code = DoesNotExist;
                continue;
            }

            var person = People.Find(addresses[i]);
            run.Out.Write($"User: {addresses[i]}{of}\n  Settings:\n");
            run.Out.Write($"    First Name: {person.First}\n    Last Name: {person.Last}\n    Full Name: {person.First} {person.Last}\n" +
                "    Languages: en+\n    Is a Super Admin: False\n    2-step enrolled: False\n");
            run.Out.Write("    Account Suspended: False\n    Is Archived: False\n    Customer ID: C00rig000\n    Mailbox is setup: True\n" +
                "    Creation Time: 2024-03-01T09:30:00Z\n    Google Org Unit Path: /\n");
        }

        return code;
    }

    private static async Task<int> Group(GamRun run, CommandLine line)
    {
        var address = line.Next("GroupItem");
        line.End();
        run.RequireCredentials();
        await run.Pause(200);
        if (!People.Exists(address))
        {
            run.Err.WriteLine($"Group: {address}, Does not exist");
            return DoesNotExist;
        }

        run.Out.Write($"Group: {address}\n  Group Settings:\n    name: {address.Split('@')[0]}\n    directMembersCount: 5\n  Members:\n");
        foreach (var person in People.First(5))
        {
            run.Out.WriteLine($"    member: {person.Email} (user)");
        }

        return 0;
    }
}
