"""worked_ring

Your machines send the next chunk at each step. Each should pass on the chunk it received, so the number goes down: (r -
step) % R.
"""

import numpy as np


def average_gradients(grads, counts):
    total = sum(counts)
    busy = [(n, own) for n, own in zip(counts, grads) if n]
    return {name: sum(n / total * own[name] for n, own in busy) for name in grads[0]}


def ring_all_reduce(vectors):
    R = len(vectors)
    held = np.array([np.split(vector, R) for vector in vectors])
    machines = np.arange(R)
    sent = []
    for step in range(2 * R - 2):
        chunk = (machines + step) % R
        arriving = held[machines, chunk]
        receiver = (machines + 1) % R
        if step < R - 1:
            held[receiver, chunk] += arriving
        else:
            held[receiver, chunk] = arriving
        sent.append(chunk)
    return [chunks.ravel() for chunks in held], np.array(sent)
