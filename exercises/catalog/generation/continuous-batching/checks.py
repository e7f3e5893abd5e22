import math

import numpy as np

from runner.judge import array, check, close, holds, parts, preserves_arguments, shape

A, B, C = [9.0, 18.0, 26.0], [26.0, 34.0], [34.0, 40.0]


@check(example=True)
def worked_example(learner, rng):
    """The worked example: its five batches, its times and its latencies"""
    states = [([0, 2, 2], [1, 2, 0]), ([0, 5, 2], [1, 3, 0]), ([3, 6], [3, 1]), ([0, 2], [1, 2]), ([0], [1])]
    for left, tokens in states:
        close(learner.next_batch(np.array(left), 2, 4), np.array(tokens), name=f"your batch for {left}")
    arrivals = np.array([0.0, 0.0, 4.0])
    times = learner.serve(arrivals, np.array([3, 6, 2]), np.array([3, 2, 2]), 2, 4, 5.0, 1.0)
    same_times(times, [A, B, C])
    measured = learner.latencies(arrivals, [np.array(each) for each in (A, B, C)], 30.0, 8.0)
    same_latencies(measured, [9.0, 26.0, 30.0], [8.5, 8.0, 6.0], 2 / 3)


@check
def any_batch(learner, rng):
    """Any mix of requests that generate, are in prefill or have no slot"""
    cases = []
    for n, slots in [(1, 3), (4, 4), (9, 5), (12, 3), (40, 64), (1500, 1200)]:
        for budget in (slots, slots + int(rng.integers(1, 12)), slots + 40):
            left = rng.integers(1, 12, size=n)
            left[: rng.integers(0, min(n, slots) + 1)] = 0  # prompts are read in order, so these are the first
            cases.append((left, slots, budget))
    # all generate, so nothing is left; and prompts that need exactly what is left, before one that gets nothing
    cases += [(np.array([0, 0, 7]), 3, 3), (np.array([0, 0, 7, 2]), 2, 9), (np.array([0, 4, 5, 3]), 4, 10)]
    for (left, slots, budget), yours in zip(cases, learner.next_batch.each(cases)):
        name = (
            f"your batch for {left.tolist()}, {slots} slots and a budget of {budget}"
            if len(left) < 13
            else "your batch"
        )
        close(yours, np.array(batch(left.tolist(), slots, budget)), name=name)


@check
def long_prompt(learner, rng):
    """A long prompt comes while others generate, and nobody's tokens come later than a full iteration"""
    for _ in range(2):
        slots, budget, fixed, per_token = 4, int(rng.integers(8, 17)), float(rng.integers(3, 9)), 0.5
        prompts = np.array([2, 1, int(rng.integers(150, 250)), 3, 2])
        answers = np.array([40, 30, 4, 5, 3])
        arrivals = np.array([0.0, 0.0, 20.0, 21.0, 21.0])
        times = learner.serve(arrivals, prompts, answers, slots, budget, fixed, per_token)
        expected = simulate(arrivals, prompts, answers, slots, budget, fixed, per_token)
        lists_of_times(times, expected)
        wait, most = max(np.diff(times[0]), default=0.0), fixed + per_token * budget
        holds(
            wait <= most + 1e-9,
            f"While a prompt of {prompts[2]} tokens is read, another request waits {wait:g} ms for a token. An iteration"
            f" with the whole budget takes {most:g} ms.",
        )
        same_times(times, expected)


@check
def any_requests(learner, rng):
    """Short and long answers, requests that come one by one or all at once, and times without any"""
    for r, slots, every in [(1, 2, 1), (12, 3, 0), (14, 2, 4), (14, 3, 60), (12, 40, 9)]:
        budget, fixed, per_token = slots + int(rng.integers(0, 9)), float(rng.integers(2, 9)), 0.5
        arrivals = np.cumsum(rng.integers(0, every + 1, size=r)) + float(rng.integers(1, 50))
        prompts, answers = rng.integers(1, 14, size=r), rng.choice([1, 2, 3, 9, 15], size=r)
        times = learner.serve(arrivals, prompts, answers, slots, budget, fixed, per_token)
        same_times(times, simulate(arrivals, prompts, answers, slots, budget, fixed, per_token))
    # the second comes just when an iteration begins, the third when nobody is there, the last during its only iteration
    arrivals, prompts, answers = np.array([2.0, 10.0, 90.0, 95.0]), np.array([3, 2, 4, 1]), np.array([3, 1, 1, 2])
    times = learner.serve(arrivals, prompts, answers, 2, 6, 5.0, 1.0)
    same_times(times, simulate(arrivals, prompts, answers, 2, 6, 5.0, 1.0))


