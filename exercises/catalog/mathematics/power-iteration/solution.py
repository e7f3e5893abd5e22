import numpy as np


def top_eigenpair(A):
    """Power iteration: a random vector turns towards the direction that A stretches most."""
    v = np.random.default_rng(0).normal(size=len(A))

    # The rest shrinks to 0.9 of its size each step, so 300 steps leave 1e-14 of it.
    for _ in range(300):
        v = A @ v
        v /= np.linalg.norm(v)

    value = v @ A @ v  # the Rayleigh quotient has the sign, the norm does not
    v *= np.sign(v[np.abs(v).argmax()])
    return value, v
