import math

tape = []  # values in the order they were made, which is topological


class Value:
    def __init__(self, data, *slopes):
        self.data, self.grad, self.slopes = data, 0.0, slopes
        tape.append(self)

    def __add__(self, other):
        return Value(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other.data), (other, self.data))

    def tanh(self):
        e = math.exp(2 * self.data)
        return Value((e - 1) / (e + 1), (self, 4 * e / (e + 1) ** 2))

    def relu(self):
        slope = 1.0 if self.data > 0 else 0.0
        return Value(slope * self.data, (self, slope))

    def backward(self):
        self.grad = 1.0
        while tape:
            value = tape.pop()
            for operand, slope in value.slopes:
                operand.grad = operand.grad + slope * value.grad


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
