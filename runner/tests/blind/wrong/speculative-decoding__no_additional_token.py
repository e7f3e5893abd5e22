# When all drafts are accepted, the additional token from the last distribution is forgotten.
import numpy as np


def speculate(q, p, rng):
    k, V = q.shape
    tokens = []
    for i in range(k):
        x = int(rng.choice(V, p=q[i] / q[i].sum()))
        if rng.random() < min(1.0, p[i, x] / q[i, x]):
            tokens.append(x)
            continue
        rest = np.maximum(p[i] - q[i], 0)
        if rest.sum() == 0:
            rest = p[i]
        tokens.append(int(rng.choice(V, p=rest / rest.sum())))
        return tokens
    return tokens


def expected_tokens(q, p):
    total, alive = 1.0, 1.0
    for i in range(len(q)):
        alive *= np.minimum(q[i], p[i]).sum()
        total += alive
    return float(total)
