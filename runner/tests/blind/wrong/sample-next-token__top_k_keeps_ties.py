# Top-k keeps every token that is at least as probable as the k-th, so with equal logits more than k remain.
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
        limit = p[order][min(top_k, len(order)) - 1]
        order = order[p[order] >= limit]
    q = p[order] / p[order].sum()
    if top_p is not None:
        before = np.cumsum(q) - q
        keep = before < top_p - 1e-12
        keep[0] = True
        order, q = order[keep], q[keep]
        q = q / q.sum()
    return int(rng.choice(order, p=q))
