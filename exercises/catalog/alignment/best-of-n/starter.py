import numpy as np


def pick_weights(proxy, n):
    """The probability that each sample is picked, if n of the N are chosen at random.

    proxy: (N,)    n: from 1 to N. Returns (N,).

    With proxy = [1, 4, 2, 4, 3] and n = 2 it is [0, 0.35, 0.1, 0.35, 0.2].
    """
    raise NotImplementedError("return the weights")


def rewards_of_best(proxy, gold, n):
    """The mean proxy and gold reward of the best of n.

    proxy, gold: (p, N). Returns the tuple (proxy_mean, gold_mean).
    """
    raise NotImplementedError("return both means")


def best_policy(probabilities, rewards, n):
    """The probabilities of the answers under best-of-n, and their KL divergence from the model's.

    probabilities, rewards: (m,). Returns the tuple (policy, kl).
    """
    raise NotImplementedError("return the policy and its KL divergence")


def kl_bound(n):
    """The KL divergence of best-of-n at most, in nats. kl_bound(2) is 0.1931."""
    raise NotImplementedError("return the bound")


def fit_gold(ns, gold):
    """Fit gold(n) - gold(1) = d (alpha - beta d).

    ns: (k,) ints, of which the first is 1    gold: (k,). Returns the tuple (alpha, beta).
    """
    raise NotImplementedError("return (alpha, beta)")


def best_n(alpha, beta, largest):
    """The n from 1 to largest with the highest gold reward that the fit predicts."""
    raise NotImplementedError("return n")
