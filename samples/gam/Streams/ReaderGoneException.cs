namespace StandInGam.Streams;

/// <summary>Nobody reads this stream any more.</summary>
internal sealed class ReaderGoneException : Exception;
