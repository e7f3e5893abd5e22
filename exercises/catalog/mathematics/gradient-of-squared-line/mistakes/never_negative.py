"""difference_quotients

Your derivative of the square is never negative. Where wx + b is negative, the parabola falls and 2(wx + b) is negative.
"""


def gradients(w, x, b):
    outer = 2 * abs(w * x + b)
    return outer * x, outer * w, outer
