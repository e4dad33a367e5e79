using System.Buffers;

namespace GamAgent.Protocol.RunnerLink;

/// <summary>One frame as it was read; the payload points into the reader's buffer and is good until that advances.</summary>
/// <param name="Type">The type.</param>
/// <param name="Payload">What follows the type.</param>
public readonly record struct LinkFrame(LinkFrameType Type, ReadOnlySequence<byte> Payload);
