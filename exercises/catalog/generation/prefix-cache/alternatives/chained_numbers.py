from itertools import accumulate, takewhile


def find(cache, tokens):
    size = cache["size"]
    pieces = [tuple(tokens[i * size : (i + 1) * size]) for i in range((len(tokens) - 1) // size)]
    cached = takewhile(lambda key: key in cache["keys"], accumulate(pieces))
    return [cache["keys"].index(key) for key in cached]


def admit(cache, name, tokens):
    size, hits = cache["size"], find(cache, tokens)
    count = (len(tokens) - 1) // size + 1
    waiting = [block for block in cache["free"] if block not in set(hits)]
    new = waiting[: count - len(hits)]
    if len(hits) + len(new) < count:
        raise ValueError("the cache is full")
    table = hits + new
    keys = [None if block in new else key for block, key in enumerate(cache["keys"])]
    full = len(tokens) // size
    for position in range(len(hits), full):
        key = tuple(tokens[: position * size + size])
        keys[table[position]] = None if keys.count(key) else key
    refs = cache["refs"].copy()
    for block in table:
        refs[block] = refs[block] + 1
    result = dict(cache, keys=keys, refs=refs, free=waiting[len(new) :])
    result["tables"] = dict(cache["tables"])
    result["tables"][name] = table
    return result, len(tokens) - size * len(hits)


def release(cache, name):
    tables = dict(cache["tables"])
    table = tables.pop(name)
    refs = [count - table.count(block) for block, count in enumerate(cache["refs"])]
    free = cache["free"] + [block for block in reversed(table) if not refs[block]]
    return dict(cache, refs=refs, free=free, tables=tables)
