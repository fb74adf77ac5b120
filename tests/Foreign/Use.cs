using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace Foreign;

/// <summary>What another module does with the packages that ours depends on too.</summary>
public static class Use
{
    /// <summary>Uses one package; returns which assembly served, and what came of it.</summary>
    public static Tuple<Assembly, string> Of(string package) => package switch
    {
        "Azure.Core" => AzureCore(),
        "Azure.Identity" => AzureIdentity(),
        "Microsoft.Bcl.AsyncInterfaces" => AsyncInterfaces(),
        "Microsoft.Extensions.DependencyInjection" => DependencyInjection(),
        "Microsoft.Extensions.DependencyInjection.Abstractions" => DependencyInjectionAbstractions(),
        "Newtonsoft.Json" => NewtonsoftJson(),
        _ => throw new ArgumentOutOfRangeException(nameof(package)),
    };

    // Each in a method of its own, so that a package that can't be loaded fails alone.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tuple<Assembly, string> AzureCore() => Tuple.Create(typeof(ResourceIdentifier).Assembly, Send());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tuple<Assembly, string> AzureIdentity()
    {
        // By name: in newer versions its types live in Azure.Core, and the compiler refers to them there.
        Assembly identity = Assembly.Load("Azure.Identity");
        string token = SignIn();
        return Tuple.Create(identity, identity.GetType(typeof(ClientSecretCredential).FullName) == typeof(ClientSecretCredential) ? token : "a type of another assembly");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tuple<Assembly, string> AsyncInterfaces() => Tuple.Create(typeof(IAsyncEnumerable<int>).Assembly, Enumerate().GetAwaiter().GetResult());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tuple<Assembly, string> DependencyInjection() => Tuple.Create(typeof(ServiceProvider).Assembly, Compose());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tuple<Assembly, string> DependencyInjectionAbstractions() => Tuple.Create(typeof(IServiceCollection).Assembly, Compose());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tuple<Assembly, string> NewtonsoftJson() => Tuple.Create(typeof(JObject).Assembly, Parse());

    private static string Send()
    {
        HttpPipeline pipeline = HttpPipelineBuilder.Build(new Options { Transport = new Answering() });
        using HttpMessage message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(new Uri("https://management.example/subscriptions"));
        pipeline.Send(message, CancellationToken.None);
        return message.Response.Content.ToString();
    }

    private static string SignIn()
    {
        var options = new ClientSecretCredentialOptions { Transport = new Answering(), DisableInstanceDiscovery = true };
        var credential = new ClientSecretCredential("00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002", "none", options);
        return credential.GetToken(new TokenRequestContext(["https://management.example/.default"]), CancellationToken.None).Token;
    }

    private static async Task<string> Enumerate()
    {
        var text = new StringBuilder();
        await foreach (int number in Numbers())
        {
            text.Append(number);
        }

        return text.ToString();
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
    }

    private static string Compose()
    {
        using ServiceProvider services = new ServiceCollection().AddSingleton<Options>().BuildServiceProvider();
        return services.GetRequiredService<Options>().GetType().Name;
    }

    private static string Parse() => JObject.Parse("{ \"a\": [1, 2] }").ToString(Newtonsoft.Json.Formatting.None);

    private sealed class Options : ClientOptions;

    /// <summary>Answers every request with the same token, without a network.</summary>
    private sealed class Answering : HttpPipelineTransport
    {
        public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

        public override void Process(HttpMessage message) => message.Response = new Answer();

        public override ValueTask ProcessAsync(HttpMessage message)
        {
            Process(message);
            return default;
        }
    }

    private sealed class Answer : Azure.Response
    {
        public override int Status => 200;

        public override string ReasonPhrase => "OK";

        public override Stream? ContentStream { get; set; } =
            new MemoryStream(Encoding.UTF8.GetBytes("{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"a-token\"}"));

        public override string ClientRequestId { get; set; } = string.Empty;

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => false;

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

        protected override bool TryGetHeader(string name, out string value)
        {
            value = string.Empty;
            return false;
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            values = [];
            return false;
        }
    }
}
