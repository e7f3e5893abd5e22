"""worked_example

You do not apply the last layer of a segment again, or do not log it. The rule here is to apply all layers of a segment
again, including its last one: the backward pass needs its output too.
"""

import numpy as np


def loss_and_gradients(x, y, weights, segment):
    L, log, kept = len(weights), [], {}

    def apply(l, h):
        return np.tanh(h @ weights[l])

    h = x
    for l in range(L):
        if l % segment == 0:
            log.append(f"keep {l}")
            kept[l] = h
        log.append(f"forward {l}")
        h = apply(l, h)
    loss = 0.5 * ((h - y) ** 2).sum()

    d, grads = h - y, []
    for start in reversed(kept):
        layers = range(start, min(start + segment, L))
        inside = [kept[start]]
        for l in layers:
            if l != layers[-1]:
                log.append(f"forward {l}")
            inside.append(apply(l, inside[-1]))
        for l in reversed(layers):
            log.append(f"backward {l}")
            d = d * (1 - inside.pop() ** 2)
            grads.append(inside[-1].T @ d)
            d = d @ weights[l].T
    return loss, grads[::-1], log
