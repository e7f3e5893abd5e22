import math

import numpy as np


def copied(cache):
    tables = {name: list(blocks) for name, blocks in cache["tables"].items()}
    return cache["K"].copy(), cache["V"].copy(), tables, dict(cache["lengths"]), cache["refs"].tolist()


def packed(K, V, tables, lengths, refs):
    return {"K": K, "V": V, "tables": tables, "lengths": lengths, "refs": np.array(refs)}


def append(cache, name, k, v):
    K, V, tables, lengths, refs = copied(cache)
    size, length, blocks = K.shape[1], lengths.get(name, 0), tables.get(name, [])
    number, place = divmod(length, size)
    if number == len(blocks) or refs[blocks[number]] != 1:
        block = refs.index(0)  # a ValueError if none is free
        refs[block] = 1
        if number < len(blocks):
            refs[blocks[number]] -= 1
            K[block], V[block] = K[blocks[number]], V[blocks[number]]
        tables[name] = blocks[:number] + [block]
    K[tables[name][number]][place] = k
    V[tables[name][number]][place] = v
    lengths[name] = length + 1
    return packed(K, V, tables, lengths, refs)


def fork(cache, name, new):
    K, V, tables, lengths, refs = copied(cache)
    for block in tables[name]:
        refs[block] += 1
    return packed(K, V, tables | {new: tables[name][:]}, lengths | {new: lengths[name]}, refs)


def release(cache, name):
    K, V, tables, lengths, refs = copied(cache)
    for block in tables.pop(name):
        refs[block] -= 1
    lengths.pop(name)
    return packed(K, V, tables, lengths, refs)


def attend(cache, name, q):
    keys, values = (
        [row for block in cache["tables"][name] for row in cache[part][block]][: cache["lengths"][name]]
        for part in "KV"
    )
    scores = [key @ q / math.sqrt(len(q)) for key in keys]
    shares = [math.exp(score - max(scores)) for score in scores]
    return sum(share * value for share, value in zip(shares, values)) / sum(shares)
