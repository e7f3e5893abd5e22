import numpy as np
import torch


def flatten(arrays, ranks):
    flat = torch.cat([torch.tensor(array).flatten() for array in arrays])
    c = -(-len(flat) // ranks)
    return torch.nn.functional.pad(flat, (0, ranks * c - len(flat))).numpy()


def unflatten(flat, shapes):
    rest, arrays = torch.tensor(flat), []
    for shape in shapes:
        size = torch.Size(shape).numel()
        arrays.append(rest[:size].view(shape).numpy())
        rest = rest[size:]
    return arrays


def plan(layers, prefetch):
    # what is computed, and then a gather as early as the memory allows
    order = [("forward", l) for l in range(layers)]
    order += [("backward", l) for l in range(layers - 1, -1, -1)]
    operations, gathered = [], set()
    for k, (what, l) in enumerate(order):
        wanted = order[k : k + 2] if prefetch else order[k : k + 1]
        for _, other in wanted:
            if other not in gathered:
                operations.append(("gather", other))
                gathered.add(other)
        operations.append((what, l))
        if what == "backward":
            operations.append(("reduce", l))
        if k + 1 == len(order) or order[k + 1][1] != l:
            operations.append(("free", l))
            gathered.remove(l)
    return operations


def update(shard, grad_sum, ranks, lr):
    return shard - grad_sum * (lr / ranks)


def simulate(sizes, ranks, prefetch):
    memory = peak = sent = 0
    for what, l in plan(len(sizes), prefetch):
        c = -(-sizes[l] // ranks)
        if what in ("gather", "backward"):
            memory += ranks * c
        if what in ("free", "reduce"):
            memory -= ranks * c
        if what in ("gather", "reduce"):
            sent += (ranks - 1) * c
        peak = max(peak, memory)
    return peak, sent


def bytes_sent(sizes, ranks, itemsize):
    return simulate(sizes, ranks, False)[1] * itemsize


def peak_bytes(sizes, ranks, itemsize, prefetch):
    always = 2 * sum(-(-n // ranks) for n in sizes)
    return (simulate(sizes, ranks, prefetch)[0] + always) * itemsize


def zero_bytes(n, ranks, stage):
    entries = np.array([n, n, n])  # of weights, gradients and state
    entries[3 - stage :] = -(-n // ranks)
    return int(entries @ np.array([2, 2, 12]))
