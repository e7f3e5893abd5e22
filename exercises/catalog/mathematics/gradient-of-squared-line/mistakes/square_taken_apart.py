"""worked_example

You squared the two terms one by one. (wx + b)² has a middle term too, 2wxb, which the derivatives need.
"""


def gradients(w, x, b):
    return 2 * w * x**2, 2 * w**2 * x, 2 * b
