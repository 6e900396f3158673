namespace Istioctl.Playground.View;

/// <summary>Where the stages of the start are reported: on a terminal, or nowhere (JSON).</summary>
internal interface IStageReport
{
    /// <param name="stage">What is being waited for, for example <c>istiod</c>.</param>
    void Begun(string stage);

    void Done(string stage, TimeSpan duration);
}
