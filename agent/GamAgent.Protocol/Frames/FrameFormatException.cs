namespace GamAgent.Protocol.Frames;

/// <summary>Leaves the middle of a frame that cannot be read; never leaves <see cref="ClientFrameParser"/>.</summary>
internal sealed class FrameFormatException(string message, string? hint = null) : Exception(message)
{
    public string? Hint { get; } = hint;
}
