from collections import deque

import numpy as np


def next_batch(left, slots, budget):
    tokens = [0] * len(left)
    for i in range(min(slots, len(left))):
        if left[i] == 0:
            tokens[i] = 1
            budget -= 1
    for i in range(min(slots, len(left))):
        take = min(int(left[i]), budget)
        if take:
            tokens[i] = take
            budget -= take
    return np.array(tokens)


def serve(arrivals, prompts, answers, slots, budget, fixed, per_token):
    """The running requests and the queue apart."""
    queue = deque(range(len(arrivals)))
    times, read = [[] for _ in arrivals], [0] * len(arrivals)
    running, clock = [], -np.inf
    while queue or running:
        if not running:
            clock = max(clock, arrivals[queue[0]])
        while queue and arrivals[queue[0]] <= clock:
            running.append(queue.popleft())
        given = next_batch(np.array([prompts[i] - read[i] for i in running]), slots, budget)
        clock = clock + fixed + per_token * int(given.sum())
        for i, n in zip(running, given.tolist()):
            if read[i] < prompts[i]:
                read[i] += n
                if read[i] < prompts[i]:
                    continue
            times[i].append(float(clock))
        running = [i for i in running if len(times[i]) != answers[i]]
    return [np.array(each) for each in times]


def latencies(arrivals, times, max_ttft, max_tpot):
    ttft, tpot, good = [], [], 0
    for arrival, each in zip(arrivals, times):
        ttft.append(each[0] - arrival)
        gaps = [later - earlier for earlier, later in zip(each, each[1:])]
        tpot.append(sum(gaps) / len(gaps) if gaps else float("nan"))
        good += not (ttft[-1] > max_ttft or tpot[-1] > max_tpot)
    return np.array(ttft), np.array(tpot), good / len(ttft)
