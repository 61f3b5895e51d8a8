namespace Marrow.Torch;

/// <summary>
/// Frees, at its end, every tensor made on this thread while it was the innermost scope, unless kept.
/// Bodies of loops open one. It belongs to one thread and must not cross an <c>await</c>.
/// </summary>
public sealed class Scope : IDisposable
{
    [ThreadStatic]
    private static Scope? current;

    private readonly List<Tensor> adopted = [];
    private readonly Scope? outer;
    private readonly int thread;
    private bool isEnded;

    public Scope()
    {
        outer = current;
        thread = Environment.CurrentManagedThreadId;
        current = this;
    }

    /// <summary>Takes a tensor out of every scope; who asks for this frees it. Gives the tensor back.</summary>
    public static Tensor Release(Tensor tensor)
    {
        tensor.Owner = null;
        return tensor;
    }

    /// <summary>Hands a tensor to the scope outside this one (or to the caller, where there is none). Gives the tensor back.</summary>
    public Tensor Keep(Tensor tensor)
    {
        tensor.Owner = outer;
        outer?.adopted.Add(tensor);
        return tensor;
    }

    /// <exception cref="InvalidOperationException">Another thread, or a scope that is not the innermost.</exception>
    public void Dispose()
    {
        if (isEnded)
        {
            return;
        }

        if (thread != Environment.CurrentManagedThreadId || current != this)
        {
            throw new InvalidOperationException("a scope ends on the thread that opened it, the innermost first");
        }

        isEnded = true;
        current = outer;
        foreach (Tensor tensor in adopted)
        {
            if (tensor.Owner == this)
            {
                tensor.Dispose();
            }
        }
    }

    internal static Scope? Adopt(Tensor tensor)
    {
        current?.adopted.Add(tensor);
        return current;
    }
}
