namespace Artisan.Infrastructure.Operations;

/// <summary>The embedded PostgreSQL server cannot run. The message is meant for the person at the console and says what to do.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>Creates the exception with a message that says what is wrong and what to do.</summary>
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message that says what is wrong and what to do, and its cause.</summary>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
