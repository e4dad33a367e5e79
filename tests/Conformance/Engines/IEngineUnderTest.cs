using GamAgent.Protocol;

namespace Conformance.Tests.Engines;

/// <summary>
/// One engine, set up for the suite: what the suite needs to know of it and can't find out through the session service. A new engine
/// adds one implementation and one class that inherits <see cref="EngineConformance"/>.
/// </summary>
public interface IEngineUnderTest : IAsyncDisposable
{
    /// <summary>The settings that choose it, by their keys below <c>GamSessions</c> (with <c>:</c> between the parts).</summary>
    IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Settings, added to the others, with which a session can't be set up.</summary>
    IReadOnlyDictionary<string, string?> SettingsThatFail { get; }

    /// <summary>The reason with which it then fails.</summary>
    EndReason FailureReason { get; }

    /// <summary>Skips the test where the engine can't run here.</summary>
    void SkipWhereItCannotRun();

    /// <summary>Makes what has to be there before a control plane starts.</summary>
    Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Where clients' websockets go to, if not to the control plane.</summary>
    Uri? ClientAddress => null;

    /// <summary>Everything of a session that exists outside the store, in words: processes, folders, sockets, objects.</summary>
    Task<IReadOnlyList<string>> FindPartsAsync(string sessionId);
}
