using System.Text;
using System.Text.Json;
using GamAgent.Protocol;

namespace GamAgent.Server.Journal;

/// <summary>Adds one record to the state; the same for a record that is being appended and for one found after a restart.</summary>
internal static class JournalFold
{
    public static void Apply(JournalState state, in JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case RecordKind.Refused:
                if (JsonSerializer.Deserialize(entry.Payload, EventJson.Default.RefusedData) is { Id: { } refused })
                {
                    state.Queued.Remove(refused);
                }

                break;
            case RecordKind.Queued:
                state.Queued.Add(JsonSerializer.Deserialize(entry.Payload, EventJson.Default.QueuedCommand)!.Id);
                break;
            case RecordKind.Started:
                var started = JsonSerializer.Deserialize(entry.Payload, EventJson.Default.StartedData)!;
                state.Queued.Remove(started.Id);
                state.LastCommand = Math.Max(state.LastCommand, entry.Command);
                state.Running = new JournaledCommand
                {
                    Number = entry.Command,
                    Started = started,
                    StartedAt = entry.At,
                    RunnerId = Encoding.UTF8.GetString(entry.Private),
                };
                break;
            case RecordKind.Output when state.Running is { } running && running.Number == entry.Command:
                if (entry.Flags.HasFlag(RecordFlags.Stderr))
                {
                    running.StderrOffset = entry.EndOffset;
                }
                else
                {
                    running.StdoutOffset = entry.EndOffset;
                    running.StdoutOpen = entry.Payload is not [.., (byte)'\n'];
                }

                break;
            case RecordKind.Input when state.Running is { } running && running.Number == entry.Command:
                running.InputUsed = true;
                running.InputClosed |= JsonSerializer.Deserialize(entry.Payload, EventJson.Default.InputData)!.Eof is true;
                break;
            case RecordKind.Exit:
                state.Running = null;
                state.LastExit = JsonSerializer.Deserialize(entry.Payload, EventJson.Default.ExitData);
                break;
            case RecordKind.State:
                state.State = JsonSerializer.Deserialize(entry.Payload, EventJson.Default.StateData)!;
                break;
        }
    }
}
