"""difference_quotients

Your slope of the square is never negative. Where wx + b is negative the parabola falls, so 2(wx + b) keeps its sign.
"""


def gradients(w, x, b):
    outer = 2 * abs(w * x + b)
    return outer * x, outer * w, outer
