# Three steps are left for you. Replace each raise NotImplementedError with your code.

import numpy as np


class Tensor:
    """An array that remembers how it was computed.

    operands: pairs of a tensor that it was computed from, and a function. The function takes the gradient of this
        tensor, and returns what it passes on to that operand, before the broadcast is undone.
    """

    def __init__(self, data, operands=()):
        self.data = data
        self.grad = np.zeros(data.shape)
        self.operands = operands

    def __add__(self, other):
        return Tensor(self.data + other.data, [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other):
        return Tensor(self.data * other.data, [(self, lambda g: g * other.data), (other, lambda g: g * self.data)])

    def __matmul__(self, other):
        A, B = self.data, other.data  # (..., n, k) and (..., k, m)
        # Step 1 of 3: return the tensor A @ B with its two operands, as the methods above do. Its gradient g has the
        # shape (..., n, m). Only the last two axes belong to the matrices.
        raise NotImplementedError

    def sum(self, axis, keepdims):
        """Over one axis, which may be negative, or over all of them if axis is None."""

        def spread(g):
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)  # where the axis was
            return np.broadcast_to(g, self.data.shape)

        return Tensor(self.data.sum(axis=axis, keepdims=keepdims), [(self, spread)])

    def reshape(self, shape):
        return Tensor(self.data.reshape(shape), [(self, lambda g: g.reshape(self.data.shape))])

    def backward(self):
        """Set the grad of each tensor that this one depends on: the derivative of the sum of this one's entries."""
        self.grad = np.ones(self.data.shape)
        # Step 2 of 3: go through _operands_first() from its end. Each tensor passes its gradient on to its operands.
        # A tensor may get several parts, which add up. unbroadcast each part to the shape of the operand.
        raise NotImplementedError

    def _operands_first(self):
        """Every tensor this one depends on, each after its operands, and this one last."""
        order, seen = [], set()

        def visit(tensor):
            if tensor not in seen:
                seen.add(tensor)
                for operand, _ in tensor.operands:
                    visit(operand)
                order.append(tensor)

        visit(self)
        return order


def unbroadcast(gradient, shape):
    """Sum over the axes along which NumPy repeated an array of this shape.

    A gradient (5, 2, 3) for an array (2, 1) becomes (2, 1).
    """
    # Step 3 of 3: sum over the axes that were added at the front, then over those that have length 1 in shape. The
    # result has exactly this shape.
    raise NotImplementedError


def run(arrays, steps):
    """Build a graph and go back through it. Given: do not change it.

    arrays: list of float64 arrays
    steps: list of ("+", i, j), ("*", i, j), ("@", i, j), ("sum", i, axis, keepdims) or ("reshape", i, shape);
        tensors are numbered from 0, inputs first

    Returns (data, grads): the last array, and the gradient of each tensor.

    run([X, b], [("*", 0, 1), ("sum", 2, 1, False), ("*", 3, 3)]) with X [[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]] and
    b [1.0, -2.0, 3.0] gives the data [49.0, 1.0] and for b the gradient [20.0, 2.0, 28.0].
    """
    tensors = [Tensor(array) for array in arrays]
    for name, i, *rest in steps:
        if name == "+":
            tensors.append(tensors[i] + tensors[rest[0]])
        elif name == "*":
            tensors.append(tensors[i] * tensors[rest[0]])
        elif name == "@":
            tensors.append(tensors[i] @ tensors[rest[0]])
        else:
            tensors.append(getattr(tensors[i], name)(*rest))
    tensors[-1].backward()
    return np.array(tensors[-1].data), [np.array(tensor.grad) for tensor in tensors]
