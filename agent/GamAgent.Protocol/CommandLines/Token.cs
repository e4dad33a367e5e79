namespace GamAgent.Protocol.CommandLines;

/// <summary>One word of a command line.</summary>
/// <param name="Text">The word after quoting is undone.</param>
/// <param name="Start">Where it begins in the line, from 0.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Quoted">Some part of it was quoted or escaped.</param>
public readonly record struct Token(string Text, int Start, int End, bool Quoted);

/// <summary>Why a line has no words.</summary>
/// <param name="Message">What is wrong, and where.</param>
/// <param name="Hint">What to do about it.</param>
/// <param name="Position">Where, from 0.</param>
public sealed record TokenProblem(string Message, string Hint, int Position);
