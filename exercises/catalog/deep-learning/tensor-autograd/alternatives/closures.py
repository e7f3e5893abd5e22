import numpy as np


class Tensor:
    # Each tensor keeps a function that adds to the gradients of its operands.
    def __init__(self, data, operands=(), pull=None):
        self.data = np.asarray(data)
        self.grad = np.zeros_like(self.data)
        self.operands = operands
        self.pull = pull

    def receive(self, part):
        # Sum axis by axis over everything that is longer than in this tensor.
        while part.ndim > self.data.ndim:
            part = np.add.reduce(part, 0)
        for axis in range(part.ndim):
            if part.shape[axis] != self.data.shape[axis]:
                part = np.add.reduce(part, axis, keepdims=True)
        self.grad = self.grad + part

    def __add__(self, other):
        def pull(g):
            self.receive(g)
            other.receive(g)

        return Tensor(self.data + other.data, (self, other), pull)

    def __mul__(self, other):
        def pull(g):
            self.receive(other.data * g)
            other.receive(self.data * g)

        return Tensor(self.data * other.data, (self, other), pull)

    def __matmul__(self, other):
        def pull(g):
            self.receive(np.einsum("...nm,...km->...nk", g, other.data))
            other.receive(np.einsum("...nk,...nm->...km", self.data, g))

        return Tensor(np.matmul(self.data, other.data), (self, other), pull)

    def sum(self, axis, keepdims):
        kept = np.sum(self.data, axis=axis, keepdims=True)
        out = Tensor(kept if keepdims else np.squeeze(kept, axis), (self,))
        out.pull = lambda g: self.receive(np.ones_like(self.data) * g.reshape(kept.shape))
        return out

    def reshape(self, shape):
        return Tensor(np.reshape(self.data, shape), (self,), lambda g: self.receive(np.reshape(g, self.data.shape)))

    def backward(self):
        # Ready when all its uses are done.
        uses, tensors = {}, [self]
        for tensor in tensors:
            for operand in tensor.operands:
                uses[operand] = uses.get(operand, 0) + 1
                if uses[operand] == 1:
                    tensors.append(operand)
        self.grad = self.grad + 1
        ready = [self]
        for tensor in ready:
            if tensor.operands:
                tensor.pull(tensor.grad)
            for operand in tensor.operands:
                uses[operand] -= 1
                if uses[operand] == 0:
                    ready.append(operand)


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
