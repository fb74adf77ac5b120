# Which copy serves when the runtime's own directory holds a package too, as PowerShell's installation does. Older: a
# folder whose Newtonsoft.Json has the assembly version of ours, but is an older file.
param([string]$Manifest, [string]$Older)

Import-Module $Manifest
$dependencies = [IO.Path]::Combine([IO.Path]::GetDirectoryName($Manifest), 'bin', 'dependencies')
$type = [AvsFailback.ModuleLoading.ModuleLifetime].Assembly.GetType('AvsFailback.ModuleLoading.PrivateContext')
$brings = $type.GetMethod('RuntimeBrings', [Reflection.BindingFlags]'Static, NonPublic')
$runtime = [IO.Path]::GetDirectoryName([object].Assembly.Location)

"older|$($brings.Invoke($null, @($Older, "$dependencies/Newtonsoft.Json.dll")))"
"same|$($brings.Invoke($null, @($dependencies, "$dependencies/Newtonsoft.Json.dll")))"
"lacking|$($brings.Invoke($null, @($runtime, "$dependencies/Newtonsoft.Json.dll")))"
"framework|$($brings.Invoke($null, @($runtime, "$dependencies/System.Memory.dll")))"
