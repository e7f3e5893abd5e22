import itertools
import math

import numpy as np

from runner.judge import check, close, curve, fail, parts, preserves_arguments

PROXY = np.array([[1.0, 4, 2, 4, 3], [0, 5, 3, 8, 2]])
GOLD = np.array([[2.0, 5, 3, 0, 6], [1, 7, 3, 2, 4]])


@check(example=True)
def worked_rewards(learner, rng):
    """Weights and rewards of the worked example, for every n"""
    compare_rewards(learner, PROXY, GOLD, range(1, 6), by_choices)


@check(example=True)
def worked_policy(learner, rng):
    """The policy of the worked example, its KL divergence, and the bound"""
    p, rewards = np.array([0.5, 0.3, 0.1, 0.1]), np.array([1.0, 3, 3, 2])
    compare_policies(learner, [(p, rewards, 2), (p, rewards, 1), (p, rewards, 3)])
    compare_bounds(learner, [3, 2, 1])


@check(example=True)
def worked_peak(learner, rng):
    """The fit of the worked example, and the n with the highest gold reward"""
    ns, gold = np.array([1, 4, 16, 64, 256]), np.array([-0.25, 0.642, 0.913, 0.92, 0.791])
    compare_fit(learner, ns, gold)
    compare_peaks(learner, [(1.5, 0.8, 1000), (1.5, 0.474, 1000)])


@check
def every_choice(learner, rng):
    """The weights are the shares of all choices of n samples, with ties shared evenly"""
    for N in (1, 4, 6):
        proxy = rng.choice([0.5, -1.0, 2.0, 7.5], size=(3, N))
        proxy[0] = rng.permutation(N) - 2.5
        gold = rng.normal(size=(3, N))
        compare_rewards(learner, proxy, gold, range(1, N + 1), by_choices)


@check
def any_policy(learner, rng):
    """Any answers with any probabilities, and the bound, which very many answers come close to"""
    for m, n in [(1, 4), (5, 1), (6, 3), (8, 20), (5, 5000), (1200, 64), (30, 900)]:
        probabilities = rng.dirichlet(np.full(m, 3.0))
        rewards = rng.permutation(m) - m / 2, rng.choice([0.1, 0.7, -3.0], size=m), 5 + 1e-9 * rng.permutation(m)
        compare_policies(learner, [(probabilities, row, n) for row in rewards])
    compare_bounds(learner, [1, 10, 1000, 10**6])
    m = 1000 + int(rng.integers(100))
    powers = [1, 2, 4, 8, 16, 32]
    fine, coarse = (
        compare_policies(learner, [(np.full(size, 1 / size), rng.permutation(size) / 3, n) for n in powers])
        for size in (m, 8)
    )
    charts = {"the bound": [divergence(n) for n in powers], f"{m} answers": fine, "8 answers": coarse}
    learner.show(curve(charts, x="doublings of n", y="KL"))


@check
def any_fit(learner, rng):
    """Any fit, and its highest point inside the range or at either end, also if the curve bends the other way"""
    for k in (3, 4, 6, 1100):
        ns = np.concatenate([[1], 2 + rng.permutation(2 * k)[: k - 1]])
        compare_fit(learner, ns, rng.normal(size=k) + 5)
    cases = []
    for target in (2, 3, 7, 50, 400):
        beta = float(rng.uniform(0.1, 2))
        alpha = 2 * beta * math.sqrt(divergence(target)) * (1 + 1e-6 * float(rng.normal()))
        cases += [(alpha, beta, largest) for largest in (target - 1, target, target + 1, 1200)]
    for alpha, beta in [(1.0, 0.0), (1.0, -0.5), (-1.0, 0.5), (-1.0, 0.0), (-1.0, -0.1), (-1.0, -0.9)]:
        scale = float(rng.uniform(0.5, 2))
        cases += [(alpha * scale, beta * scale, largest) for largest in (1, 2, 40, 200)]
    compare_peaks(learner, cases)


@check
def overoptimized(learner, rng):
    """With 2,000 samples, where binomials are too large for a float, gold falls while the proxy rises"""
    proxy = np.round(rng.normal(size=(1, 2000)), 2)
    gold = proxy - 0.25 * proxy**2 + 0.1 * rng.normal(size=proxy.shape)
    ns = np.array([1, 4, 16, 64, 256, 1024])
    proxies, golds = compare_rewards(learner, proxy, gold, ns.tolist(), by_integers)
    learner.show(curve({"proxy": proxies, "gold": golds}, x="log n / log 4", y="reward"))
    alpha, beta = compare_fit(learner, ns, np.array(golds))
    compare_peaks(learner, [(alpha, beta, 1024)])


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    proxy, gold = rng.normal(size=(2, 3, 6))
    compare_rewards(learner, proxy, gold, [3], by_choices)
    compare_policies(learner, [(rng.dirichlet(np.ones(5)), rng.normal(size=5), 3)])
    compare_fit(learner, np.array([1, 2, 3, 10]), rng.normal(size=4))
    preserves_arguments(learner)


