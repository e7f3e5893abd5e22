"""worked_example

Your derivatives with respect to w and x are swapped. When w moves, wx + b moves x times as much: the factor of the
derivative in w is x.
"""


def gradients(w, x, b):
    outer = 2 * (w * x + b)
    return outer * w, outer * x, outer
