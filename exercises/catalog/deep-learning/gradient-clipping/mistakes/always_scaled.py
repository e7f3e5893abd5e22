"""short_enough

You scale every gradient to the length of the limit, so short ones become longer. Near the minimum gradients are short,
and longer steps would overshoot it. Only shorten.
"""

import numpy as np


def clip_by_global_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    factor = max_norm / norm
    return {name: factor * g for name, g in grads.items()}, norm
