using Marrow.Torch.Native;

namespace Marrow.Torch;

/// <summary>
/// One operator of libtorch by its schema name, found at the first call and called through the boxed dispatcher,
/// with autograd where gradients are wanted. Arguments not given take the schema's defaults.
/// </summary>
/// <param name="name">Such as <c>aten::add</c>.</param>
/// <param name="overload">Such as <c>Tensor</c>; empty where the schema has none.</param>
public sealed unsafe class Operator(string name, string overload = "")
{
    private const int ResultLimit = 64;

    private nint native;

    /// <summary>Calls the operator for its only (or first) tensor.</summary>
    /// <exception cref="TorchException">libtorch refuses the arguments.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[ResultLimit];
        int count = Run(arguments, results, ResultLimit);
        Tensor? first = null;
        for (int i = 0; i < count; i++)
        {
            if (results[i].Kind == ValueKind.Tensor)
            {
                Tensor made = Adopt(results[i]);
                first ??= made;
            }
        }

        return first ?? throw new InvalidOperationException($"{name} gives no tensor");
    }

    /// <summary>Calls the operator for all the tensors it returns, lists unrolled; an undefined one is null.</summary>
    public Tensor?[] CallMany(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[ResultLimit];
        int count = Run(arguments, results, ResultLimit);
        Tensor?[] tensors = new Tensor?[count];
        for (int i = 0; i < count; i++)
        {
            tensors[i] = results[i].Kind == ValueKind.Tensor ? Adopt(results[i]) : null;
        }

        return tensors;
    }

    /// <summary>Calls the operator for one number.</summary>
    public double CallNumber(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        return result.Kind == ValueKind.Real ? result.Real : result.Integer;
    }

    /// <summary>Calls an operator that writes into its first argument; its result, the same tensor again, is let go.</summary>
    public void CallInPlace(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[ResultLimit];
        int count = Run(arguments, results, ResultLimit);
        for (int i = 0; i < count; i++)
        {
            if (results[i].Kind == ValueKind.Tensor)
            {
                MarrowTorch.marrow_free((nint)results[i].Pointer);
            }
        }
    }

    private static Tensor Adopt(NativeValue result) => new((nint)result.Pointer, result.Count);

    private int Run(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        nint found = Find();
        NativeValue* values = stackalloc NativeValue[arguments.Length];
        long* lists = stackalloc long[ListLength(arguments)];
        for (int i = 0; i < arguments.Length; i++)
        {
            values[i] = Encode(arguments[i], ref lists);
        }

        int count;
        MarrowTorch.marrow_call(found, values, arguments.Length, results, capacity, &count);
        foreach (Argument argument in arguments)
        {
            // A tensor named nowhere else must outlive the call.
            GC.KeepAlive(argument.Reference);
        }

        return count;
    }

    // Several threads may come first; the field is written with what was found and nothing else.
    private nint Find()
    {
        nint found = Volatile.Read(ref native);
        if (found == 0)
        {
            TorchLibrary.Require();
            MarrowTorch.marrow_find(name, overload, out found);
            Volatile.Write(ref native, found);
        }

        return found;
    }

    private static int ListLength(ReadOnlySpan<Argument> arguments)
    {
        int length = 0;
        foreach (Argument argument in arguments)
        {
            length += argument.Reference is Array ? argument.Count : 0;
        }

        return length;
    }

    private static NativeValue Encode(Argument argument, ref long* lists)
    {
        NativeValue value = new() { Kind = argument.Kind, Count = argument.Count, Integer = argument.Bits };
        switch (argument.Reference)
        {
            case null:
                break;
            case Tensor tensor:
                value.Integer = tensor.Native;
                break;
            case Generator generator:
                value.Integer = generator.Native;
                break;
            default:
                value.Pointer = lists;
                Copy(argument.Reference, lists);
                lists += argument.Count;
                break;
        }

        return value;
    }

    private static void Copy(object list, long* target)
    {
        switch (list)
        {
            case long[] integers:
                integers.CopyTo(new Span<long>(target, integers.Length));
                break;
            case double[] reals:
                reals.CopyTo(new Span<double>(target, reals.Length));
                break;
            case Tensor?[] tensors:
                for (int i = 0; i < tensors.Length; i++)
                {
                    target[i] = tensors[i]?.Native ?? 0;
                }

                break;
            default:
                throw new InvalidOperationException($"no list of {list.GetType()}");
        }
    }
}
