# A replica without examples is weighted with 0, but 0 times nan is still nan.
import numpy as np


def average_gradients(grads, counts):
    total = sum(counts)
    result = {}
    for name in grads[0]:
        result[name] = np.zeros(grads[0][name].shape)
        for g, n in zip(grads, counts):
            result[name] = result[name] + n * g[name] / total
    return result


def ring_all_reduce(vectors):
    R = len(vectors)
    held = [np.array(v, dtype=float).reshape(R, -1) for v in vectors]
    sent = np.zeros((2 * R - 2, R), dtype=int)
    for step in range(2 * R - 2):
        for r in range(R):
            sent[step, r] = (r - step) % R
        packets = [held[r][sent[step, r]].copy() for r in range(R)]
        for r in range(R):
            to, chunk = (r + 1) % R, sent[step, r]
            if step < R - 1:
                held[to][chunk] += packets[r]
            else:
                held[to][chunk] = packets[r]
    return [h.reshape(-1) for h in held], sent
