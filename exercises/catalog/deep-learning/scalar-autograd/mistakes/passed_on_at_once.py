"""worked_example

You pass on the whole gradient so far whenever some arrives, so you pass on the first part repeatedly. Wait until a
value's gradient is complete, then pass it on once: go in reverse topological order.
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
        self._pass_on()

    def _pass_on(self):
        for operand, slope in self.made_from:
            operand.grad += slope * self.grad
            operand._pass_on()

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
