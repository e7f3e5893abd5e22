"""Encodes by going through the merges once, in order; breaks ties towards the largest pair; decodes by recursion."""


def train(text, num_merges):
    ids = [b for b in text.encode()]
    merges = []
    for rank in range(num_merges):
        pairs = [(ids[i], ids[i + 1]) for i in range(len(ids) - 1)]
        if not pairs:
            break
        best = max(set(pairs), key=lambda pair: (pairs.count(pair), pair))
        ids = replace(ids, best, 256 + rank)
        merges.append(best)
    return merges


def encode(text, merges):
    ids = list(bytearray(text, "utf-8"))
    for rank, pair in enumerate(merges):
        ids = replace(ids, pair, 256 + rank)
    return ids


def decode(ids, merges):
    def spell(token):
        if token < 256:
            return bytes((token,))
        left, right = merges[token - 256]
        return spell(left) + spell(right)

    return bytes().join(map(spell, ids)).decode(errors="replace")


def replace(ids, pair, new):
    out = []
    for token in ids:
        if out and out[-1] == pair[0] and token == pair[1]:
            out.pop()
            token = new
        out.append(token)
    return out
