using System;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Lets a parameter take an instant as an object or in ISO form, alike in every culture; PowerShell alone reads texts by the session's.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InstantTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        Instants.Read(inputData) ?? throw new ArgumentTransformationMetadataException($"'{inputData}' isn't an instant that means the same everywhere. Give {Instants.Examples}.");
}
