import numpy as np

from runner.judge import bars, check, close, preserves_arguments

FLOAT32 = {"rtol": 1e-4, "atol": 1e-4}


class Ring:
    """The network: it carries what ranks send to their right neighbors, and counts messages, bytes and steps."""

    def __init__(self, vectors):
        self.vectors = [vector.copy() for vector in vectors]
        self.originals = vectors
        self.ranks, self.n = len(vectors), len(vectors[0])
        self.bytes, self.messages, self.largest = [0] * self.ranks, 0, []

    def run(self, learner):
        for step in range(2 * (self.ranks - 1)):
            self.step(learner, step)
        return self

    def step(self, learner, step):
        """Take the messages of all ranks, and only then deliver them."""
        P, tolerance = self.ranks, FLOAT32 if self.vectors[0].dtype == np.float32 else {}
        cases = [(vector, rank, P, step) for rank, vector in enumerate(self.vectors)]
        messages = list(learner.send.each(cases))
        for rank, message in enumerate(messages):
            name = f"the message of rank {rank} of {P} in step {step}"
            close(message, self.content(rank, step), name=name, **tolerance)
        self.messages += P
        self.bytes = [total + message.nbytes for total, message in zip(self.bytes, messages)]
        self.largest.append(max(message.nbytes for message in messages))
        arrived = [messages[rank - 1] for rank in range(P)]
        vectors = list(learner.receive.each([(*case, message) for case, message in zip(cases, arrived)]))
        for rank, vector in enumerate(vectors):
            expected = self.vectors[rank].copy()
            start, stop = bounds(self.n, P)[(rank - 1 - step) % P]
            expected[start:stop] = arrived[rank] + (expected[start:stop] if step < P - 1 else 0)
            close(vector, expected, name=f"the vector of rank {rank} of {P} after step {step}", **tolerance)
        self.vectors = vectors

    def content(self, rank, step):
        """The sum of a chunk over the ranks that it has visited."""
        start, stop = bounds(self.n, self.ranks)[(rank - step) % self.ranks]
        visited = [(rank - back) % self.ranks for back in range(min(step + 1, self.ranks))]
        total = self.originals[visited[-1]][start:stop].copy()
        for other in visited[-2::-1]:
            total += self.originals[other][start:stop]
        return total

    def time(self, latency, bandwidth):
        return sum(latency + size / bandwidth for size in self.largest)


@check(example=True)
def worked_chunks(learner, rng):
    """The chunks of the worked example"""
    compare_chunks(learner, 10, 4)


@check(example=True)
def worked_ring(learner, rng):
    """The steps of the worked example, and what each rank sends"""
    ring = Ring([scale * np.array([1.0, 2, 3, 4]) for scale in (1, 10, 100)]).run(learner)
    compare_traffic(learner, ring)


@check(example=True)
def worked_times(learner, rng):
    """The times of the worked example, and the size at which the ring begins to win"""
    for n in (7_000_000_000, 256):
        for algorithm in ("ring", "tree", "naive"):
            compare_seconds(learner, algorithm, n, 64, 4, 1e-5, 5e10)
    close(learner.break_even(64, 1e-5, 5e10), 5e5 * 57 * 64 / 321, name="your number of bytes")


@check
def any_chunks(learner, rng):
    """Chunks of any vector, also of one with fewer entries than ranks or with very many"""
    for n, ranks in [(1, 1), (7, 1), (1, 5), (3, 8), (12, 4), (17, 7), (29, 10), (10**15 + 11, 16)]:
        compare_chunks(learner, n, ranks)


@check
def any_ring(learner, rng):
    """Every rank ends with the sum, and the network counts what you said"""
    for n, ranks in [(5, 2), (12, 4), (17, 5), (3, 6), (1, 4), (23, 7), (1, 2), (5003, 3)]:
        vectors = list(rng.normal(size=(ranks, n)))
        ring = Ring(vectors).run(learner)
        total = sum(vectors)
        for rank, vector in enumerate(ring.vectors):
            close(vector, total, name=f"the final vector of rank {rank} of {ranks}")
        compare_traffic(learner, ring)
        latency, bandwidth = 1e-3, float(rng.uniform(1e3, 1e4))
        yours = learner.seconds("ring", n, ranks, 8, latency, bandwidth)
        close(yours, ring.time(latency, bandwidth), name=f"your seconds for {n} entries on {ranks} ranks")


