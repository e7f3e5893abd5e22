import itertools

import numpy as np

CLOCK = itertools.count()


def fold(grad, shape):
    """Undo a broadcast with one sum."""
    extra = grad.ndim - len(shape)
    stretched = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    return grad.sum(axis=tuple(range(extra)) + stretched, keepdims=True).reshape(shape)


def transpose(a):
    return a.swapaxes(-1, -2)


class Tensor:
    """Each tensor has the time at which it was made: operands are always older than their results."""

    def __init__(self, data, edges=()):
        self.data = np.asarray(data)
        self.grad = np.zeros(self.data.shape)
        self.edges = list(edges)  # (operand, function from my gradient to its share)
        self.time = next(CLOCK)

    def __add__(self, other):
        return Tensor(self.data + other.data, [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other):
        return Tensor(self.data * other.data, [(self, lambda g: g * other.data), (other, lambda g: g * self.data)])

    def __matmul__(self, other):
        return Tensor(
            self.data @ other.data,
            [(self, lambda g: g @ transpose(other.data)), (other, lambda g: transpose(self.data) @ g)],
        )

    def sum(self, axis, keepdims):
        kept = self.data.sum(axis=axis, keepdims=True).shape
        full = self.data.shape
        return Tensor(self.data.sum(axis=axis, keepdims=keepdims), [(self, lambda g: g.reshape(kept) + np.zeros(full))])

    def reshape(self, shape):
        return Tensor(self.data.reshape(shape), [(self, lambda g: g.reshape(self.data.shape))])

    def backward(self):
        self.grad = np.ones(self.data.shape)
        waiting = {self.time: self}
        while waiting:
            newest = waiting.pop(max(waiting))
            for operand, share in newest.edges:
                operand.grad = operand.grad + fold(np.asarray(share(newest.grad)), operand.data.shape)
                waiting[operand.time] = operand


def run(arrays, steps):
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
