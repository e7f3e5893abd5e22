import numpy as np


class Tensor:
    """An array that remembers how it was computed."""

    def __init__(self, data):
        self.data = data
        self.grad = np.zeros(data.shape)

    def __add__(self, other):
        raise NotImplementedError

    def __mul__(self, other):
        raise NotImplementedError

    def __matmul__(self, other):
        raise NotImplementedError

    def sum(self, axis, keepdims):
        """Over one axis, which may be negative, or over all of them if axis is None."""
        raise NotImplementedError

    def reshape(self, shape):
        raise NotImplementedError

    def backward(self):
        """Set the grad of each tensor that this one depends on: the derivative of the sum of this one's entries."""
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
