"""worked_example

Only the operands of the last value get a gradient. Either you stop after one step, or you go through the graph from the
inputs to the output, where each value passes on a gradient that is still 0. Begin at the output: each value comes
before its operands.
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
        for value in self._inputs_first():
            for operand, slope in value.made_from:
                operand.grad += slope * value.grad

    def _inputs_first(self):
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for operand, _ in value.made_from:
                    visit(operand)
                order.append(value)

        visit(self)
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
