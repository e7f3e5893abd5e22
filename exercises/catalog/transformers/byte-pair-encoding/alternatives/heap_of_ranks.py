"""Encodes one place at a time, with a heap over a linked list; trains on NumPy arrays, ties going to the lowest ids."""

import heapq

import numpy as np


def train(text, num_merges):
    ids = np.frombuffer(text.encode("utf-8"), dtype=np.uint8).astype(np.int64)
    merges = []
    for new in range(256, 256 + num_merges):
        if len(ids) < 2:
            break
        pairs, counts = np.unique(np.stack([ids[:-1], ids[1:]], axis=1), axis=0, return_counts=True)
        left, right = pairs[counts.argmax()].tolist()
        merges.append((left, right))
        ids = np.array(merge(ids.tolist(), left, right, new))
    return merges


def merge(ids, left, right, new):
    out, skip = [], False
    for here, following in zip(ids, ids[1:] + [None]):
        if skip:
            skip = False
        elif (here, following) == (left, right):
            out.append(new)
            skip = True
        else:
            out.append(here)
    return out


def encode(text, merges):
    ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
    ids = list(text.encode("utf-8"))
    after = list(range(1, len(ids) + 1))  # the next living position
    before = list(range(-1, len(ids) - 1))
    heap = [(ranks[pair], i) for i, pair in enumerate(zip(ids, ids[1:])) if pair in ranks]
    heapq.heapify(heap)
    while heap:
        rank, i = heapq.heappop(heap)
        j = after[i]
        if ids[i] is None or j >= len(ids) or ranks.get((ids[i], ids[j])) != rank:
            continue  # one of the two has been merged since
        ids[i], ids[j] = 256 + rank, None
        after[i] = after[j]
        if after[i] < len(ids):
            before[after[i]] = i
        for a, b in ((before[i], i), (i, after[i])):
            if a >= 0 and b < len(ids) and (ids[a], ids[b]) in ranks:
                heapq.heappush(heap, (ranks[ids[a], ids[b]], a))
    return [token for token in ids if token is not None]


def decode(ids, merges):
    pieces = {token: bytes([token]) for token in range(256)}
    for token, (left, right) in enumerate(merges, start=256):
        pieces[token] = pieces[left] + pieces[right]
    return str(b"".join(pieces[token] for token in ids), "utf-8", "replace")
