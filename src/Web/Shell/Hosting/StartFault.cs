using Microsoft.AspNetCore.Connections;
using Npgsql;

namespace Artisan.Web.Shell.Hosting;

/// <summary>Says of what can go wrong at the start what to do about it.</summary>
internal static class StartFault
{
    /// <summary>Explains an exception; null where its own message has to do.</summary>
    public static string? Explain(Exception fault, HostSettings settings)
    {
        if (fault is OperationCanceledException)
            return "Stopped before Artisan was ready.";
        if (fault is IOException { InnerException: AddressInUseException })
            return $"The port {settings.Port} is in use by another program. Stop that program, or set ARTISAN_PORT to another port.";
        if (fault is NpgsqlException && settings.Database is { } database)
        {
            var server = new NpgsqlConnectionStringBuilder(database);
            string reason = fault is PostgresException refused ? refused.MessageText : fault.InnerException?.Message ?? fault.Message;
            return $"The database '{server.Database}' on {server.Host}:{server.Port}, which ARTISAN_DATABASE names, cannot be used as '{server.Username}': {reason.TrimEnd('.')}. "
                + "Correct ARTISAN_DATABASE, or leave it out: then Artisan starts a PostgreSQL of its own.";
        }
        return null;
    }
}
