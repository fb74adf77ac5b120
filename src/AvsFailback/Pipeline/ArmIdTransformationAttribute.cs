using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>
/// Lets a parameter of texts take ids of this module's objects. PowerShell binds an object's properties without conversion before it
/// tries the whole object as a text: an <see cref="ArmId"/> in <c>Id</c> wouldn't bind, and the object's text would pass as a name.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ArmIdTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrap(inputData) switch
    {
        ArmId id => id.ToString(),
        IList list when list.Cast<object?>().Any(one => Unwrap(one) is ArmId) => list.Cast<object?>().Select(one => Unwrap(one) is ArmId id ? id.ToString() : one).ToArray(),
        _ => inputData,
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
