namespace GamAgent.Runner.Tests.Running;

/// <summary>Both forms of the runner, for theories; and whether the long counts are asked for (GAM_TESTS_LONG=1).</summary>
public static class Forms
{
    public static TheoryData<ProgramForm> Both => [ProgramForm.Jit, ProgramForm.Aot];

    public static bool Long => Environment.GetEnvironmentVariable("GAM_TESTS_LONG") == "1";

    /// <summary>How often to repeat: the full count by the fast form or when asked for, a few times otherwise.</summary>
    public static int Count(ProgramForm form, int full, int few) => Long ? full : form == ProgramForm.Aot ? Math.Min(full, few * 5) : few;
}
