"""worked_example

b is missing from the derivative of the square.

---
The derivative is 2(wx + b), not 2wx.
"""


def gradients(w, x, b):
    return 2 * w * x * x, 2 * w * x * w, 2 * (w * x + b)
