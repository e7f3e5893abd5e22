"""exact

These are difference quotients: they come near the derivative but lose half of the digits. Derive the formula and compute
that.
"""


def gradients(w, x, b, h=1e-6):
    def f(w, x, b):
        return (w * x + b) ** 2

    return (
        (f(w + h, x, b) - f(w - h, x, b)) / (2 * h),
        (f(w, x + h, b) - f(w, x - h, b)) / (2 * h),
        (f(w, x, b + h) - f(w, x, b - h)) / (2 * h),
    )
