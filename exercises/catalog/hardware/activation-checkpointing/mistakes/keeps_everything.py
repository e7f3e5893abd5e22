"""worked_example

You keep all activations and recompute none. The gradients are right, but you use as much memory as without checkpoints.
"""

import numpy as np


def loss_and_gradients(x, y, weights, segment):
    log, kept = [], [x]
    for l, W in enumerate(weights):
        log += [f"keep {l}", f"forward {l}"]
        kept.append(np.tanh(kept[-1] @ W))
    d = kept[-1] - y
    loss = 0.5 * (d**2).sum()
    grads = []
    for l in reversed(range(len(weights))):
        log.append(f"backward {l}")
        d = d * (1 - kept[l + 1] ** 2)
        grads.append(kept[l].T @ d)
        d = d @ weights[l].T
    return loss, grads[::-1], log
