using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace AvsFailback.Emulator.Http;

/// <summary>
/// The connection under a request, of which HttpListener tells nothing. Other systems than Windows have a socket there; where the runtime hides it
/// elsewhere, connections are slower and break less cleanly.
/// </summary>
internal static class CallerConnection
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly PropertyInfo? Connection = typeof(HttpListenerContext).GetProperty("Connection", Hidden);
    private static readonly FieldInfo? ConnectionSocket = Connection?.PropertyType.GetField("_socket", Hidden);

    /// <summary>
    /// Sends the last, small piece of an answer without waiting for the caller to acknowledge those before it, which callers put off by up to
    /// 40 milliseconds (RFC 1122, 4.2.3.2 and 4.2.3.4).
    /// </summary>
    public static void SendAtOnce(HttpListenerContext context)
    {
        if (SocketOf(context) is { } socket)
        {
            socket.NoDelay = true;
        }
    }

    /// <summary>Breaks the connection without an answer.</summary>
    /// <remarks>
    /// Abort resets the connection on Windows. The listener of other systems writes a whole, empty 200 first, which is no dropped connection at all;
    /// there the socket is closed under it. Where it is hidden, the answer is at least cut: it promises a body that never comes.
    /// </remarks>
    public static void Break(HttpListenerContext context)
    {
        try
        {
            if (SocketOf(context) is { } socket)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            else
            {
                context.Response.ContentLength64 = 1;
            }

            context.Response.Abort();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or SocketException or InvalidOperationException)
        {
            // It is broken already.
        }
    }

    private static Socket? SocketOf(HttpListenerContext context) =>
        Connection?.GetValue(context) is { } connection ? ConnectionSocket?.GetValue(connection) as Socket : null;
}
