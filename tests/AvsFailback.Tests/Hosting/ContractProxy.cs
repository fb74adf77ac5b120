using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using AvsFailback.Emulator.Http;
using AvsFailback.Testing;

namespace AvsFailback.Tests.Hosting;

/// <summary>
/// Stands on a loopback port between a session and its emulator and holds what goes both ways against the published API. It passes the Host
/// header on, so the URLs in the answers lead back through it. Where the emulator breaks a connection, it breaks its own: what is lost that way
/// isn't checked, for there is no answer; an injected refusal is held against ARM's form of an error as any other.
/// </summary>
internal sealed class ContractProxy : IDisposable
{
    private const int Attempts = 20;

    private static readonly HashSet<string> OfOneConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Expect", "Date", "Server",
    };

    private readonly Uri _emulator;
    private readonly HttpListener _listener;
    private readonly HttpMessageInvoker _client;
    private readonly ConcurrentQueue<Exception> _failures = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="emulator">Where the emulator listens.</param>
    /// <param name="wrap">What else is to stand between the check and the emulator; nothing unless given.</param>
    public ContractProxy(Uri emulator, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        _emulator = emulator;

        // A connection for each request: the handler never asks again, of itself, what a connection lost that it had used before.
        var direct = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero };
        _client = new HttpMessageInvoker(new ContractHandler(wrap is null ? direct : wrap(direct), Contract, onlyAccepted: false));
        (_listener, Address) = Listen();
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Gets what holds all that passes against the published API.</summary>
    public Contract Contract { get; } = new();

    /// <summary>Fails a test where anything that passed wasn't as published.</summary>
    public void Verify()
    {
        Assert.Empty(_failures);
        Contract.Verify();
    }

    public void Dispose()
    {
        _listener.Close();
        _client.Dispose();
    }

    private static (HttpListener Listener, Uri Address) Listen()
    {
        for (int attempt = 1; ; attempt++)
        {
            var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
            probe.Stop();
            var listener = new HttpListener { IgnoreWriteExceptions = true };
            listener.Prefixes.Add(address.AbsoluteUri);
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                // Somebody else was quicker to take that port.
                listener.Close();
            }
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(context));
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            using HttpRequestMessage request = await ReadAsync(context.Request);
            using HttpResponseMessage answer = await _client.SendAsync(request, default);
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            HttpListenerResponse response = context.Response;
            response.StatusCode = (int)answer.StatusCode;
            foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers).Where(h => !OfOneConnection.Contains(h.Key)))
            {
                response.Headers[name] = string.Join(",", values);
            }

            response.ContentLength64 = body.Length;
            response.Close(body, willBlock: false);
        }
        catch (Exception e)
        {
            if (e is not (HttpRequestException or HttpListenerException or ObjectDisposedException or OperationCanceledException or IOException))
            {
                _failures.Enqueue(e);
            }

            BrokenConnection.Break(context);
        }
    }

    private async Task<HttpRequestMessage> ReadAsync(HttpListenerRequest from)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.HttpMethod), new Uri(_emulator, from.RawUrl));
        if (from.HasEntityBody)
        {
            using var body = new MemoryStream();
            await from.InputStream.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (string name in from.Headers.AllKeys.OfType<string>().Where(n => !OfOneConnection.Contains(n)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, from.Headers[name]))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, from.Headers[name]);
            }
        }

        return request;
    }
}
