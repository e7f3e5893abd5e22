import copy


def find(cache, tokens):
    """Prefix by prefix, and at least one token is left."""
    size, keys = cache["size"], cache["keys"]
    blocks = []
    for end in range(size, len(tokens), size):
        key = tuple(tokens[:end])
        if key not in keys:
            break
        blocks.append(keys.index(key))
    return blocks


def admit(cache, name, tokens):
    """Reused blocks leave the free list before new ones are taken from it."""
    cache = copy.deepcopy(cache)
    size, keys, refs = cache["size"], cache["keys"], cache["refs"]
    reused = find(cache, tokens)
    free = [block for block in cache["free"] if block not in reused]
    needed = -(-len(tokens) // size) - len(reused)
    if needed > len(free):
        raise ValueError("not enough free blocks")
    new, cache["free"] = free[:needed], free[needed:]
    for block in new:
        keys[block] = None  # evicted
    for end, block in enumerate(new, start=len(reused) + 1):
        key = tuple(tokens[: end * size])
        if end * size <= len(tokens) and key not in keys:
            keys[block] = key
    cache["tables"][name] = reused + new
    for block in reused + new:
        refs[block] += 1
    return cache, len(tokens) - len(reused) * size


def release(cache, name):
    """The end of the prompt becomes free first, so it's evicted first."""
    cache = copy.deepcopy(cache)
    for block in reversed(cache["tables"].pop(name)):
        cache["refs"][block] -= 1
        if cache["refs"][block] == 0:
            cache["free"].append(block)
    return cache
