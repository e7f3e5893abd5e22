import math
from collections import Counter

import numpy as np

from runner.judge import array, check, close, entries, preserves_arguments, raises, shape

PARTS = ["K", "V", "tables", "lengths", "refs"]


@check(example=True)
def worked_example(learner, rng):
    """The six steps of the worked example"""
    steps = [*[("append", "a", float(i), 10.0 + i) for i in range(3)], ("fork", "a", "b"), ("append", "b", 7.0, 17.0)]
    steps += [("append", "a", 3.0, 13.0), ("append", "a", 4.0, 14.0), ("release", "a")]
    cache, model = empty(5, 2, 1, 1), Model(5, 2)
    for kind, *given in steps:
        cache = step(learner, cache, model, kind, *([g if isinstance(g, str) else np.array([g]) for g in given]))
    close(learner.attend(cache, "b", np.zeros(1)), np.array([12.5]), name="your attention of b")


@check
def attention(learner, rng):
    """Attention over scattered blocks, and over nothing that is behind the end"""
    for size, d, d_v, rest, scale in [
        (3, 4, 2, 5.0, 1.0),
        (2, 3, 5, math.nan, 1.0),
        (4, 1, 2, 0.0, 1000.0),
        (4, 16, 20, 0.0, 1.0),
    ]:
        model = Model(12, size)
        rng.shuffle(model.order)
        model.order[:3] = sorted(model.order[:3], reverse=True)  # so that the last block of a isn't the highest
        for name, tokens in [("a", 2 * size + 1), ("b", 3 * size), ("c", 1)]:
            for i in range(tokens):
                k = rng.normal(size=d) if scale == 1 else rng.uniform(0.99, 1, size=d) * scale
                model.append(name, -k if (name == "b") != (i == 1) else k, rng.normal(size=d_v))
        cache = model.cache(d, d_v, rest)
        for name in "abc":
            q = rng.normal(size=d) if scale == 1 else np.ones(d)
            close(learner.attend(cache, name, q), model.attend(name, q), name=f"your attention of {name}")


@check
def shared_prefixes(learner, rng):
    """Forks share blocks, and a shared block is copied before the first write"""
    for size, tokens in [(3, 4), (2, 4), (2, 5), (4, 7), (1, 2)]:
        cache, model = empty(24, size, 2, 3), Model(24, size)
        steps = ["append a"] * tokens + ["fork a b", "fork b c"] + [f"append {name}" for name in "bbacabbcc"]
        cache = follow(learner, rng, cache, model, steps)
        for name in "abc":
            q = rng.normal(size=2)
            close(learner.attend(cache, name, q), model.attend(name, q), name=f"your attention of {name}")


@check
def released_blocks(learner, rng):
    """Released blocks are used again, but not while another sequence has them"""
    for _ in range(3):
        cache, model = empty(9, 2, 2, 3), Model(9, 2)
        steps = ["append a"] * 3 + ["fork a b", "append b", "append b", "release a", "append c", "append c", "append b"]
        steps += ["fork b d", "release b", "append d", "append e", "release c", "append d", "append e", "append e"]
        cache = follow(learner, rng, cache, model, steps)
    # random steps
    names, cache, model = list("pqrs"), empty(24, 3, 2, 3), Model(24, 3)
    for _ in range(40):
        alive, absent = list(model.tables), [name for name in names if name not in model.tables]
        kind = rng.choice(["append", "append", "append", "fork", "release"])
        if kind == "fork" and alive and absent:
            cache = follow(learner, rng, cache, model, [f"fork {rng.choice(alive)} {rng.choice(absent)}"])
        elif kind == "release" and len(alive) > 2:
            cache = follow(learner, rng, cache, model, [f"release {rng.choice(alive)}"])
        elif len(model.used()) < 20:
            cache = follow(learner, rng, cache, model, [f"append {rng.choice(names)}"])


@check
def out_of_memory(learner, rng):
    """ValueError if a block is needed and none is free, and only then"""
    cache, model = empty(3, 2, 2, 3), Model(3, 2)
    steps = ["append a", "append a", "append a", "fork a b", "append b", "append a"]
    cache = follow(learner, rng, cache, model, steps)
    refuse(learner, cache, "a", "a full block needs a successor and none is free")
    refuse(learner, cache, "c", "a new sequence needs a block and none is free")
    cache = follow(learner, rng, cache, model, ["release a", "append b", "fork b c"])
    refuse(learner, cache, "b", "a shared block must be copied and none is free")
    follow(learner, rng, cache, model, ["release c", "append b"])


