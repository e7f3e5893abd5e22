"""worked_example

Your derivatives with respect to w and x are swapped. When w changes, wx + b changes x times as much, so the factor for
w is x.
"""


def gradients(w, x, b):
    outer = 2 * (w * x + b)
    return outer * w, outer * x, outer
