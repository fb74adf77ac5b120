using System;
using System.Net.Http;

namespace AvsFailback.ModuleLoading;

/// <summary>
/// An emulated vault, whose type the cmdlets can't name. Its members are bound once as delegates, so what they throw
/// arrives as it was thrown.
/// </summary>
internal sealed class EmulatorHandle : IDisposable
{
    private readonly Func<HttpMessageHandler> _createHandler;
    private readonly Func<int, Uri> _start;
    private readonly Action _stop;
    private readonly Func<Uri?> _address;
    private readonly Func<string> _vaultId;
    private readonly IDisposable _emulator;

    /// <summary>Binds to an emulator.</summary>
    /// <param name="emulator">A <c>VaultEmulator</c>.</param>
    internal EmulatorHandle(object emulator)
    {
        Type type = emulator.GetType();
        _createHandler = Bind<Func<HttpMessageHandler>>(type, emulator, "CreateHandler");
        _start = Bind<Func<int, Uri>>(type, emulator, "Start");
        _stop = Bind<Action>(type, emulator, "Stop");
        _address = Bind<Func<Uri?>>(type, emulator, "get_Address");
        _vaultId = Bind<Func<string>>(type, emulator, "get_VaultId");
        _emulator = (IDisposable)emulator;
    }

    /// <summary>Where it listens; null while it doesn't.</summary>
    internal Uri? Address => _address();

    /// <summary>The ARM id of the vault that it emulates.</summary>
    internal string VaultId => _vaultId();

    /// <summary>Makes a handler that answers in this process.</summary>
    internal HttpMessageHandler CreateHandler() => _createHandler();

    /// <summary>Listens on loopback.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    internal Uri Start(int port) => _start(port);

    /// <summary>Stops listening; the vault keeps its state.</summary>
    internal void Stop() => _stop();

    /// <inheritdoc/>
    public void Dispose() => _emulator.Dispose();

    /// <summary>Binds a method, of an object or static, as a delegate.</summary>
    /// <exception cref="MissingMethodException">There is no such method.</exception>
    internal static T Bind<T>(Type type, object? target, string method)
        where T : Delegate =>
        type.GetMethod(method) is { } found
            ? (T)Delegate.CreateDelegate(typeof(T), target, found)
            : throw new MissingMethodException(type.FullName, method);
}
