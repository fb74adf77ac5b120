using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace AvsFailback.Emulator.Http;

/// <summary>Breaks a caller's connection without an answer.</summary>
internal static class BrokenConnection
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <remarks>
    /// Abort resets the connection on Windows. The listener of other systems writes a whole, empty 200 first, which is no dropped connection at all;
    /// there the socket is closed under it. Where the runtime hides it elsewhere, the answer is at least cut: it promises a body that never comes.
    /// </remarks>
    public static void Break(HttpListenerContext context)
    {
        try
        {
            object? connection = typeof(HttpListenerContext).GetProperty("Connection", Hidden)?.GetValue(context);
            if (connection?.GetType().GetField("_socket", Hidden)?.GetValue(connection) is Socket socket)
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
}
