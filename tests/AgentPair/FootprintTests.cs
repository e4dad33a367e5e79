using TestKit;

namespace AgentPair.Tests;

/// <summary>What the programs do not touch of the machine that they run on.</summary>
public sealed class FootprintTests
{
    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Neither_program_watches_any_folder(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);

        // Where a pod begins is the root: to watch that means to watch everything.
        foreach (var pid in (int[])[pair.Server.Pid, pair.Runner.Pid])
        {
            Assert.DoesNotContain(
                Directory.GetFileSystemEntries($"/proc/{pid}/fd").Select(path => new FileInfo(path).LinkTarget), target => target == "anon_inode:inotify");
        }
    }
}
