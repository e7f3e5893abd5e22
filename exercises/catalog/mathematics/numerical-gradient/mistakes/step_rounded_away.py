"""integers

Your copy of x still holds integers, so the step is truncated and nothing moves.

---
Copy with x.astype(float).
"""

import numpy as np


def numerical_gradient(f, x, h):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place] = above[place] + h
        below[place] = below[place] - h
        gradient[place] = (f(above) - f(below)) / (2 * h)
    return gradient


def gradient_of_polynomial(coefficients, powers, x, h):
    return numerical_gradient(lambda p: float(coefficients @ np.prod(p.ravel() ** powers, axis=1)), x, h)
