using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Emulator.Http;

/// <summary>The emulator on a loopback port.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    private const int Attempts = 20;

    private readonly Pipeline _pipeline;
    private readonly HttpListener _listener;
    private readonly CancellationTokenSource _stop = new();

    private LoopbackServer(Pipeline pipeline, HttpListener listener, Uri address)
    {
        _pipeline = pipeline;
        _listener = listener;
        Address = address;
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public static LoopbackServer Start(Pipeline pipeline, int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            int chosen = port == 0 ? FreePort() : port;
            var address = new Uri($"http://{(IsWindows ? "localhost" : "127.0.0.1")}:{chosen}/");
            try
            {
                return new LoopbackServer(pipeline, Listen(chosen), address);
            }
            catch (HttpListenerException) when (port == 0 && attempt < Attempts)
            {
                // Somebody else was quicker to take that port.
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Close();
        _stop.Dispose();
    }

    private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <remarks>
    /// Windows lets a user listen on localhost without a reservation. Elsewhere the listener looks at the Host header: a caller may say localhost,
    /// and so may a TLS proxy that passes the header on; but the name may be one that can't be listened on (IPv6 alone).
    /// </remarks>
    private static HttpListener Listen(int port)
    {
        if (IsWindows)
        {
            return Listen($"http://localhost:{port}/");
        }

        try
        {
            return Listen($"http://127.0.0.1:{port}/", $"http://localhost:{port}/");
        }
        catch (Exception e) when (e is HttpListenerException or SocketException)
        {
            return Listen($"http://127.0.0.1:{port}/");
        }
    }

    private static HttpListener Listen(params string[] prefixes)
    {
        var listener = new HttpListener { IgnoreWriteExceptions = true };
        foreach (string prefix in prefixes)
        {
            listener.Prefixes.Add(prefix);
        }

        try
        {
            listener.Start();
            return listener;
        }
        catch (Exception e) when (e is HttpListenerException or SocketException)
        {
            listener.Close();
            throw;
        }
    }

    private static int FreePort()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return port;
    }

    private async Task AcceptAsync()
    {
        CancellationToken token = _stop.Token;
        while (!token.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(context, token), CancellationToken.None);
        }
    }

    private async Task ServeAsync(HttpListenerContext context, CancellationToken token)
    {
        try
        {
            CallerConnection.SendAtOnce(context);
            EmulatedRequest request = await ReadAsync(context.Request).ConfigureAwait(false);
            EmulatedResponse answer = await _pipeline.SendAsync(request, token).ConfigureAwait(false);
            if (answer.Dropped || answer.CrashesCaller)
            {
                CallerConnection.Break(context);
                return;
            }

            HttpListenerResponse response = context.Response;
            response.StatusCode = answer.Status;
            foreach (KeyValuePair<string, string> header in answer.Headers)
            {
                response.Headers[header.Key] = header.Value;
            }

            if (request.IsTooLong)
            {
                // What is left of the body isn't waited for.
                response.KeepAlive = false;
            }

            response.ContentLength64 = answer.Length;
            if (answer.Length > 0)
            {
                response.ContentType = "application/json; charset=utf-8";
            }

            if (answer.Pieces.Count == 1)
            {
                response.Close(answer.Body, willBlock: false);
                return;
            }

            // Long lists joined into one array would be garbage that only a collection of all memory clears.
            using (var body = new PiecesStream(answer.Pieces))
            {
                await body.CopyToAsync(response.OutputStream, ChunkSize, token).ConfigureAwait(false);
            }

            response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or SocketException or ObjectDisposedException or OperationCanceledException or IOException or InvalidOperationException or FormatException)
        {
            // The caller went away or sent no HTTP, or the server was stopped: there is nobody to answer.
            CallerConnection.Break(context);
        }
    }

    private static async Task<EmulatedRequest> ReadAsync(HttpListenerRequest request)
    {
        string? body = null;
        bool tooLong = request.ContentLength64 > EmulatedRequest.MostBodyBytes;
        if (request.HasEntityBody && !tooLong)
        {
            (body, tooLong) = await ReadBodyAsync(request.InputStream).ConfigureAwait(false);
        }

        // RawUrl keeps what Url would unescape.
        var uri = new Uri(new Uri($"{request.Url!.Scheme}://{request.UserHostName}"), request.RawUrl);
        return new EmulatedRequest(request.HttpMethod, uri, name => request.Headers[name], body) { IsTooLong = tooLong };
    }

    /// <summary>The body, if it isn't longer than it may be: its length isn't told where it comes in chunks.</summary>
    private static async Task<(string? Body, bool TooLong)> ReadBodyAsync(Stream stream)
    {
        using var read = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false)) > 0;)
        {
            if (read.Length + count > EmulatedRequest.MostBodyBytes)
            {
                return (null, true);
            }

            read.Write(buffer, 0, count);
        }

        read.Position = 0;
        using var reader = new StreamReader(read, Encoding.UTF8);
        return (await reader.ReadToEndAsync().ConfigureAwait(false), false);
    }
}
