import numpy as np

tape = []  # tensors in the order they were made, which is topological


class Tensor:
    def __init__(self, data, rule=None):
        self.data, self.rule = data, rule
        self.grad = np.zeros(np.shape(data))
        tape.append(self)

    def __add__(self, other):
        return Tensor(np.add(self.data, other.data), lambda g: [(self, g), (other, g)])

    def __mul__(self, other):
        return Tensor(np.multiply(self.data, other.data), lambda g: [(self, g * other.data), (other, self.data * g)])

    def __matmul__(self, other):
        def rule(g):
            # entry (n, k) of the left operand met row k of the right one
            left = (g[..., :, np.newaxis, :] * other.data[..., np.newaxis, :, :]).sum(axis=-1)
            right = (self.data[..., :, :, np.newaxis] * g[..., :, np.newaxis, :]).sum(axis=-3)
            return [(self, left), (other, right)]

        return Tensor(self.data @ other.data, rule)

    def sum(self, axis, keepdims):
        def rule(g):
            if axis is None:
                return [(self, np.full(self.data.shape, g.item()))]
            if not keepdims:
                g = np.expand_dims(g, axis)
            return [(self, np.repeat(g, self.data.shape[axis], axis=axis))]

        return Tensor(self.data.sum(axis, keepdims=keepdims), rule)

    def reshape(self, shape):
        return Tensor(self.data.reshape(shape), lambda g: [(self, g.reshape(np.shape(self.data)))])

    def backward(self):
        self.grad = np.ones(np.shape(self.data))
        while tape:
            tensor = tape.pop()
            for operand, part in tensor.rule(tensor.grad) if tensor.rule else []:
                shape = np.shape(operand.data)
                while part.ndim > len(shape):
                    part = part.sum(0)
                for axis, length in enumerate(shape):
                    if part.shape[axis] > length:
                        part = part.sum(axis, keepdims=True)
                operand.grad = operand.grad + part


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
