"""worked_example

You differentiate the square and stop there. The chain rule has a second factor.

---
By the chain rule, multiply 2(wx + b) by the derivative of wx + b: by x for w, by w for x, and by 1 for b.
"""


def gradients(w, x, b):
    outer = 2 * (w * x + b)
    return outer, outer, outer
