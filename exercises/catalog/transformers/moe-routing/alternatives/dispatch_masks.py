import numpy as np


def route(logits, k, factor):
    # as in Switch: one mask per choice, and a running count of the places that are taken
    T, E = logits.shape
    capacity = -(-k * T * factor // E)
    left, taken, experts, gates, total = logits.copy(), np.zeros(E), [], [], np.zeros(T)
    top = logits.max(axis=1)
    for _ in range(k):
        expert = left.argmax(axis=1)
        mask = np.eye(E)[expert]
        weight = np.exp((logits * mask).sum(axis=1) - top)
        place = (taken + np.cumsum(mask, axis=0)) * mask  # from 1 on
        taken = taken + mask.sum(axis=0)
        experts.append(expert)
        gates.append(np.where(place.sum(axis=1) <= capacity, weight, 0.0))
        total += weight
        left[mask > 0] = -np.inf
    return np.stack(experts, axis=1), np.stack(gates, axis=1) / total[:, None]


def combine(x, experts, gates, W):
    shares = np.zeros((len(x), len(W)))
    np.add.at(shares, (np.arange(len(x))[:, None], experts), gates)
    return np.einsum("te,td,edo->to", shares, x, W)


def balance_loss(logits, k):
    T, E = logits.shape
    threshold = np.sort(logits)[:, [-k]]
    f = (logits >= threshold).mean(axis=0) / k
    log_total = np.logaddexp.reduce(logits, axis=1, keepdims=True)
    p = np.exp(logits - log_total)
    jacobian = np.einsum("te,eg->teg", p, np.eye(E)) - np.einsum("te,tg->teg", p, p)
    return E * np.mean(p @ f), jacobian @ f * E / T
