import math


class Value:
    # Each value keeps a function that passes its gradient on.
    def __init__(self, data, operands=()):
        self.data = data
        self.grad = 0.0
        self.operands = operands
        self.pass_on = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out.pass_on = pass_on
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pass_on = pass_on
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def pass_on():
            self.grad += out.grad / math.cosh(self.data) ** 2

        out.pass_on = pass_on
        return out

    def relu(self):
        out = Value((self.data + abs(self.data)) / 2, (self,))

        def pass_on():
            self.grad += out.grad * float(self.data > 0)

        out.pass_on = pass_on
        return out

    def backward(self):
        self.grad = 1.0
        # Ready when all its uses are done.
        uses, found = {}, [self]
        for value in found:
            for operand in value.operands:
                uses[operand] = uses.get(operand, 0) + 1
                if operand not in found:
                    found.append(operand)
        ready = [self]
        for value in ready:
            value.pass_on()
            for operand in value.operands:
                uses[operand] -= 1
                if not uses[operand]:
                    ready.append(operand)


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
