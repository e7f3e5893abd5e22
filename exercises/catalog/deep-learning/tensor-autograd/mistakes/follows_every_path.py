"""worked_example

You visit a tensor once for each path that leads to it, so one that is used twice passes its gradient on twice. Remember
which tensors you have seen, and visit each of them once.
"""

import numpy as np


class Tensor:
    """An array that remembers how it was computed: its operands, and how to pass a gradient on to each."""

    def __init__(self, data, operands=()):
        self.data = data
        self.grad = np.zeros(data.shape)
        self.operands = operands  # pairs (operand, function from this tensor's gradient to a part of the operand's)

    def __add__(self, other):
        return Tensor(self.data + other.data, [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other):
        return Tensor(self.data * other.data, [(self, lambda g: g * other.data), (other, lambda g: g * self.data)])

    def __matmul__(self, other):
        A, B = self.data, other.data  # (..., n, k) and (..., k, m)
        return Tensor(A @ B, [(self, lambda g: g @ B.swapaxes(-1, -2)), (other, lambda g: A.swapaxes(-1, -2) @ g)])

    def sum(self, axis, keepdims):
        def spread(g):
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)  # where the axis was
            return np.broadcast_to(g, self.data.shape)

        return Tensor(self.data.sum(axis=axis, keepdims=keepdims), [(self, spread)])

    def reshape(self, shape):
        return Tensor(self.data.reshape(shape), [(self, lambda g: g.reshape(self.data.shape))])

    def backward(self):
        self.grad = np.ones(self.data.shape)
        for tensor in reversed(self._operands_first()):
            for operand, pass_on in tensor.operands:
                operand.grad = operand.grad + unbroadcast(pass_on(tensor.grad), operand.data.shape)

    def _operands_first(self):
        """Every tensor this one depends on, each after its operands, and this one last."""
        order, seen = [], set()

        def visit(tensor):
            for operand, _ in tensor.operands:
                visit(operand)
            order.append(tensor)

        visit(self)
        return order


def unbroadcast(gradient, shape):
    """Sum over the axes along which NumPy repeated an array of this shape."""
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))  # axes added at the front
    stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return gradient.sum(axis=stretched, keepdims=True)


def run(arrays, steps):
    """Build a graph and go back through it. Given: do not change it."""
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
