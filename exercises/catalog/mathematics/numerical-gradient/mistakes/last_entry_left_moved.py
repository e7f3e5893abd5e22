"""back_to_the_last_bit

You move the entries of x itself and do not restore one of them exactly: either you leave it moved, or stepping back
leaves a rounding error. Save the old value and write it back at once, or work on a copy.
"""

import numpy as np


def numerical_gradient(f, x, h):
    gradient, previous, kept = np.zeros(x.shape), None, None
    if x.dtype.kind == "i":
        x = x.astype(float)
    for place in np.ndindex(x.shape):
        if previous is not None:
            x[previous] = kept
        previous, kept = place, x[place]
        x[place] = kept + h
        above = f(x)
        x[place] = kept - h
        gradient[place] = (above - f(x)) / (2 * h)
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
