# What Windows PowerShell 5.1 would do, as far as another runtime can show it: the resolver answers for our own
# assemblies and our own folder only, as long as one runspace has the module imported.
param([string]$Manifest)

. "$PSScriptRoot/common.ps1"

$bin = [IO.Path]::Combine([IO.Path]::GetDirectoryName($Manifest), 'bin')
Import-Module $Manifest
$cmdlets = [AvsFailback.ModuleLoading.ModuleLifetime].Assembly
$type = $cmdlets.GetType('AvsFailback.ModuleLoading.FrameworkResolver')
$resolver = $type.GetProperty('Instance').GetValue($null)

function Resolve-Name([string]$Name, [Reflection.Assembly]$Requester) {
    $type.GetMethod('Resolve').Invoke($resolver, @($null, [ResolveEventArgs]::new($Name, $Requester)))
}

"foreign|$($null -eq (Resolve-Name 'Azure.Core, Version=1.0.0.0' ([Management.Automation.PSObject].Assembly)))"
"nobody|$($null -eq (Resolve-Name 'Azure.Core, Version=1.0.0.0' $null))"
"elsewhere|$($null -eq (Resolve-Name 'No.Such.Assembly' $cmdlets))"
"newer|$($null -eq (Resolve-Name 'Azure.Core, Version=999.0.0.0' $cmdlets))"
"core|$([object]::ReferenceEquals((Resolve-Name 'AvsFailback.Core' $cmdlets), [AvsFailback.ReplicatedItem].Assembly))"

# LoadFile resolves nothing by itself, so what such an assembly needs, only the hook can find.
function Test-Resolved([string]$Name) {
    try {
        $null = [Reflection.Assembly]::LoadFile("$bin/dependencies/$Name.dll").GetTypes()
        $true
    } catch {
        $false
    }
}

$type.GetMethod('Hook').Invoke($resolver, @())
$type.GetMethod('Hook').Invoke($resolver, @())
$type.GetMethod('Unhook').Invoke($resolver, @())
"hooked|$(Test-Resolved 'Azure.Identity')"
$type.GetMethod('Unhook').Invoke($resolver, @())
"unhooked|$(Test-Resolved 'Microsoft.Identity.Client.Extensions.Msal')"
