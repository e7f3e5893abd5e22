"""arrays

You build wx + b in place of b with +=, so the caller's b is changed. Give the sum a name of its own: u = w * x + b.
"""


def gradients(w, x, b):
    b += w * x
    return 2 * b * x, 2 * b * w, 2 * b
