# Another module and ours in one session. Order: alone (without ours), first or last (the other one, as against our
# import and first use). Way: how the other one loads, LoadFrom as PowerShell does, or Context as modules with a
# context of their own do.
param([string]$Manifest, [string]$Folder, [string]$Way, [string]$Order)

. "$PSScriptRoot/common.ps1"

function Import-Foreign {
    $module = [IO.Directory]::GetFiles($Folder, 'Foreign.*.dll')[0]
    if ($Way -eq 'LoadFrom') {
        return [Reflection.Assembly]::LoadFrom($module)
    }

    $context = [Runtime.Loader.AssemblyLoadContext]::new('Foreign')
    $runtime = [IO.Path]::GetDirectoryName([object].Assembly.Location)
    foreach ($file in [IO.Directory]::GetFiles($Folder, '*.dll')) {
        if (-not [IO.File]::Exists([IO.Path]::Combine($runtime, [IO.Path]::GetFileName($file)))) {
            $null = $context.LoadFromAssemblyPath($file)
        }
    }

    $context.LoadFromAssemblyPath($module)
}

function Use-Foreign([Reflection.Assembly]$Module) {
    $use = $Module.GetType('Foreign.Use')
    foreach ($package in 'Azure.Core', 'Azure.Identity', 'Microsoft.Bcl.AsyncInterfaces', 'Microsoft.Extensions.DependencyInjection', 'Microsoft.Extensions.DependencyInjection.Abstractions', 'Newtonsoft.Json') {
        try {
            $used = $use::Of($package)
            Show-Assembly 'foreign' $used.Item1 $used.Item2
        } catch {
            "foreign|$package||||$($_.Exception.GetBaseException().GetType().Name)"
        }
    }
}

if ($Order -ne 'last') {
    $foreign = Import-Foreign
    Use-Foreign $foreign
}

if ($Order -ne 'alone') {
    Import-Module $Manifest
    Use-Ours
}

if ($Order -eq 'last') {
    $foreign = Import-Foreign
}

Use-Foreign $foreign
if ($Order -ne 'alone') {
    Use-Ours
}

# What a user's script would get by name.
if ($Way -eq 'LoadFrom') {
    Show-Assembly 'literal' ([Azure.Core.ResourceIdentifier].Assembly)
}

Show-Loaded
