using System.Data.Common;
using System.Net.Sockets;

namespace Artisan.Web.Shell;

/// <summary>Tells whether a failure means that the database cannot be reached or does not answer. Entity Framework wraps such a failure in others.</summary>
internal static class DatabaseAway
{
    public static bool Explains(Exception exception)
    {
        for (Exception? at = exception; at is not null; at = at.InnerException)
        {
            if (at is DbException { IsTransient: true } or SocketException || at is DbException && at.InnerException is TimeoutException or IOException)
                return true;
        }
        return false;
    }
}
