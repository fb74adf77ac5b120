namespace AvsFailback.Emulator.Http;

/// <summary>Answers some of the paths.</summary>
internal interface IRoutes
{
    void AddTo(RouteTable table);
}
