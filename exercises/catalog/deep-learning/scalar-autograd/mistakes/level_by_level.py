"""branches

You go back level by level, and a value passes on its gradient too early if it is near the end on one path and far from
it on another. Sort first: process a value only after all values computed from it.
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

    def backward(self):
        self.grad = 1.0
        for value in self._as_they_are_met():
            for operand, slope in value.made_from:
                operand.grad += slope * value.grad

    def _as_they_are_met(self):
        order, seen = [self], {self}
        for value in order:
            for operand, _ in value.made_from:
                if operand not in seen:
                    seen.add(operand)
                    order.append(operand)
        return order


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
