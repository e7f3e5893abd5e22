import numpy as np


def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1 and grad.shape[axis] != 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


class Tensor:
    """An array that remembers how it was computed."""

    def __init__(self, data):
        self.data = data
        self.grad = np.zeros(data.shape)
        self.parents = ()
        self.push = lambda: None

    def _made(self, data, parents):
        out = Tensor(np.asarray(data))
        out.parents = parents
        return out

    def __add__(self, other):
        out = self._made(self.data + other.data, (self, other))

        def push():
            self.grad = self.grad + unbroadcast(out.grad, self.data.shape)
            other.grad = other.grad + unbroadcast(out.grad, other.data.shape)

        out.push = push
        return out

    def __mul__(self, other):
        out = self._made(self.data * other.data, (self, other))

        def push():
            self.grad = self.grad + unbroadcast(out.grad * other.data, self.data.shape)
            other.grad = other.grad + unbroadcast(out.grad * self.data, other.data.shape)

        out.push = push
        return out

    def __matmul__(self, other):
        out = self._made(self.data @ other.data, (self, other))

        def push():
            self.grad = self.grad + unbroadcast(out.grad @ np.swapaxes(other.data, -1, -2), self.data.shape)
            other.grad = other.grad + unbroadcast(np.swapaxes(self.data, -1, -2) @ out.grad, other.data.shape)

        out.push = push
        return out

    def sum(self, axis, keepdims):
        out = self._made(self.data.sum(axis=axis, keepdims=keepdims), (self,))

        def push():
            g = out.grad
            if axis is not None and not keepdims:
                g = np.expand_dims(g, axis)
            self.grad = self.grad + np.broadcast_to(g, self.data.shape)

        out.push = push
        return out

    def reshape(self, shape):
        out = self._made(self.data.reshape(shape), (self,))

        def push():
            self.grad = self.grad + out.grad.reshape(self.data.shape)

        out.push = push
        return out

    def backward(self):
        order, seen = [], set()

        def visit(t):
            if id(t) not in seen:
                seen.add(id(t))
                for p in t.parents:
                    visit(p)
                order.append(t)

        visit(self)
        self.grad = np.ones(self.data.shape)
        for t in reversed(order):
            t.push()


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
