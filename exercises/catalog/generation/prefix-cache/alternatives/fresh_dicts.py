def find(cache, tokens):
    size = cache["size"]
    where = {key: block for block, key in enumerate(cache["keys"])}
    found = []
    while (len(found) + 1) * size < len(tokens):
        block = where.get(tuple(tokens[: (len(found) + 1) * size]))
        if block is None:
            return found
        found.append(block)
    return found


def admit(cache, name, tokens):
    size = cache["size"]
    table = find(cache, tokens)
    computed = len(tokens) - len(table) * size
    free = list(cache["free"])
    for block in table:
        if block in free:
            free.remove(block)
    keys = list(cache["keys"])
    fresh = []
    for _ in range((computed + size - 1) // size):
        if not free:
            raise ValueError(f"no block is free for {name}")
        block = free.pop(0)
        keys[block] = None
        fresh.append(block)
    for block in fresh:
        table = [*table, block]
        prefix = tuple(tokens[: len(table) * size])
        if len(prefix) == len(table) * size and prefix not in set(keys):
            keys[block] = prefix
    refs = [count + (block in table) for block, count in enumerate(cache["refs"])]
    tables = cache["tables"] | {name: table}
    return {"size": size, "keys": keys, "refs": refs, "free": free, "tables": tables}, computed


def release(cache, name):
    tables = {other: table for other, table in cache["tables"].items() if other != name}
    refs = [sum(block in table for table in tables.values()) for block in range(len(cache["refs"]))]
    freed = [block for block in cache["tables"][name] if refs[block] == 0]
    return {**cache, "refs": refs, "free": cache["free"] + freed[::-1], "tables": tables}
