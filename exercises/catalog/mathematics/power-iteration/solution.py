import numpy as np


def top_eigenpair(A):
    """Power iteration: what A stretches most is what remains of a random vector."""
    v = np.random.default_rng(0).normal(size=len(A))

    # The rest shrinks by 0.9 a step, so 300 steps leave 1e-14 of it.
    for _ in range(300):
        v = A @ v
        v /= np.linalg.norm(v)

    value = v @ A @ v  # the Rayleigh quotient knows the sign, the norm does not
    v *= np.sign(v[np.abs(v).argmax()])
    return value, v
