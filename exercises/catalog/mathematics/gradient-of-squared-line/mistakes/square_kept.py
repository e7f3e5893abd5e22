"""worked_example

You moved the exponent to the front but did not lower it: the derivative of u² is 2u, not 2u².
"""


def gradients(w, x, b):
    outer = 2 * (w * x + b) ** 2
    return outer * x, outer * w, outer
