# A rejected draft is replaced by a draw from the large model's whole distribution instead of from the part that the draft leaves out.
import numpy as np


def speculate(q, p, rng):
    k, V = q.shape
    tokens = []
    for i in range(k):
        x = int(rng.choice(V, p=q[i] / q[i].sum()))
        if rng.random() < min(1.0, p[i, x] / q[i, x]):
            tokens.append(x)
            continue
        tokens.append(int(rng.choice(V, p=p[i] / p[i].sum())))
        return tokens
    tokens.append(int(rng.choice(V, p=p[k] / p[k].sum())))
    return tokens


def expected_tokens(q, p):
    total, alive = 1.0, 1.0
    for i in range(len(q)):
        alive *= np.minimum(q[i], p[i]).sum()
        total += alive
    return float(total)
