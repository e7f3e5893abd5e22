import numpy as np


class Pool:
    """A private copy of a cache, changed by methods and turned into a dict again."""

    def __init__(self, cache):
        self.K, self.V, self.refs = (np.array(cache[key]) for key in ("K", "V", "refs"))
        self.tables = {name: list(blocks) for name, blocks in cache["tables"].items()}
        self.lengths = dict(cache["lengths"])

    def as_dict(self):
        return {"K": self.K, "V": self.V, "refs": self.refs, "tables": self.tables, "lengths": self.lengths}

    def take(self):
        for block, count in enumerate(self.refs):
            if count == 0:
                self.refs[block] = 1
                return block
        raise ValueError("the cache is full")

    def drop(self, block):
        self.refs[block] -= 1

    def place_for(self, name):
        number, place = divmod(self.lengths.get(name, 0), self.K.shape[1])
        table = self.tables.setdefault(name, [])
        if number == len(table):
            table.append(self.take())
        elif self.refs[table[number]] > 1:
            new = self.take()
            self.K[new], self.V[new] = self.K[table[number]], self.V[table[number]]
            self.drop(table[number])
            table[number] = new
        return table[number], place

    def write(self, name, k, v):
        where = self.place_for(name)
        self.K[where], self.V[where] = k, v
        self.lengths[name] = self.lengths.get(name, 0) + 1
        return self


def append(cache, name, k, v):
    return Pool(cache).write(name, k, v).as_dict()


def fork(cache, name, new):
    pool = Pool(cache)
    pool.tables[new] = pool.tables[name][:]
    pool.lengths[new] = pool.lengths[name]
    np.add.at(pool.refs, pool.tables[new], 1)
    return pool.as_dict()


def release(cache, name):
    pool = Pool(cache)
    for block in pool.tables.pop(name):
        pool.drop(block)
    pool.lengths.pop(name)
    return pool.as_dict()


def attend(cache, name, q):
    size = cache["K"].shape[1]
    top, total, result = -np.inf, 0.0, 0.0
    for i in range(cache["lengths"][name]):  # an online softmax, token by token
        block = cache["tables"][name][i // size]
        s = float(np.dot(cache["K"][block, i % size], q)) / len(q) ** 0.5
        new_top = max(top, s)
        shrink, w = np.exp(top - new_top), np.exp(s - new_top)
        result = result * shrink + w * cache["V"][block, i % size]
        total = total * shrink + w
        top = new_top
    return np.asarray(result / total)
