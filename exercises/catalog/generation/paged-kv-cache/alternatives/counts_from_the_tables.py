import numpy as np
import torch


def recount(cache, tables, **changes):
    refs = np.zeros_like(cache["refs"])
    for blocks in tables.values():
        for block in blocks:
            refs[block] += 1
    parts = {"K": np.array(cache["K"]), "V": np.array(cache["V"]), "lengths": {**cache["lengths"]}}
    return {**parts, **changes, "tables": {name: [*blocks] for name, blocks in tables.items()}, "refs": refs}


def append(cache, name, k, v):
    blocks, length = cache["tables"].get(name, []), cache["lengths"].get(name, 0)
    size = cache["K"].shape[1]
    own = [block for block in blocks if length < size * len(blocks)][-1:]
    K, V = np.array(cache["K"]), np.array(cache["V"])
    if not own or sum(own[0] in table for table in cache["tables"].values()) > 1:
        used = {block for table in cache["tables"].values() for block in table}
        spare = sorted(set(range(len(K))) - used)
        if not spare:
            raise ValueError("all blocks are in use")
        if own:
            K[spare[0]], V[spare[0]] = K[own[0]], V[own[0]]
            blocks = blocks[:-1]
        blocks = [*blocks, spare[0]]
    K[blocks[-1], length % size] = k
    V[blocks[-1], length % size] = v
    lengths = cache["lengths"] | {name: length + 1}
    return recount(cache, cache["tables"] | {name: blocks}, K=K, V=V, lengths=lengths)


def fork(cache, name, new):
    lengths = cache["lengths"] | {new: cache["lengths"][name]}
    return recount(cache, cache["tables"] | {new: cache["tables"][name]}, lengths=lengths)


def release(cache, name):
    without = [{key: value for key, value in cache[part].items() if key != name} for part in ("tables", "lengths")]
    return recount(cache, without[0], lengths=without[1])


def attend(cache, name, q):
    places = torch.arange(cache["lengths"][name])
    size = cache["K"].shape[1]
    blocks = torch.tensor(cache["tables"][name])[places // size]
    K, V = (torch.from_numpy(cache[part])[blocks, places % size] for part in "KV")
    return ((K @ torch.from_numpy(q) / len(q) ** 0.5).softmax(dim=0) @ V).numpy()
