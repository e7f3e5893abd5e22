import math

import numpy as np


def log_choose(a, b):
    return math.lgamma(a + 1) - math.lgamma(b + 1) - math.lgamma(a - b + 1)


def pick_weights(proxy, n):
    N, values = len(proxy), sorted(proxy.tolist())
    totals, counts = {}, {}
    for rank in range(n, N + 1):
        weight = math.exp(log_choose(rank - 1, n - 1) - log_choose(N, n))
        totals[values[rank - 1]] = totals.get(values[rank - 1], 0.0) + weight
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return np.array([totals.get(value, 0.0) / counts[value] for value in proxy.tolist()])


def rewards_of_best(proxy, gold, n):
    sums = [0.0, 0.0]
    for proxies, golds in zip(proxy, gold):
        weights = pick_weights(proxies, n)
        sums[0] += float(weights @ proxies)
        sums[1] += float(weights @ golds)
    return sums[0] / len(proxy), sums[1] / len(proxy)


def best_policy(probabilities, rewards, n):
    policy, below = np.empty(len(rewards)), 0.0
    for reward in sorted(set(rewards.tolist())):
        equal = rewards == reward
        share = float(probabilities[equal].sum())
        total = below + share
        policy[equal] = probabilities[equal] / share * total**n * (1 - (below / total) ** n)
        below = total
    kl = sum(q * math.log(q / p) for q, p in zip(policy.tolist(), probabilities.tolist()) if q > 0)
    return policy, kl


def kl_bound(n):
    return math.log(n) - 1 + 1 / n


def fit_gold(ns, gold):
    # the normal equations of d and d squared
    kl = [kl_bound(n) for n in ns.tolist()]
    gains = [value - gold[0] for value in gold.tolist()]
    dd, ddd, dddd = (sum(k**power for k in kl) for power in (1, 1.5, 2))
    dg, ddg = (sum(k**power * g for k, g in zip(kl, gains)) for power in (0.5, 1))
    determinant = dd * dddd - ddd**2
    return float(dg * dddd - ddg * ddd) / determinant, float(dg * ddd - ddg * dd) / determinant


def best_n(alpha, beta, largest):
    return max(range(1, largest + 1), key=lambda n: alpha * kl_bound(n) ** 0.5 - beta * kl_bound(n))
