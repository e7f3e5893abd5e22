"""each_value_once

You follow every path from the result back to each value, so the work doubles with every step of a chain of v + v. Sort
the values first (each once), then let each pass its gradient on once, when it is complete.
"""

import math


class Value:
    def __init__(self, data, made_from=()):
        self.data = data
        self.grad = 0.0
        self.made_from = made_from

    def __add__(self, other):
        return Value(self.data + other.data, [(self, 1), (other, 1)])

    def __mul__(self, other):
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, 1 - t * t)])

    def relu(self):
        return Value(max(self.data, 0.0), [(self, self.data > 0)])

    def backward(self, share=1.0):
        self.grad += share
        for operand, slope in self.made_from:
            operand.backward(slope * share)


def run(inputs, steps):
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
