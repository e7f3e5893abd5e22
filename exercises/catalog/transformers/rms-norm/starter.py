import numpy as np


def forward(x, g, eps=1e-6):
    """RMSNorm over the last axis.

    x: (..., d)    g: (d,)

    Returns (..., d).

    With x = [1, -3, 5, -1], g = [1, 2, 1, 3] and eps = 0 the result is [0.333, -2, 1.667, -1].
    """
    raise NotImplementedError("return y")


def gradients(x, g, G, eps=1e-6):
    """The gradients of x and g, given G (..., d), the gradient of the output.

    Returns {"x": (..., d), "g": (d,)}.

    With the arguments above and G = [3, 0, 1, 2] they are [0.981, 0.056, 0.241, 2.019] and [1, 0, 1.667, -0.667].
    """
    raise NotImplementedError("return both gradients")
