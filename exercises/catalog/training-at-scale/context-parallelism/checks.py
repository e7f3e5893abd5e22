import numpy as np

from runner.judge import (
    about_earlier_calls,
    check,
    close,
    dtype,
    entries,
    fail,
    holds,
    parts,
    preserves_arguments,
    shape,
)

KEYS = ["Q", "K", "V", "out", "max", "sum"]
STATE = ["out", "row_max", "row_sum"]


class Ring:
    """The network and the memory of all ranks: it delivers their messages, and counts messages and blocks."""

    def __init__(self, Q, K, V, causal):
        """Q, K and V have the blocks of all ranks: (N, n, d) or (N, n, d_v)."""
        self.ranks, self.n, _ = Q.shape
        self.Q, self.K, self.V, self.causal = Q, K, V, causal
        first = unseen(self.n, V.shape[2], Q.dtype)
        self.memories = [dict(zip(KEYS, (*blocks, *first))) for blocks in zip(Q, K, V)]
        self.arrived = [None] * self.ranks
        self.history = []  # the memories of all ranks after each step

    def cases(self):
        places = zip(self.memories, self.arrived, range(self.ranks))
        return [(memory, pair, rank, self.ranks, len(self.history), self.causal) for memory, pair, rank in places]

    def take(self, answers):
        """Look at the form of all ranks' answers to a step, count, and only then deliver the messages."""
        step = len(self.history)
        messages = []
        for rank, answer in enumerate(answers):
            memory, message = parts(answer, "memory", "message")
            self.look_at_memory(memory, f"the memory of rank {rank} of {self.ranks} after step {step}")
            self.look_at_message(message, rank, step)
            self.memories[rank] = memory
            messages.append(message)
        self.arrived = [messages[rank - 1] for rank in range(self.ranks)]
        self.history.append(list(self.memories))

    def look_at_memory(self, memory, name):
        """A rank holds one pair while the next one arrives."""
        entries(memory, KEYS, name=name)
        for key, right in zip(KEYS, (self.Q[0], self.K[0], self.V[0], *unseen(self.n, self.V.shape[2]))):
            rows = len(memory[key]) if isinstance(memory[key], np.ndarray) and memory[key].ndim else 0
            text = f"In {name}, {key!r} has {rows} rows, a block has {self.n}. The next pair is arriving: keep one. "
            holds(key not in ("K", "V") or rows <= self.n, text + "A rank never holds more than two.")
            shape(memory[key], right.shape, name=f"{key!r} in {name}")

    def look_at_message(self, message, rank, step):
        """Each of N - 1 messages is the pair that arrived, byte for byte."""
        if step == self.ranks - 1:
            text = f"Rank {rank} of {self.ranks} sends in step {step}, the last, when every pair has been everywhere. "
            holds(message is None, text + f"{step} messages are enough.")
        elif message is None:
            fail(f"Rank {rank} of {self.ranks} sends nothing in step {step}. Its right neighbor waits for a pair.")
        else:
            name, owner = f"the message of rank {rank} of {self.ranks} in step {step}", (rank - step) % self.ranks
            close(message, (self.K[owner], self.V[owner]), name=name, rtol=0, atol=0)
            for block in message:
                dtype(block, self.K.dtype, name=f"a block in {name}")

    def compare(self):
        """Compare all memories with the whole matrix of scores, in which only the pairs so far are visible."""
        tolerance = {"rtol": 1e-4, "atol": 1e-5} if self.K.dtype == np.float32 else {}
        Q, K, V = (np.concatenate(blocks).astype(float) for blocks in (self.Q, self.K, self.V))
        token = np.arange(len(Q))
        scores = Q @ K.T / np.sqrt(Q.shape[1])
        if self.causal:
            scores[token > token[:, None]] = -np.inf
        age = (token[:, None] // self.n - token // self.n) % self.ranks  # the step in which a pair is there
        for step, memories in enumerate(self.history):
            out, row_max, row_sum = by_softmax(np.where(age <= step, scores, -np.inf), V)
            if step == self.ranks - 1:
                out = out / row_sum[:, None]
            for rank, memory in enumerate(memories):
                own, owner = slice(rank * self.n, (rank + 1) * self.n), (rank - step) % self.ranks
                name = f"in the memory of rank {rank} of {self.ranks} after step {step}"
                for key, right in (("max", row_max[own]), ("sum", row_sum[own]), ("out", out[own])):
                    close(memory[key], right.astype(self.K.dtype), name=f"{key!r} {name}", **tolerance)
                for key, right in (("K", self.K[owner]), ("V", self.V[owner]), ("Q", self.Q[rank])):
                    if not np.array_equal(memory[key], right):
                        close(memory[key], right, name=f"{key!r} {name}", rtol=0, atol=0)


def run(learner, rings):
    """All rings at once, step by step, so that a rank's memory is all that tells one ring from another."""
    with about_earlier_calls():
        for step in range(max(ring.ranks for ring in rings)):
            active = [ring for ring in rings if step < ring.ranks]
            answers = learner.ring_step.each([case for ring in active for case in ring.cases()])
            for ring in active:
                ring.take([next(answers) for _ in range(ring.ranks)])
        for ring in rings:
            ring.compare()


@check(example=True)
def worked_state(learner, rng):
    """The states of rank 2 in the worked example"""
    Q, K, V = worked_blocks()
    everything, lower = np.full((2, 2), True), np.array([[True, False], [True, True]])
    states = [unseen(2, 1)]
    for out, largest, total in (
        ([[1], [13 / 4]], [1, 4], [1, 5 / 4]),
        ([[11 / 3], [35 / 9]], [3, 9], [5 / 3, 5 / 3]),
        ([[41 / 6], [215 / 36]], [6, 36], [2, 13 / 9]),
    ):
        states.append((np.array(out), np.log(largest), np.array(total)))
    cases = [(state, Q[2], K[2 - k], V[2 - k], everything if k else lower) for k, state in enumerate(states[:-1])]
    answers = list(learner.absorb.each(cases))  # a step alone may come from many mistakes
    with about_earlier_calls():
        for k, yours in enumerate(answers):
            compare_state(yours, states[k + 1], f" after the pair of rank {2 - k}")


@check(example=True)
def worked_ring(learner, rng):
    """The ring of the worked example: what ranks send, keep and compute"""
    run(learner, [Ring(*worked_blocks(), True)])


@check
def any_block(learner, rng):
    """Blocks of any size and any mask"""
    sizes = [(1, 1, 4, 3), (3, 2, 4, 3), (2, 5, 3, 1), (4, 3, 1, 2), (2, 600, 4, 3)]
    compare_states(learner, [draw_case(rng, *each) for each in sizes])


@check
def large_scores(learner, rng):
    """Scores up to ±1000, whichever block has the largest"""
    levels = [(-900, 900), (900, -900), (900, 950), (-950, -900)]
    compare_states(learner, [draw_case(rng, 2, 3, 4, 3, *each) for each in levels])


@check
def nothing_seen(learner, rng):
    """Queries that have seen no key, before the block or after it"""
    cases = []
    for _ in range(2):
        (_, Q, K, V, visible), _ = draw_case(rng, 4, 3, 4, 3)
        visible[1:3], visible[3, 1] = False, True
        cases.append(((unseen(4, 3), Q, K, V, visible), (np.zeros((4, 0)), np.zeros((0, 3)))))
    compare_states(learner, cases)


@check
def any_ring(learner, rng):
    """Rings of one to four ranks, causal and not, in float64 and float32"""
    Q = rng.normal(size=(3, 2, 4))
    rings = [draw_ring(rng, Q, True), draw_ring(rng, Q, False)]  # the same queries with other keys
    for ranks, n, kind in ((1, 260, "f8"), (2, 4, "f4"), (4, 2, "f4")):
        rings.append(draw_ring(rng, rng.normal(size=(ranks, n, 4)), True, kind))
    run(learner, rings)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    compare_states(learner, [draw_case(rng, 3, 2, 4, 3)])
    run(learner, [draw_ring(rng, rng.normal(size=(2, 2, 4)), True)])
    preserves_arguments(learner)


def unseen(n, d_v, kind=np.float64):
    return np.zeros((n, d_v), kind), np.full(n, -np.inf, kind), np.zeros(n, kind)


def worked_blocks():
    Q, K = np.zeros((3, 2, 4)), np.zeros((3, 2, 4))
    Q[:, :, 0], K[:, :, 0] = [2, 4], np.log([[6, 1], [3, 1], [1, 2]])
    return Q, K, np.array([[[5.0], [0]], [[2], [4]], [[1], [3]]])


def draw_ring(rng, Q, causal, kind="f8"):
    K, V = rng.normal(size=Q.shape), rng.normal(size=(*Q.shape[:2], 3))
    return Ring(*(blocks.astype(kind) for blocks in (Q, K, V)), causal)


def draw_case(rng, n, m, d, d_v, earlier=0, later=0):
    """Arguments for absorb, and what was seen before: scores near one level, values. The block's are near another."""
    Q, K, seen = (rng.normal(size=(rows, d)) for rows in (n, m, 4))
    Q[:, 0] = np.sqrt(d)
    K[:, 0] += later
    seen[:, 0] += earlier
    values, V = rng.normal(size=(4, d_v)), rng.normal(size=(m, d_v))
    visible = rng.random((n, m)) < 0.6
    visible[-1] = n == 1  # one query sees nothing of this block
    scores = Q @ seen.T / np.sqrt(d)
    return (by_softmax(scores, values), Q, K, V, visible), (scores, values)


def compare_states(learner, cases):
    answers = learner.absorb.each([args for args, _ in cases])
    for state, ((_, Q, K, V, visible), (earlier, values)) in zip(answers, cases):
        scores = np.where(visible, Q @ K.T / np.sqrt(Q.shape[1]), -np.inf)
        compare_state(state, by_softmax(np.hstack([earlier, scores]), np.vstack([values, V])), "")


def compare_state(state, right, when):
    yours = parts(state, *STATE)
    for k in (1, 2, 0):  # in the order in which they are computed
        close(yours[k], right[k], name=f"your {STATE[k]}{when}")


def by_softmax(scores, values):
    """out, row_max and row_sum from the scores of all keys at once."""
    row_max = scores.max(axis=1)
    weights = np.exp(scores - np.where(np.isfinite(row_max), row_max, 0)[:, None])
    return weights @ values, row_max, weights.sum(axis=1)
