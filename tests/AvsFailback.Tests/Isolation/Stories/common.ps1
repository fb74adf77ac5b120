# Shared by the stories. Each runs in a process of its own, with PowerShell's core commands only, and tells what it saw
# in lines of "key|value|…".

function Use-Ours {
    $null = Connect-AvsVault -Emulator -Clock Virtual
    "items|$(@(Get-AvsReplicatedItem).Count)"
}

function Show-Assembly([string]$Key, [Reflection.Assembly]$Assembly, [string]$Result) {
    $name = $Assembly.GetName()
    $context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($Assembly).Name
    "$Key|$($name.Name)|$($name.Version)|$context|$($Assembly.Location)|$Result"
}

# All assemblies of the process, so that a test can tell which were loaded and from where.
function Show-Loaded {
    foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
        if (-not $assembly.IsDynamic) {
            Show-Assembly 'loaded' $assembly
        }
    }
}
