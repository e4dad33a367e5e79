namespace GamAgent.Protocol.Frames;

/// <summary>What a frame was read as: a frame, or what is wrong with it.</summary>
public readonly record struct FrameResult
{
    private FrameResult(ClientFrame? frame, ErrorData? error) => (Frame, Error) = (frame, error);

    /// <summary>The frame, when it could be read.</summary>
    public ClientFrame? Frame { get; }

    /// <summary>What is wrong (<see cref="ErrorCode.BadFrame"/>), when it could not.</summary>
    public ErrorData? Error { get; }

    /// <summary>A frame that could be read.</summary>
    public static FrameResult Of(ClientFrame frame) => new(frame, null);

    /// <summary>A frame that could not.</summary>
    /// <param name="message">What is wrong; names the field.</param>
    /// <param name="hint">What to do about it.</param>
    public static FrameResult Bad(string message, string? hint = null) =>
        new(null, new ErrorData { Code = ErrorCode.BadFrame, Message = message, Hint = hint });
}
