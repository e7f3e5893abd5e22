import numpy as np


def value_and_grads(x):
    """Forward step by step, then back through the same steps, each with its own derivative."""
    a = x**2
    b = np.sin(a)
    c = np.exp(b)
    value = c * x

    d_c = x
    d_b = d_c * c  # the derivative of exp is exp itself
    d_a = d_b * np.cos(a)
    d_x = d_a * 2 * x + c  # through a, and through the product at the end
    return value, {"c": d_c, "b": d_b, "a": d_a, "x": d_x}
