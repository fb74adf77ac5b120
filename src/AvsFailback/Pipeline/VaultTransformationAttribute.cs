using System;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Lets <c>-Vault</c> take a connected vault's name as well as the object.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class VaultTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (data is not string name)
        {
            return data!;
        }

        try
        {
            return VaultRegistry.Current.Find(name);
        }
        catch (FailbackException e)
        {
            throw new ArgumentTransformationMetadataException($"{e.Message} {e.NextStep}", e);
        }
    }
}
