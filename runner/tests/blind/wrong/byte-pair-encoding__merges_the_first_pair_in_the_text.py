# encode merges the known pair that comes first in the text instead of the one that was learnt first.
def merge_pair(ids, pair, new):
    out = []
    i = 0
    while i < len(ids):
        if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:
            out.append(new)
            i += 2
        else:
            out.append(ids[i])
            i += 1
    return out


def train(text, num_merges):
    ids = list(text.encode("utf-8"))
    merges = []
    while len(merges) < num_merges:
        counts = {}
        for pair in zip(ids, ids[1:]):
            counts[pair] = counts.get(pair, 0) + 1
        if not counts:
            break
        best = max(counts, key=counts.get)
        ids = merge_pair(ids, best, 256 + len(merges))
        merges.append(best)
    return merges


def encode(text, merges):
    ids = list(text.encode("utf-8"))
    rank = {tuple(pair): i for i, pair in enumerate(merges)}
    while True:
        present = [pair for pair in zip(ids, ids[1:]) if pair in rank]
        if not present:
            return ids
        best = present[0]
        ids = merge_pair(ids, best, 256 + rank[best])


def decode(ids, merges):
    table = {i: bytes([i]) for i in range(256)}
    for i, (left, right) in enumerate(merges):
        table[256 + i] = table[left] + table[right]
    return b"".join(table[i] for i in ids).decode("utf-8", errors="replace")
