import numpy as np


def value_and_grads(x):
    """f(x) = x exp(sin(x^2)) and its derivatives with respect to a = x^2, b = sin a, c = e^b and x.

    x: (n,)    returns (value, grads): (n,) and a dict with the keys "c", "b", "a", "x", each (n,)

    At x = 2: value 0.938, c: 2, b: 0.938, a: -0.613, x: -1.984.
    """
    # forward: a, b, c, f

    # backward: from f to x, each line multiplies by one local derivative
    raise NotImplementedError("go forward, then back")
