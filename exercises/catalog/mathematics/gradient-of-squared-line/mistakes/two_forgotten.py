"""worked_example

The factor 2 is missing: the derivative of u² is 2u.
"""


def gradients(w, x, b):
    u = w * x + b
    return u * x, u * w, u
