import numpy as np


def next_batch(left, slots, budget):
    given = np.zeros(len(left), dtype=int)
    given[left == 0] = 1
    for i, n in enumerate(left[:slots]):
        if n > 0:
            given[i] = min(n, budget - given.sum())
    return given


def serve(arrivals, prompts, answers, slots, budget, fixed, per_token):
    """A request is a dict. It is in the list while it is in the server."""
    coming = [
        {"arrival": a, "left": int(p), "missing": int(n), "times": []} for a, p, n in zip(arrivals, prompts, answers)
    ]
    all_requests, present, now = list(coming), [], 0.0
    while coming or present:
        now = now if present else max(now, coming[0]["arrival"])
        while coming and not coming[0]["arrival"] > now:
            present.append(coming.pop(0))
        batch = next_batch(np.array([request["left"] for request in present]), slots, budget)
        now = now + fixed + per_token * batch.sum()
        for request, n in zip(present, batch):
            request["left"] = max(0, request["left"] - n)
            if n and not request["left"]:
                request["times"].append(now)
                request["missing"] -= 1
        present = [request for request in present if request["missing"]]
    return [np.array(request["times"]) for request in all_requests]


def latencies(arrivals, times, max_ttft, max_tpot):
    firsts, lasts = (np.array([each[end] for each in times]) for end in (0, -1))
    lengths = np.array([len(each) for each in times])
    tpot = (lasts - firsts) / (lengths - 1)  # 0 / 0 is nan
    late = (firsts - arrivals > max_ttft) | (tpot > max_tpot)
    return firsts - arrivals, tpot, 1 - np.mean(late)
