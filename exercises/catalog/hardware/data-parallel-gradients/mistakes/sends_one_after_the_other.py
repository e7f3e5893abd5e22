"""worked_ring

Your machines send one after the other, so you send on a chunk in the same step in which it arrived. All send at the
same time: read everything first.
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
        chunk = (machines - step) % R
        for r in machines:
            c, receiver = (machines[0] - step) % R, (r + 1) % R
            if step < R - 1:
                held[receiver, c] += held[r, c]
            else:
                held[receiver, c] = held[r, c]
        sent.append(chunk)
    return [chunks.ravel() for chunks in held], np.array(sent)