def compare_rewards(learner, proxy, gold, ns, method):
    """Compare the weights of each prompt and both means for each n. Returns the means."""
    p, N = proxy.shape
    expected = {n: np.array([method(row, n) for row in proxy]) for n in ns}
    yours = learner.pick_weights.each([(row, n) for n in ns for row in proxy])
    rows = [(n, row) for n in ns for row in expected[n]]
    for weights, (n, right) in zip(yours, rows):
        if N > 1000 and isinstance(weights, np.ndarray) and weights.dtype.kind == "f" and np.isnan(weights).any():
            fail(
                f"Your weights for n = {n} of {N} are NaN. Such binomials are too large for a float, and infinity divided "
                "by infinity isn't a number. Get each quotient from the one before, or compute with logarithms."
            )
        close(weights, right, name=f"your weights for n = {n} of {N}", sizes={"N": N})
    means = [[math.fsum((expected[n] * values).ravel()) / p for n in ns] for values in (proxy, gold)]
    for n, answer, *both in zip(ns, learner.rewards_of_best.each([(proxy, gold, n) for n in ns]), *means):
        for value, right, name in zip(parts(answer, "proxy_mean", "gold_mean"), both, ("proxy", "gold")):
            close(value, right, name=f"your {name} reward for n = {n}", sizes={"p": p})
    return means


def compare_bounds(learner, ns):
    for n, yours in zip(ns, learner.kl_bound.each([(n,) for n in ns])):
        close(yours, divergence(n), name=f"your bound for n = {n}")


def compare_policies(learner, cases):
    """Compare policies and divergences. Returns the divergences."""
    divergences = []
    for answer, (probabilities, rewards, n) in zip(learner.best_policy.each(cases), cases):
        policy, kl = parts(answer, "policy", "kl")
        p, ratios = probabilities.tolist(), by_rewards(probabilities.tolist(), rewards.tolist(), n)
        expected = [weight * ratio for weight, ratio in zip(p, ratios)]
        close(policy, np.array(expected), name=f"your policy for n = {n}")
        divergences.append(math.fsum(q * math.log(ratio) for q, ratio in zip(expected, ratios) if ratio > 0))
        close(kl, divergences[-1], name=f"your divergence for n = {n}", atol=1e-9)
    return divergences


def by_rewards(p, rewards, n):
    """How many times as likely best-of-n makes each answer, one reward after the other."""
    shares = {}
    for weight, value in zip(p, rewards):
        shares.setdefault(value, []).append(weight)
    below, ratios = 0.0, {}
    for value in sorted(shares):
        share = math.fsum(shares[value])
        ratios[value] = ((below + share) ** n - below**n) / share
        below += share
    return [ratios[value] for value in rewards]


def compare_fit(learner, ns, gold):
    """Compare alpha and beta with the solution of the normal equations. Returns them."""
    d = [math.sqrt(divergence(n)) for n in ns.tolist()]
    gains = (gold - gold[0]).tolist()
    s2, s3, s4 = (math.fsum(x**power for x in d) for power in (2, 3, 4))
    t1, t2 = (math.fsum(x**power * g for x, g in zip(d, gains)) for power in (1, 2))
    alpha, beta = (t1 * s4 - t2 * s3) / (s2 * s4 - s3**2), (t1 * s3 - t2 * s2) / (s2 * s4 - s3**2)
    answer = parts(learner.fit_gold(ns, gold), "alpha", "beta")
    close(answer[0], alpha, name="your alpha", rtol=1e-5)
    close(answer[1], beta, name="your beta", rtol=1e-5)
    return alpha, beta


def compare_peaks(learner, cases):
    for yours, (alpha, beta, largest) in zip(learner.best_n.each(cases), cases):
        name = f"your n for alpha = {alpha:.4g}, beta = {beta:.4g} and at most {largest}"
        close(yours, by_trying(alpha, beta, largest), name=name)


def by_trying(alpha, beta, largest):
    gains = [alpha * math.sqrt(divergence(n)) - beta * divergence(n) for n in range(1, largest + 1)]
    return 1 + gains.index(max(gains))


def divergence(n):
    return math.log(n) - (n - 1) / n


def by_choices(proxy, n):
    """By listing all choices of n samples."""
    weights, choices = [0.0] * len(proxy), list(itertools.combinations(range(len(proxy)), n))
    for choice in choices:
        highest = max(proxy[i] for i in choice)
        best = [i for i in choice if proxy[i] == highest]
        for i in best:
            weights[i] += 1 / len(best) / len(choices)
    return np.array(weights)


def by_integers(proxy, n):
    """By counting the choices whose highest rank is i, with integers of any size."""
    N, order = len(proxy), np.argsort(proxy).tolist()
    count, total = math.comb(N - 1, n - 1), math.comb(N, n)
    by_rank = [0.0] * N
    for rank in range(N, n - 1, -1):
        by_rank[rank - 1] = count / total
        count = count * (rank - n) // (rank - 1) if rank > 1 else 0
    sums, members = {}, {}
    for rank, i in enumerate(order):
        value = float(proxy[i])
        sums[value] = sums.get(value, 0.0) + by_rank[rank]
        members[value] = members.get(value, 0) + 1
    return np.array([sums[value] / members[value] for value in proxy.tolist()])