@check
def arguments_unchanged(learner, rng):
    """The cache that was passed in stays as it was"""
    cache, model = empty(8, 2, 2, 3), Model(8, 2)
    steps = ["append a"] * 3 + ["fork a b", "append b", "append a", "release a"]
    cache = follow(learner, rng, cache, model, steps)
    learner.attend(cache, "b", rng.normal(size=2))
    preserves_arguments(learner)


class Model:
    """The tables, and each sequence as a plain list of keys and values."""

    def __init__(self, blocks, size):
        self.order, self.size = list(range(blocks)), size
        self.tables, self.texts = {}, {}

    def used(self):
        return {block for table in self.tables.values() for block in table}

    def refs(self):
        counts = Counter(block for table in self.tables.values() for block in table)
        return np.array([counts[block] for block in range(len(self.order))])

    def append(self, name, k, v):
        table, text = self.tables.setdefault(name, []), self.texts.setdefault(name, [])
        used = self.used()
        spare = next(block for block in [*self.order, -1] if block not in used)
        if len(text) % self.size == 0:
            table.append(spare)
        elif self.refs()[table[-1]] > 1:
            table[-1] = spare
        text.append((k, v))

    def fork(self, name, new):
        self.tables[new], self.texts[new] = list(self.tables[name]), list(self.texts[name])

    def release(self, name):
        del self.tables[name], self.texts[name]

    def attend(self, name, q):
        scores = [math.fsum(q * k) / math.sqrt(len(q)) for k, _ in self.texts[name]]
        shares = [math.exp(score - max(scores)) for score in scores]
        return sum(share * v for share, (_, v) in zip(shares, self.texts[name])) / sum(shares)

    def contents(self, blocks, name):
        """The keys or values of a sequence, as they are in the blocks."""
        places = [(self.tables[name][i // self.size], i % self.size) for i in range(len(self.texts[name]))]
        return np.array([blocks[place] for place in places])

    def cache(self, d, d_v, rest):
        """The cache that belongs to these sequences, with a number where nothing is."""
        result = empty(len(self.order), self.size, d, d_v, rest)
        for name, text in self.texts.items():
            for i, pair in enumerate(text):
                for part, value in zip("KV", pair):
                    result[part][self.tables[name][i // self.size], i % self.size] = value
        lengths = {name: len(text) for name, text in self.texts.items()}
        return result | {"tables": self.tables, "lengths": lengths, "refs": self.refs()}


def empty(blocks, size, d, d_v, rest=math.nan):
    K, V = np.full((blocks, size, d), rest), np.full((blocks, size, d_v), rest)
    return {"K": K, "V": V, "tables": {}, "lengths": {}, "refs": np.zeros(blocks, dtype=int)}


def follow(learner, rng, cache, model, steps):
    """Steps such as "append a", with drawn keys and values."""
    for words in steps:
        kind, *names = words.split()
        pair = [rng.normal(size=cache[part].shape[2]) for part in "KV"] if kind == "append" else []
        cache = step(learner, cache, model, kind, *names, *pair)
    return cache


def step(learner, cache, model, kind, *given):
    """The learner's cache after one more call, compared with the model."""
    answer = getattr(learner, kind)(cache, *given)
    getattr(model, kind)(*given)
    after = entries(answer, PARTS, name="your cache")
    did = f"after {kind} {given[0]}"
    close(after["tables"], model.tables, name=f"your dict of tables {did}")
    close(after["refs"], model.refs(), name=f"your array of refs {did}")
    close(after["lengths"], {name: len(text) for name, text in model.texts.items()}, name=f"your dict of lengths {did}")
    for number, (part, what) in enumerate([("K", "keys"), ("V", "values")]):
        blocks = array(after[part], name=f"your array {part}")
        shape(blocks, cache[part].shape, name=f"your array {part}")
        for name, text in model.texts.items():
            expected = np.array([pair[number] for pair in text])
            close(model.contents(blocks, name), expected, name=f"your matrix of {what} of {name} {did}")
    return after


def refuse(learner, cache, name, when):
    with raises(ValueError, when=when):
        learner.append(cache, name, np.zeros(cache["K"].shape[2]), np.zeros(cache["V"].shape[2]))