@check
def any_latencies(learner, rng):
    """Any times, also of answers with one token"""
    # the same requests miss both limits
    firsts, gaps = np.array([5.0, 9.0, 5.0, 9.0]), np.array([3.0, 8.0, 3.0, 8.0])
    measured = learner.latencies(np.zeros(4), [np.array([a, a + b]) for a, b in zip(firsts, gaps)], 5.0, 3.0)
    same_latencies(measured, firsts, gaps, 0.5)
    for r in (1, 5, 30):
        arrivals = np.cumsum(rng.integers(0, 20, size=r)).astype(float)
        gaps = [rng.integers(1, 30, size=n).astype(float) for n in rng.choice([1, 1, 2, 5, 9], size=r)]
        times = [arrival + np.cumsum(each) for arrival, each in zip(arrivals, gaps)]
        ttft = [float(each[0]) for each in gaps]
        tpot = [math.fsum(each[1:]) / (len(each) - 1) if len(each) > 1 else math.nan for each in gaps]
        known = [each for each in tpot if not math.isnan(each)]
        # limits that somebody meets exactly
        for max_ttft, max_tpot in [(float(np.median(ttft)), 16.0), (99.0, min(known, default=5.0)), (99.0, 99.0)]:
            met = [not (first > max_ttft or mean > max_tpot) for first, mean in zip(ttft, tpot)]
            measured = learner.latencies(arrivals, times, max_ttft, max_tpot)
            same_latencies(measured, ttft, tpot, sum(met) / r)


@check
def arguments_unchanged(learner, rng):
    """The arguments stay as they were"""
    learner.next_batch(np.array([0, 5, 2]), 2, 4)
    arrivals = np.array([0.0, 3.0])
    times = learner.serve(arrivals, np.array([3, 6]), np.array([3, 2]), 2, 4, 5.0, 1.0)
    learner.latencies(arrivals, times, 30.0, 8.0)
    preserves_arguments(learner)


def batch(left, slots, budget):
    """One token after the other, in the order of the rules."""
    tokens = [0] * len(left)
    inside = range(min(slots, len(left)))
    for i in inside:
        if left[i] == 0:
            tokens[i], budget = 1, budget - 1
    for i in inside:
        while tokens[i] < left[i] and budget:
            tokens[i], budget = tokens[i] + 1, budget - 1
    return tokens


def simulate(arrivals, prompts, answers, slots, budget, fixed, per_token):
    left, times, clock = prompts.tolist(), [[] for _ in prompts], 0.0
    while open_ones := [i for i in range(len(left)) if len(times[i]) < answers[i]]:
        clock = max(clock, arrivals[open_ones[0]]) if arrivals[open_ones].min() > clock else clock
        here = [i for i in open_ones if arrivals[i] <= clock]
        tokens = batch([left[i] for i in here], slots, budget)
        clock += fixed + per_token * sum(tokens)
        for i, n in zip(here, tokens):
            left[i] = max(left[i] - n, 0)
            if n and not left[i]:
                times[i].append(clock)
    return times


def lists_of_times(times, expected):
    holds(isinstance(times, list), "Your serve doesn't return a list.")
    holds(len(times) == len(expected), f"Your list has {len(times)} arrays for {len(expected)} requests.")
    for number, each in enumerate(times):
        array(each, name=f"your array for request {number}")
        shape(each, (len(expected[number]),), name=f"your array for request {number}")


def same_times(times, expected):
    lists_of_times(times, expected)
    for number, (yours, right) in enumerate(zip(times, expected)):
        close(yours, np.array(right), name=f"your array for request {number}")


def same_latencies(measured, ttft, tpot, share):
    yours = parts(measured, "TTFT", "TPOT", "share")
    for value, expected, name in zip(yours, (np.array(ttft), np.array(tpot), share), ("TTFT", "TPOT", "share")):
        close(value, expected, name=f"your {name}")
