import math


class Value:
    """A number that remembers how it was computed."""

    def __init__(self, data):
        self.data = data
        self.grad = 0.0

    def __add__(self, other):
        raise NotImplementedError

    def __mul__(self, other):
        raise NotImplementedError

    def tanh(self):
        raise NotImplementedError

    def relu(self):
        raise NotImplementedError

    def backward(self):
        """Set the grad of each value that this one depends on to the derivative of this value with respect to it."""
        raise NotImplementedError


def run(inputs, steps):
    """Build a graph and go back through it. Given: do not change it.

    inputs: list of floats
    steps: list of ("+", i, j), ("*", i, j), ("tanh", i) or ("relu", i); values are numbered from 0, inputs first

    Returns (data, grads): the last value, and the gradient of each value.

    run([2.0, -3.0], [("*", 0, 1), ("+", 2, 0), ("*", 3, 3)]) is (16.0, [16.0, -16.0, -8.0, -8.0, 1.0]).
    """
    values = [Value(number) for number in inputs]
    for name, *operands in steps:
        first, *rest = [values[i] for i in operands]
        if name == "+":
            values.append(first + rest[0])
        elif name == "*":
            values.append(first * rest[0])
        else:
            values.append(getattr(first, name)())
    values[-1].backward()
    return values[-1].data, [value.grad for value in values]