@check
def single_precision(learner, rng):
    """Vectors in float32 stay so: the network carries 4 bytes for each entry"""
    ring = Ring(list(rng.normal(size=(4, 10)).astype(np.float32))).run(learner)
    compare_traffic(learner, ring)


@check
def growth(learner, rng):
    """Traffic and time for up to 1,000 ranks: the ring's bytes stay below two vectors"""
    n, sizes = 1_000_003, [1, 2, 3, 5, 8, 9, 64, 1000]
    sent = [[learner.bytes_sent(n, ranks, rank, 2) for rank in {0, ranks // 2, ranks - 1}] for ranks in sizes]
    for ranks, yours in zip(sizes, sent):
        expected = [by_steps(n, ranks, rank) * 2 for rank in {0, ranks // 2, ranks - 1}]
        for value, right in zip(yours, expected):
            close(value, right, name=f"your bytes on {ranks} ranks", sizes={"P": ranks})
    learner.show(bars([f"{ranks} ranks" for ranks in sizes], {"vectors sent": [max(row) / 2 / n for row in sent]}))
    for ranks in sizes:
        for algorithm in ("ring", "tree", "naive"):
            compare_seconds(
                learner, algorithm, n, ranks, 2, float(rng.uniform(1e-6, 1e-4)), float(rng.uniform(1e9, 1e10))
            )
    close(learner.bytes_sent(10**15 + 1, 4, 3, 2), by_steps(10**15 + 1, 4, 3) * 2, name="your bytes")


@check
def where_the_ring_wins(learner, rng):
    """At the size that you return, ring and tree take the same time"""
    for ranks in (2, 3, 4, 5, 8, 12, 100, 1024):
        latency, bandwidth = float(rng.uniform(1e-6, 1e-4)), float(rng.uniform(1e9, 1e11))
        rounds = sum(2**k < ranks for k in range(20))
        expected = (ranks - 1 - rounds) * latency / (rounds / bandwidth - (ranks - 1) / ranks / bandwidth)
        close(learner.break_even(ranks, latency, bandwidth), expected, name=f"your number of bytes for {ranks} ranks")


@check
def arguments_unchanged(learner, rng):
    """Neither the vector nor the message is modified"""
    Ring(list(rng.normal(size=(3, 8)))).run(learner)
    preserves_arguments(learner)


def bounds(n, ranks):
    """The chunks, entry by entry of the remainder."""
    out, start = [], 0
    for index in range(ranks):
        stop = start + n // ranks + (1 if index < n % ranks else 0)
        out.append((start, stop))
        start = stop
    return out


def compare_chunks(learner, n, ranks):
    yours = list(learner.chunk.each([(n, ranks, index) for index in range(ranks)]))
    for index, (mine, right) in enumerate(zip(yours, bounds(n, ranks))):
        close(mine, right, name=f"your chunk {index} of {n} entries on {ranks} ranks")


def compare_traffic(learner, ring):
    """What the network counted against what the learner says."""
    cases = [(ring.n, ring.ranks, rank, ring.vectors[0].itemsize) for rank in range(ring.ranks)]
    yours = list(learner.bytes_sent.each(cases))
    for rank, (mine, counted) in enumerate(zip(yours, ring.bytes)):
        name = f"your bytes for rank {rank} of {ring.ranks}, with {ring.n} entries,"
        close(mine, counted, name=name, sizes={"P": ring.ranks, "n": ring.n})


def by_steps(n, ranks, rank):
    """The entries that a rank sends, step by step."""
    chunks = bounds(n, ranks)
    return sum(chunks[(rank - step) % ranks][1] - chunks[(rank - step) % ranks][0] for step in range(2 * ranks - 2))


def compare_seconds(learner, algorithm, n, ranks, itemsize, latency, bandwidth):
    rounds = sum(2**k < ranks for k in range(40))
    messages = {"ring": [-(-n // ranks)] * (ranks - 1), "tree": [n] * rounds, "naive": [n] * (ranks - 1)}[algorithm]
    expected = 2.0 * sum(latency + entries * itemsize / bandwidth for entries in messages)
    yours = learner.seconds(algorithm, n, ranks, itemsize, latency, bandwidth)
    close(yours, expected, name=f'your seconds with "{algorithm}" on {ranks} ranks', sizes={"P": ranks}, atol=1e-15)
