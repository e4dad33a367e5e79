using StandInGam.Directory;
using StandInGam.Running;

namespace StandInGam.Commands;

/// <summary>Commands that would change something: one line for each entity, success on standard output, failure on standard error.</summary>
internal static class UserCommands
{
    private const int ActionFailed = 50;
    private const int DoesNotExist = 56;
    private const int Duplicate = 57;

    public static readonly Command[] All =
    [
        new("create user", "ADDRESS [firstname F] [lastname L] [password P|prompt] [changepassword on|off]", "57 when the address is taken; password prompt asks, with no newline", Create),
        new("update user", "ADDRESS [firstname F] [lastname L] [password P]", "56 when it does not exist", UpdateOne),
        new("update users", "ADDRESS,… [firstname F] [lastname L] [password P]", "a line for each", UpdateMany),
        new("update group", "ADDRESS add member user ADDRESS", "56 for a missing group, 50 for a missing member", AddMember),
        new("delete user", "ADDRESS", "56 when it does not exist", (run, line) => Change(run, line, "Deleted", several: false)),
        new("delete users", "ADDRESS,…", "a line for each", (run, line) => Change(run, line, "Deleted", several: true)),
    ];

    private static async Task<int> Create(GamRun run, CommandLine line)
    {
        var address = line.Next("EmailAddress");
        TakeAttributes(run, line, address);
        run.RequireCredentials();
        await run.Pause(250);
        if (People.IsTaken(address))
        {
            run.Err.WriteLine($"User: {address}, Create Failed: Duplicate, User: {address}");
            return Duplicate;
        }

        run.Out.WriteLine($"User: {address}, Created");
        return 0;
    }

    private static Task<int> UpdateOne(GamRun run, CommandLine line) => Change(run, line, "Updated", several: false);

    private static Task<int> UpdateMany(GamRun run, CommandLine line) => Change(run, line, "Updated", several: true);

    private static async Task<int> Change(GamRun run, CommandLine line, string verb, bool several)
    {
        var given = line.Next(several ? "UserTypeEntity" : "UserItem");
        var addresses = several ? given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [given];
        if (verb == "Updated")
        {
            TakeAttributes(run, line, given);
        }

        line.End();
        run.RequireCredentials();
        var code = 0;
        for (var i = 0; i < addresses.Length; i++)
        {
            await run.Pause(300);
            var of = addresses.Length > 1 ? $" ({i + 1}/{addresses.Length})" : "";
            if (People.Exists(addresses[i]))
            {
                run.Out.WriteLine($"User: {addresses[i]}, {verb}{of}");
            }
            else
            {
                run.Err.WriteLine($"User: {addresses[i]}, Does not exist{of}");
                code = DoesNotExist;
            }
        }

        return code;
    }

    private static async Task<int> AddMember(GamRun run, CommandLine line)
    {
        var group = line.Next("GroupItem");
        foreach (var word in (string[])["add", "member", "user"])
        {
            if (!line.TryTake(word))
            {
                throw new UsageException(line.Position, $"Invalid choice ({line.Peek()}): Expected <{word}>");
            }
        }

        var member = line.Next("EmailAddress");
        line.End();
        run.RequireCredentials();
        await run.Pause(300);
        if (!People.Exists(group))
        {
            run.Err.WriteLine($"Group: {group}, Does not exist");
            return DoesNotExist;
        }

        run.Out.WriteLine($"Group: {group}, Add 1 Member");
        await run.Pause(200);
        if (!People.Exists(member))
        {
            run.Err.WriteLine($"  Group: {group}, Member: {member}, Add Failed: Does not exist");
            return ActionFailed;
        }

        run.Out.WriteLine($"  Group: {group}, Member: {member}, Added: Role: MEMBER");
        return 0;
    }

    private static void TakeAttributes(GamRun run, CommandLine line, string address)
    {
        while (!line.AtEnd)
        {
            if (line.TryTake("password"))
            {
                if (line.TryTake("prompt"))
                {
                    run.Ask($"Enter password for {address}: ", "AssignPassword");
                }
                else
                {
                    line.Next("Password");
                }
            }
            else if (line.TryTake("firstname") || line.TryTake("lastname") || line.TryTake("changepassword") || line.TryTake("suspended"))
            {
                line.Next("String");
            }
            else
            {
                throw new UsageException(line.Position, "Invalid argument");
            }
        }
    }
}
