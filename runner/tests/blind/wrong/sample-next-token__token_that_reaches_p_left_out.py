# Top-p leaves out the token with which the sum reaches p.
import numpy as np


def next_token(logits, rng, temperature=1.0, top_k=None, top_p=None):
    z = np.asarray(logits, dtype=float)
    if temperature == 0:
        return int(np.argmax(z))
    z = z / temperature
    p = np.exp(z - z.max())
    p = p / p.sum()
    order = np.argsort(-p, kind="stable")
    if top_k is not None:
        order = order[:top_k]
    q = p[order] / p[order].sum()
    if top_p is not None:
        keep = np.cumsum(q) <= top_p
        keep[0] = True
        order, q = order[keep], q[keep]
        q = q / q.sum()
    return int(rng.choice(order, p=q))
