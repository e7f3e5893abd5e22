import numpy as np


def next_batch(left, slots, budget):
    """Whoever is among the first `slots` has a slot: they are given in the order of arrival."""
    inside = left[:slots]
    tokens = (inside == 0).astype(int)
    rest = budget - tokens.sum()
    before = np.cumsum(inside) - inside  # tokens that earlier prompts would like
    tokens += np.clip(rest - before, 0, inside)
    return np.pad(tokens, (0, len(left) - len(inside)))


def serve(arrivals, prompts, answers, slots, budget, fixed, per_token):
    left, times, clock = np.array(prompts), [[] for _ in prompts], 0.0
    here, arrived = [], 0
    while here or arrived < len(arrivals):
        if not here:
            clock = max(clock, arrivals[arrived])
        while arrived < len(arrivals) and arrivals[arrived] <= clock:
            here.append(arrived)
            arrived += 1
        tokens = next_batch(left[here], slots, budget)
        clock += fixed + per_token * tokens.sum()
        for i, n in zip(here, tokens):
            left[i] -= min(n, left[i])
            if left[i] == 0:
                times[i].append(clock)
        here = [i for i in here if len(times[i]) < answers[i]]
    return [np.array(each) for each in times]


def latencies(arrivals, times, max_ttft, max_tpot):
    ttft = np.array([each[0] for each in times]) - arrivals
    spans = np.array([each[-1] - each[0] for each in times])
    tpot = spans / np.array([len(each) - 1 or np.nan for each in times])
    met = (ttft <= max_ttft) & ~(tpot > max_tpot)  # nan isn't above a limit
    return ttft, tpot, met.mean()
