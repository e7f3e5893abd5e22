"""arrays

You add to b in place when you compute wx + b, which changes the caller's b.

---
Use a new name for the sum: u = w * x + b.
"""


def gradients(w, x, b):
    b += w * x
    return 2 * b * x, 2 * b * w, 2 * b
