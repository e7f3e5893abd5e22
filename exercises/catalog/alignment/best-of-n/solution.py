import numpy as np


def pick_weights(proxy, n):
    """How much of the probability of “all n are among the i lowest” each sample adds, shared between equal ones."""
    N = len(proxy)
    left = np.arange(N, 0, -1)
    factors = np.maximum(left - n, 0) / left  # from i to i - 1: one more sample that isn't chosen
    among_lowest = np.append(1.0, np.cumprod(factors))[::-1]  # (N + 1,), entry i is C(i, n) / C(N, n)
    ordered = np.sort(proxy)
    low, high = np.searchsorted(ordered, proxy, "left"), np.searchsorted(ordered, proxy, "right")
    return (among_lowest[high] - among_lowest[low]) / (high - low)


def rewards_of_best(proxy, gold, n):
    """Both rewards of the sample with the highest proxy."""
    weights = np.array([pick_weights(row, n) for row in proxy])  # (p, N)
    return (weights * proxy).sum(axis=1).mean(), (weights * gold).sum(axis=1).mean()


def best_policy(probabilities, rewards, n):
    """All n rewards are at most r with the probability F(r)^n."""
    _, group = np.unique(rewards, return_inverse=True)
    share = np.bincount(group, probabilities)  # of all answers with the same reward
    F = np.append(0.0, np.cumsum(share))
    ratio = (np.diff(F**n) / share)[group]  # (m,), new probability to old
    policy = ratio * probabilities
    given = policy > 0
    return policy, np.sum(policy[given] * np.log(ratio[given]))


def kl_bound(n):
    """The KL divergence of best-of-n if no two rewards are equal and no answer has a probability of its own."""
    return np.log(n) - (n - 1) / n


def fit_gold(ns, gold):
    """Least squares in d, without an intercept."""
    d = np.sqrt(kl_bound(ns))
    alpha, beta = np.linalg.lstsq(np.stack([d, -(d**2)], axis=1), gold - gold[0])[0]
    return alpha, beta


def best_n(alpha, beta, largest):
    """Try them all."""
    d = np.sqrt(kl_bound(np.arange(1, largest + 1)))
    return int(np.argmax(d * (alpha - beta * d))) + 1
