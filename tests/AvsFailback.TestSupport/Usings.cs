// Where the engine's namespaces are named for all of this project.
global using AvsFailback.Asr;
global using AvsFailback.Engine;
global using AvsFailback.Runs;
global using AvsFailback.Vault;
