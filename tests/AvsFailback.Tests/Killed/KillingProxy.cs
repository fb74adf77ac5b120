using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Tests.Killed;

/// <summary>A request that went to the service; the emulator's own control path isn't one.</summary>
internal sealed record PassedRequest(int Number, string Method, string Path)
{
    /// <summary>The last word of the path: the action of a POST.</summary>
    public string Action => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>
/// Stands on a loopback port between a process and its emulator, counts what the process asks of the service, and kills it at a
/// chosen request: before the service has seen it, or when it has acted and before the process is answered. It passes the Host
/// header on, so that the URLs in the answers lead back through it.
/// </summary>
internal sealed class KillingProxy : IDisposable
{
    private const int Attempts = 20;

    private static readonly HashSet<string> OfOneConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Expect", "Date", "Server",
    };

    private readonly Uri _emulator;
    private readonly Func<PassedRequest, bool> _isFatal;
    private readonly bool _isAfter;
    private readonly HttpListener _listener;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });
    private readonly ConcurrentQueue<PassedRequest> _passed = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly TaskCompletionSource<Process> _victim = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Starts to listen, and kills nobody.</summary>
    public KillingProxy(Uri emulator)
        : this(emulator, _ => false, isAfter: false)
    {
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="emulator">Where the emulator listens.</param>
    /// <param name="isFatal">Whether to kill at a request; the first such one counts.</param>
    /// <param name="isAfter">Whether the service acts first.</param>
    public KillingProxy(Uri emulator, Func<PassedRequest, bool> isFatal, bool isAfter)
    {
        _emulator = emulator;
        _isFatal = isFatal;
        _isAfter = isAfter;
        (_listener, Address) = Listen();
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What has been asked of the service, in order.</summary>
    public IReadOnlyList<PassedRequest> Passed => [.. _passed.OrderBy(request => request.Number)];

    /// <summary>The request at which the process was killed; null if it wasn't.</summary>
    public PassedRequest? Killed { get; private set; }

    /// <summary>What went wrong in the proxy itself.</summary>
    public IReadOnlyCollection<Exception> Failures => _failures;

    /// <summary>Names the process to kill.</summary>
    public void Aim(Process process) => _victim.TrySetResult(process);

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
            PassedRequest? counted = Count(context.Request);
            bool kills = counted is not null && Killed is null && _isFatal(counted);
            if (kills && !_isAfter)
            {
                await KillAsync(counted!);
                context.Response.Abort();
                return;
            }

            using HttpRequestMessage request = await ReadAsync(context.Request);
            using HttpResponseMessage answer = await _client.SendAsync(request, default);
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            if (kills)
            {
                await KillAsync(counted!);
                context.Response.Abort();
                return;
            }

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
            // Whoever was killed doesn't take its answer; all else is the proxy's own failure.
            if (Killed is null && e is not ObjectDisposedException)
            {
                _failures.Enqueue(e);
            }

            context.Response.Abort();
        }
    }

    private PassedRequest? Count(HttpListenerRequest request)
    {
        string path = request.Url!.AbsolutePath;
        if (path.StartsWith("/emulator", StringComparison.Ordinal))
        {
            return null;
        }

        var passed = new PassedRequest(Interlocked.Increment(ref _count), request.HttpMethod, path);
        _passed.Enqueue(passed);
        return passed;
    }

    private async Task KillAsync(PassedRequest request)
    {
        Killed = request;
        Process process = await _victim.Task;
        process.Kill();
        await process.WaitForExitAsync();
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
