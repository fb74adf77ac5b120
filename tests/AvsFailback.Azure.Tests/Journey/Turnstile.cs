using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Tests.Journey;

/// <summary>Lets the requests of several controllers pass one at a time, in an order that a seed decides: each waits until all others wait or have ended.</summary>
internal sealed class Turnstile(int controllers, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<TaskCompletionSource> _waiting = [];
    private readonly object _gate = new();
    private int _live = controllers;

    public HttpMessageHandler Around(HttpMessageHandler inner) => new Gate(this, inner);

    /// <summary>A controller has ended: nobody waits for it any more.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _live -= 1;
            LetOnePass();
        }
    }

    private Task EnterAsync()
    {
        lock (_gate)
        {
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(turn);
            LetOnePass();
            return turn.Task;
        }
    }

    private void LetOnePass()
    {
        if (_waiting.Count > 0 && _waiting.Count == _live)
        {
#pragma warning disable CA5394 // The order has to be the same for a seed, not secret.
            int next = _random.Next(_waiting.Count);
#pragma warning restore CA5394
            TaskCompletionSource turn = _waiting[next];
            _waiting.RemoveAt(next);
            turn.SetResult();
        }
    }

    private sealed class Gate(Turnstile turnstile, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await turnstile.EnterAsync();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
