from runner.judge import check, close, entries, fail, formatting, parts, preserves_arguments, raises

PARTS = ["size", "keys", "refs", "free", "tables"]


class Memory:
    """The blocks, with the tokens whose keys and values are in each, and a model of the cache."""

    def __init__(self, blocks, size):
        self.size, self.free = size, list(range(blocks))
        self.keys, self.contents, self.tables = {}, {}, {}
        self.cache = empty(blocks, size)

    def used(self):
        return {block for table in self.tables.values() for block in table}

    def hits(self, tokens):
        hits = []
        for i in range((len(tokens) - 1) // self.size):
            block = next((b for b, key in self.keys.items() if key == tokens[: (i + 1) * self.size]), None)
            if block is None:
                break
            hits.append(block)
        return hits

    def fits(self, tokens):
        hits = self.hits(tokens)
        return blocks_of(tokens, self.size) - len(hits) <= len(set(self.free) - set(hits))

    def admit(self, learner, name, tokens):
        """The learner's call, compared with the model; then what it says must be computed is written."""
        cache, computed = parts(learner.admit(self.cache, name, tokens), "cache", "computed")
        hits = self.hits(tokens)
        self.free = [block for block in self.free if block not in hits]
        table = hits + [self.free.pop(0) for _ in range(blocks_of(tokens, self.size) - len(hits))]
        for block in table[len(hits) :]:
            self.keys.pop(block, None)
        for i, block in enumerate(table):
            prefix = tokens[: (i + 1) * self.size]
            if len(prefix) == (i + 1) * self.size and prefix not in self.keys.values():
                self.keys[block] = prefix
        did = f"after admitting {name}"
        close(computed, len(tokens) - len(hits) * self.size, name=f"your number of computed tokens {did}")
        self.read(cache, name, tokens, computed)
        self.tables[name] = table
        self.compare(cache, did)
        return computed

    def read(self, cache, name, tokens, computed):
        """Write the computed tokens, and read the whole prompt back."""
        table = entries(cache, PARTS, name="your cache")["tables"]
        own = table.get(name) if isinstance(table, dict) else None
        count = blocks_of(tokens, self.size)
        if not isinstance(own, list) or [type(block) for block in own] != [int] * count:
            fail(f"Expected a table with {count} blocks for {name}.", yours=formatting.text(own))
        for i, block in enumerate(own):
            prefix = tokens[: (i + 1) * self.size]
            if (i + 1) * self.size > len(tokens) - computed:
                if block in self.used():
                    fail(f"Block {block}, which {name} writes to, is in the table of another request.")
                self.contents[block] = prefix
            elif self.contents.get(block) != prefix:
                fail(
                    f"Block {block} in the table of {name} doesn't have the keys and values of {prefix[-self.size :]}."
                )

    def release(self, learner, name):
        cache = learner.release(self.cache, name)
        table = self.tables.pop(name)
        self.free += [block for block in table[::-1] if block not in self.used()]
        self.compare(cache, f"after releasing {name}")

    def compare(self, cache, did):
        after = entries(cache, PARTS, name="your cache")
        blocks = range(len(self.cache["keys"]))
        refs = [sum(block in table for table in self.tables.values()) for block in blocks]
        keys = [tuple(self.keys[block]) if block in self.keys else None for block in blocks]
        close(after["tables"], self.tables, name=f"your dict of tables {did}")
        close(after["refs"], refs, name=f"your list of refs {did}")
        close(after["free"], self.free, name=f"your list of free blocks {did}")
        if after["keys"] != keys:
            close(after["keys"], keys, name=f"your list of keys {did}")
        close(after["size"], self.size, name=f"your size {did}")
        self.cache = after


@check(example=True)
def worked_example(learner, rng):
    """The steps of the worked example"""
    memory = Memory(5, 2)
    memory.admit(learner, "a", [1, 2, 3, 4, 5])
    compare_finds(learner, memory, [[1, 2, 3, 4, 6]])
    memory.admit(learner, "b", [1, 2, 3, 4, 6])
    memory.release(learner, "a")
    memory.release(learner, "b")
    memory.admit(learner, "c", [7, 8, 9])
    memory.admit(learner, "d", [1, 2, 3, 4])
    memory.admit(learner, "e", [1, 2, 9])
    refuse(learner, [(memory.cache, [5])])


@check
def any_prefix(learner, rng):
    """Prompts share whole blocks from their beginning, and nothing after the first difference"""
    for size in (1, 4, 150):
        memory = Memory(12, size)
        text = rng.choice(10_000, size=6 * size, replace=False).tolist()
        other = rng.choice(range(10_000, 20_000), size=2 * size, replace=False).tolist()
        prefixes = [text[: i * size] for i in (1, 2, 3, 4)] + [other, other + text[2 * size : 3 * size]]
        cached = dict(zip(rng.permutation(12).tolist(), prefixes))
        missing = text[: int(rng.integers(1, 3)) * size]
        prompts = [text[:n] for n in (1, size, size + 1, 2 * size, 3 * size + 1, 4 * size, 5 * size, 6 * size)]
        prompts += [[*text[:n], -1, *text[n + 1 :]] for n in (0, 2 * size - 1, 2 * size, 4 * size - 1)]
        prompts += [[*text[1::-1], *text[2:]], text[size:], other + text, other + text[2 * size :], other[size:] + text]
        gap = {block: key for block, key in cached.items() if key != missing}
        for keys in (cached, gap) if size < 10 else (cached,):
            memory.keys = keys
            memory.cache["keys"] = [tuple(keys[block]) if block in keys else None for block in range(12)]
            compare_finds(learner, memory, prompts if size < 10 else prompts[4:8])


@check
def out_of_memory(learner, rng):
    """ValueError if there aren't enough free blocks, and only then: blocks in use are never evicted"""
    too_much = []
    for size in (1, 3):
        memory = Memory(4, size)
        text = rng.choice(50, size=3 * size, replace=False).tolist()
        memory.admit(learner, "a", text)
        too_much.append((memory.cache, [60 + i for i in range(size + 1)]))
        memory.admit(learner, "b", [*text[: 2 * size], 60])  # two blocks reused, and the last free one
        too_much.append((memory.cache, [70]))
        memory.release(learner, "a")
        memory.release(learner, "b")
        # two reused blocks are free, but not for others
        too_much.insert(0, (memory.cache, [*text[: 2 * size], *range(60, 61 + 2 * size)]))
        memory.admit(learner, "c", [*text[: 2 * size], *range(70, 70 + size), 90])
    refuse(learner, too_much)


@check
def any_requests(learner, rng):
    """Requests that come and go: what is reused, what is evicted, and what every block holds"""
    memory = Memory(2, 3)
    text = rng.choice(50, size=9, replace=False).tolist()
    memory.admit(learner, "first", text[:6])
    memory.release(learner, "first")
    memory.admit(learner, "again", text[:6])  # evicts the block that it needs at the end
    memory = Memory(4, 2)
    memory.keys[2] = memory.contents[2] = text[:4]  # without the block before it
    memory.cache["keys"][2] = tuple(text[:4])
    memory.admit(learner, "gap", text[:7])
    for blocks, size in [(9, 2), (8, 1)]:
        memory = Memory(blocks, size)
        texts = [rng.integers(3, size=4 * size).tolist() for _ in range(2)]
        for number in range(9):
            base = texts[int(rng.integers(2))]
            tokens = base[: int(rng.integers(1, len(base) + 1))] + rng.integers(3, size=int(rng.integers(4))).tolist()
            while len(memory.tables) > 2 or not memory.fits(tokens):
                memory.release(learner, str(rng.choice(list(memory.tables))))
            memory.admit(learner, f"request {number}", tokens)


@check
def arguments_unchanged(learner, rng):
    """The cache that was passed in stays as it was"""
    memory = Memory(6, 2)
    memory.admit(learner, "a", [1, 2, 3])
    memory.admit(learner, "b", [1, 2, 4, 5])
    compare_finds(learner, memory, [[1, 2, 4, 5, 6]])
    memory.release(learner, "a")
    memory.release(learner, "b")
    preserves_arguments(learner)


def empty(blocks, size):
    return {"size": size, "keys": [None] * blocks, "refs": [0] * blocks, "free": list(range(blocks)), "tables": {}}


def blocks_of(tokens, size):
    return len(range(0, len(tokens), size))


def compare_finds(learner, memory, prompts):
    answers = list(learner.find.each([(memory.cache, prompt) for prompt in prompts]))
    for yours, prompt in zip(answers, prompts):
        close(yours, memory.hits(prompt), name=f"your list of blocks for {len(prompt)} tokens, size = {memory.size}")


def refuse(learner, cases):
    for cache, tokens in cases:
        with raises(ValueError, when="there aren't enough free blocks"):
            learner.admit(cache, "too much", tokens)
